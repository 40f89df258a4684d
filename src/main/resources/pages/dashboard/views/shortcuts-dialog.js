import { html, nothing } from '../html.js';
import { ref } from '../../lib/lit-html/directives/ref.js';
import { icon } from '../icons.js';
import { ALT_SHORTCUTS, SHORTCUTS, singleKeys } from '../shortcuts.js';
import { closeDialog, openDialog } from './confirm-dialog.js';
import { t } from '../texts.js';

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
        <h2 id="shortcuts-title">${t('keys')}</h2>
        <button class="button quiet icon-only" aria-label=${t('keys.dismiss')} @click=${closeDialog}>${icon('close')}</button>
      </header>
      <dl class="key-list">
        ${SHORTCUTS.map(({ labels, command }) => row(labels, t(`keys.${command}`)))}
        ${row(['Esc'], t('keys.escape'))}
      </dl>
      <h3>${t('keys.writing')}</h3>
      <dl class="key-list">
        ${ALT_SHORTCUTS.map(({ label, command }) => row(['Alt', label], t(`keys.${command}`), '+'))}
        ${row(['Enter'], t('send'))} ${row(['Shift', 'Enter'], t('keys.newLine'), '+')}
      </dl>
      <label class="switch">
        <span>${t('keys.single')}</span>
        <input type="checkbox" role="switch" ?checked=${singleKeys.on} @change=${({ target }) => (singleKeys.on = target.checked)} />
      </label>
      <p class="hint">${t('keys.singleHint')}</p>
    </dialog>
  `;
}

const row = (keys, description, between = t('keys.or')) => html`
  <div>
    <dt>${keys.map((key, i) => html`${i ? html`<span class="muted"> ${between} </span>` : nothing}<kbd>${key}</kbd>`)}</dt>
    <dd>${description}</dd>
  </div>
`;
