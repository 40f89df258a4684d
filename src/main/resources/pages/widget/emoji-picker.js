const EMOJI = '😀😂😊😍😉🤔😮😢😅🙈👍👎👏🙏👋💛🎉✨';

const CSS = `
.emojis { position: absolute; bottom: 100%; inset-inline: 8px auto; margin-bottom: 6px; padding: 6px; display: grid;
  grid-template-columns: repeat(6, 44px); background: var(--bg); border: 1px solid var(--line); border-radius: 14px;
  box-shadow: 0 8px 28px #1c140a33 }
.emojis button { height: 44px; font-size: min(1.5em, 32px); line-height: 1; border-radius: 10px }
.emojis :focus-visible { outline-offset: -2px }
@media (hover: hover) { .emojis button:hover { background: var(--sunken); color: var(--ink) } }`;

/** Buttons that write into the field. Loaded when the picker is opened first; `dom`: the module that is loaded already. */
export const emojiPicker = ({ addStyles, h }, label, field) => {
  addStyles(field.getRootNode(), CSS);
  const group = h('div.emojis', { role: 'group', 'aria-label': label, hidden: true });
  for (const emoji of EMOJI) {
    group.append(h('button', { type: 'button', onclick() {
      field.focus();
      // It can be undone, as what is typed.
      if (Document.prototype.execCommand.call(document, 'insertText', false, emoji)) return;
      field.setRangeText(emoji, field.selectionStart, field.selectionEnd, 'end');
      field.dispatchEvent(new Event('input'));
    } }, emoji));
  }
  return group;
};
