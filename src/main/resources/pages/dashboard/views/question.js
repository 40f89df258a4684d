import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { ref } from '../../lib/lit-html/directives/ref.js';
import { focusStart } from '../focus.js';
import { icon } from '../icons.js';

/** Asks before something that cannot be undone; the focus begins on the way out. */
export function question(app) {
  if (!app.question) {
    return nothing;
  }
  const { title, text, action, does, otherwise } = app.question;
  const put = ({ target }) => {
    app.question = null;
    if (!target.dataset.busy) {
      otherwise?.();
    }
    if (document.activeElement === document.body) {
      // What had the focus is gone.
      focusStart(app);
    }
    app.changed();
  };
  const go = async event => {
    event.preventDefault();
    const dialog = event.target.closest('dialog');
    if (!dialog.dataset.busy) {
      dialog.dataset.busy = 'yes';
      await app.attempt(does);
      dialog.close();
    }
  };
  return html`
    <dialog class="question" aria-labelledby="question-title" aria-describedby="question-text" ${ref(open)} @close=${put}>
      <form class="stack" @submit=${go}>
        <h2 id="question-title">${title}</h2>
        <p id="question-text">${text}</p>
        <div class="actions">
          <button class="button" type="button" @click=${close}>Cancel</button>
          <button class="button danger primary">${icon('warning')}${action}</button>
        </div>
      </form>
    </dialog>
  `;
}

/** A dialog is open from when it is drawn; the focus goes back to where it was when it closes. */
export function open(dialog) {
  // Once it is in the page.
  queueMicrotask(() => dialog?.isConnected && !dialog.open && dialog.showModal());
}

export function close({ target }) {
  target.closest('dialog').close();
}
