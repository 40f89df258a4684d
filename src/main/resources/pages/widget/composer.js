import { isVisible } from '../client/visible.js';
import * as dom from './dom.js';
import { load } from './load.js';

const { h, iconButton } = dom;
const MAX_BYTES = 8192;

/** Why the server would reject this message, or ''. */
export const validationError = (t, text) => {
  if (!isVisible(text)) return t.required;
  return new TextEncoder().encode(text).length > MAX_BYTES ? t.tooLong : '';
};

/** A textarea as high as its text. Enter sends, except with Shift or during IME composition. */
export const textField = (values, { send, typing }) => {
  const grow = () => {
    if (!field.offsetParent) return;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight + 2}px`;
  };
  const field = h('textarea', {
    rows: 1, ...values,
    oninput() {
      grow();
      typing?.(field.value !== '');
    },
    onblur: () => typing?.(false),
    onkeydown(e) {
      if (e.key !== 'Enter' || e.shiftKey || e.isComposing || e.keyCode === 229) return;
      e.preventDefault();
      send();
    },
  });
  field.grow = grow;
  return field;
};

export class Composer {
  constructor(t, { send, typing, showError }) {
    const submit = (this.submit = () => {
      const error = validationError(t, this.field.value);
      if (error === t.required) return;
      if (error) showError(error);
      else send(this.field.value);
    });
    let emojis;
    const hide = hidden => {
      if (emojis) emojis.hidden = hidden;
      smile.ariaExpanded = !hidden;
    };
    this.field = textField({
      placeholder: t.write, 'aria-label': t.write, enterKeyHint: 'send', onfocus: () => hide(true),
    }, { send: submit, typing });
    const smile = iconButton('smile', t.emoji, 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM8.5 14.2a4.2 4.2 0 0 0 7 0M9 9.7v.1M15 9.7v.1', async () => {
      if (!emojis) {
        try {
          const { emojiPicker } = await load('emoji-picker.js');
          if (!emojis) this.node.prepend((emojis = emojiPicker(dom, t.emoji, this.field)));
        } catch {
          return showError(t.trouble);
        }
      }
      hide(!emojis.hidden);
      (emojis.hidden ? this.field : emojis.firstChild).focus();
    });
    smile.ariaExpanded = false;
    this.node = h('div.composer', {
      onkeydown: e => {
        if (e.key !== 'Escape' || emojis?.hidden !== false) return;
        e.preventDefault();
        this.field.focus();
      },
    }, smile, this.field, iconButton('send', t.send, 'M12 19V5M6 11l6-6 6 6', () => {
      submit();
      this.field.focus();
    }));
  }
}
