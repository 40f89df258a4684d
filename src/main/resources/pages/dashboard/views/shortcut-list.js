import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { ref } from '../../lib/lit-html/directives/ref.js';
import { icon } from '../icons.js';
import { ALT_SHORTCUTS, SHORTCUTS, singleKeys } from '../shortcuts.js';
import { close, open } from './question.js';

export function shortcutList(app) {
  if (!app.help) {
    return nothing;
  }
  const put = () => {
    app.help = false;
    app.changed();
  };
  return html`
    <dialog class="keys" aria-labelledby="keys-title" ${ref(open)} @close=${put}>
      <header class="dialog-head">
        <h2 id="keys-title">Keys</h2>
        <button class="button quiet icon-only" aria-label="Close this list" @click=${close}>${icon('close')}</button>
      </header>
      <dl class="key-list">
        ${SHORTCUTS.map(({ shown, says }) => row(shown, says))}
        ${row(['Esc'], 'Out of a field, out of a search, back to the list')}
      </dl>
      <h3>While writing, too</h3>
      <dl class="key-list">
        ${ALT_SHORTCUTS.map(({ shown, says }) => row(['Alt', shown], says, ' + '))}
        ${row(['Enter'], 'Send')} ${row(['Shift', 'Enter'], 'New line', ' + ')}
      </dl>
      <label class="switch">
        <span>Single keys</span>
        <input type="checkbox" role="switch" ?checked=${singleKeys.on} @change=${({ target }) => (singleKeys.on = target.checked)} />
      </label>
      <p class="hint">Turn them off if you dictate, or press keys by mistake.</p>
    </dialog>
  `;
}

const row = (keys, says, between = ' or ') => html`
  <div>
    <dt>${keys.map((key, i) => html`${i ? html`<span class="soft">${between}</span>` : nothing}<kbd>${key}</kbd>`)}</dt>
    <dd>${says}</dd>
  </div>
`;
