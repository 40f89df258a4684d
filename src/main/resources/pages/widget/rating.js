const THUMB = 'M7.5 11v9H5a1.5 1.5 0 0 1-1.5-1.5v-6A1.5 1.5 0 0 1 5 11zM7.5 11L11 3.5A2.3 2.3 0 0 1 13.3 6v3.2h5a2 2 0 0 1 2 2.3l-1.1 6.7A2 2 0 0 1 17.200 20H7.5';

const CSS = `
.rating { margin-top: 10px; padding: 16px; border: 1px solid var(--line); border-radius: 14px; display: grid; gap: 12px; color: var(--ink) }
.rating b { font-weight: 600 }
.rating .primary { margin-top: 12px }
.rating p:empty { position: absolute }
.pair { display: flex; gap: 8px }
.pair button { flex: 1; min-height: 46px; display: flex; gap: 8px; align-items: center; justify-content: center;
  border: 1px solid var(--edge); border-radius: 12px }
@media (hover: hover) { .pair button:hover { background: var(--sunken); color: var(--ink) } }
.pair [aria-pressed=true][aria-pressed] { background: var(--accent); border-color: var(--accent); color: var(--on) }
@media (forced-colors: active) { .pair [aria-pressed=true] { border: 6px double Highlight } }
.down svg { transform: rotate(180deg) }`;

const styled = new WeakSet();

/** A thumb up or down, and then a comment. Loaded when a chat is closed; `dom`: the module that is loaded already; `name`: of the comment in the draft. */
export const rating = ({ addStyles, h, icon }, shadow, t, { draft, name, given, rate }) => {
  if (!styled.has(shadow)) addStyles(shadow, CSS);
  styled.add(shadow);
  const thanks = h('p', { role: 'status' });
  const comment = h('textarea', {
    rows: 2, maxLength: 1000, 'aria-label': t.comment, placeholder: t.comment, value: draft.get(name) ?? '',
    oninput: () => draft.set({ [name]: comment.value }),
  });
  const send = h('button.primary', { type: 'button' }, t.send);
  const more = h('div', { hidden: !given }, comment, send);
  const pair = h('div.pair');
  let pressed;
  const submit = async onDone => {
    try {
      await rate(pressed.value, draft.get(name));
      onDone();
    } catch {
      thanks.textContent = t.trouble;
    }
  };
  const choices = { good: 'up', bad: 'down' };
  for (const value of Object.keys(choices)) {
    const isGiven = given?.value === value;
    const button = h(`button.${choices[value]}`, { type: 'button', value, 'aria-pressed': isGiven, onclick: () => {
      pressed = button;
      for (const other of pair.children) other.ariaPressed = other === button;
      submit(() => { more.hidden = false; });
    } }, icon(THUMB), t[value]);
    pair.append(button);
    if (isGiven) pressed = button;
  }
  send.onclick = () => submit(() => {
    draft.set({ [name]: '' });
    comment.value = '';
    pressed.focus();
    more.hidden = true;
    thanks.textContent = t.thanks;
  });
  return h('div.rating', { role: 'group', 'aria-label': t.rate }, h('b', {}, t.rate), pair, more, thanks);
};
