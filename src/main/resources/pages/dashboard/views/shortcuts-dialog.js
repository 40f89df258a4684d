import { html, nothing } from '../html.js';
import { ref } from '../../lib/lit-html/directives/ref.js';
import { icon } from '../icons.js';
import { ALT_SHORTCUTS, SHORTCUTS, singleKeys } from '../shortcuts.js';
import { closeDialog, openDialog } from './confirm-dialog.js';

export function shortcutsDialog(app) {
  if (!app.shortcutsOpen) {
    return nothing;
  }
  const closed = () => {
    app.shortcutsOpen = false;
    app.changed();
  };
  return html`
    <dialog class="shortcuts-dialog" aria-labelledby="shortcuts-title" ${ref(openDialog)} @close=${closed}>
      <header class="dialog-head">
        <h2 id="shortcuts-title">Keys</h2>
        <button class="button quiet icon-only" aria-label="Close this list" @click=${closeDialog}>${icon('close')}</button>
      </header>
      <dl class="key-list">
        ${SHORTCUTS.map(({ labels, description }) => row(labels, description))}
        ${row(['Esc'], 'Out of a field, out of a search, back to the list')}
      </dl>
      <h3>While writing, too</h3>
      <dl class="key-list">
        ${ALT_SHORTCUTS.map(({ label, description }) => row(['Alt', label], description, ' + '))}
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

const row = (keys, description, between = ' or ') => html`
  <div>
    <dt>${keys.map((key, i) => html`${i ? html`<span class="muted">${between}</span>` : nothing}<kbd>${key}</kbd>`)}</dt>
    <dd>${description}</dd>
  </div>
`;
