import { html, nothing } from '../html.js';
import { icon } from '../icons.js';
import { t } from '../texts.js';
import { errorMessage } from '../error-messages.js';

/** A page of the settings, with the state of its last request. */
export class SettingsPage {
  ready = false;
  busy = false;
  error = '';
  done = '';

  constructor(app) {
    this.app = app;
  }

  /** Fetches what the page shows; overridden. */
  async load() {}

  async enter() {
    await this.attempt(async () => {
      await this.load();
      this.ready = true;
    });
  }

  request(method, path, body) {
    return this.app.session.request(method, path, body);
  }

  /** @param {() => Promise<string | void>} action may return a message for the owner */
  async attempt(action) {
    if (this.busy) {
      return;
    }
    Object.assign(this, { busy: true, error: '', done: '' });
    this.app.changed();
    try {
      this.done = (await action()) ?? '';
    } catch (error) {
      this.error = errorMessage(error);
    } finally {
      this.busy = false;
      this.app.changed();
    }
  }

  /** A submit listener; `action` gets the form's fields by name. */
  submit(action) {
    return event => {
      event.preventDefault();
      const { target } = event;
      this.attempt(() => this.#saving(() => action(Object.fromEntries(new FormData(target)), target)));
    };
  }

  async #saving(action) {
    const { unsavedChanges } = this.app;
    const hadChanges = unsavedChanges.present;
    unsavedChanges.present = false;
    try {
      return await action();
    } catch (error) {
      unsavedChanges.present ||= hadChanges;
      throw error;
    }
  }

  /** The form has unsaved changes. */
  edited = () => {
    this.app.unsavedChanges.present = true;
    this.changed();
  };

  /** Renders the page again after an input that other parts depend on. */
  changed() {
    this.done = '';
    this.app.changed();
  }

  template() {
    if (this.ready) {
      return this.body();
    }
    return this.error
      ? html`<div class="stack">${this.result()}<p><button class="button" @click=${() => this.enter()}>${t('retry')}</button></p></div>`
      : html`<p class="muted" role="status">${t('busy')}</p>`;
  }

  result() {
    return html`
      ${this.error ? html`<p class="note bad" role="alert">${icon('warning')}<span>${this.error}</span></p>` : nothing}
      <p class=${this.done ? 'note good' : 'visually-hidden'} role="status">
        ${this.done ? html`${icon('check')}<span>${this.done}</span>` : nothing}
      </p>
    `;
  }

  saveButton(text = t('save')) {
    return html`<div class="actions"><button class="button primary" ?disabled=${this.busy}>${text}</button></div>`;
  }
}

/** A page about the widget. Saving reads the settings again, to keep what another page or window has changed. */
export class WidgetSettingsPage extends SettingsPage {
  async load() {
    this.widget = await this.request('GET', '/owner/widget');
  }

  async change(changes) {
    this.widget = await this.request('PUT', '/owner/widget', { ...(await this.request('GET', '/owner/widget')), ...changes });
    return t('saved.widget');
  }
}
