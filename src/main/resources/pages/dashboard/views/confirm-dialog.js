import { html, nothing } from '../html.js';
import { ref } from '../../lib/lit-html/directives/ref.js';
import { focusInitial } from '../focus.js';
import { icon } from '../icons.js';
import { t } from '../texts.js';

/** Asks before something that cannot be undone; Cancel has the focus first. */
export function confirmDialog(app) {
  if (!app.confirmation) {
    return nothing;
  }
  const { title, text, action, onConfirm, onCancel } = app.confirmation;
  const closed = ({ target }) => {
    app.confirmation = null;
    if (!target.dataset.busy) {
      onCancel?.();
    }
    if (document.activeElement === document.body) {
      // The element that had the focus before is gone.
      focusInitial(app);
    }
    app.changed();
  };
  const confirm = async event => {
    event.preventDefault();
    const dialog = event.target.closest('dialog');
    if (!dialog.dataset.busy) {
      dialog.dataset.busy = 'yes';
      await app.attempt(onConfirm);
      dialog.close();
    }
  };
  return html`
    <dialog class="confirm-dialog" aria-labelledby="confirm-title" aria-describedby="confirm-text" ${ref(openDialog)} @close=${closed}>
      <form class="stack" @submit=${confirm}>
        <h2 id="confirm-title">${title}</h2>
        <p id="confirm-text">${text}</p>
        <div class="actions">
          <button class="button" type="button" @click=${closeDialog}>${t('cancel')}</button>
          <button class="button danger primary">${icon('warning')}${action}</button>
        </div>
      </form>
    </dialog>
  `;
}

/** For `ref`: opens a dialog as soon as it is rendered. Closing returns the focus to where it was. */
export function openDialog(dialog) {
  // lit-html calls this before it inserts the element.
  queueMicrotask(() => dialog?.isConnected && !dialog.open && dialog.showModal());
}

export function closeDialog({ target }) {
  target.closest('dialog').close();
}
