import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { icon } from '../icons.js';

/** A page of the settings: what it fetched, what it is at, and how that went. */
export class Page {
  ready = false;
  busy = false;
  error = '';
  done = '';

  constructor(app) {
    this.app = app;
  }

  /** Fetches what the page shows. */
  async load() {}

  async enter() {
    await this.attempt(async () => {
      await this.load();
      this.ready = true;
    });
  }

  ask(method, path, body) {
    return this.app.session.request(method, path, body);
  }

  /** @param {() => Promise<string | void>} action that may say, in a sentence, what it did */
  async attempt(action) {
    if (this.busy) {
      return;
    }
    Object.assign(this, { busy: true, error: '', done: '' });
    this.app.changed();
    try {
      this.done = (await action()) ?? '';
    } catch (error) {
      this.error = error.message;
    } finally {
      this.busy = false;
      this.app.changed();
    }
  }

  /** For a form: `action` gets its fields by name. */
  submit(action) {
    return event => {
      event.preventDefault();
      const { target } = event;
      this.attempt(() => this.#keep(() => action(Object.fromEntries(new FormData(target)), target)));
    };
  }

  async #keep(action) {
    const { unsaved } = this.app;
    const edited = unsaved.is;
    unsaved.is = false;
    try {
      return await action();
    } catch (error) {
      unsaved.is ||= edited;
      throw error;
    }
  }

  /** What is in the form is no longer what is kept. */
  edited = () => {
    this.app.unsaved.is = true;
    this.changed();
  };

  /** Draws the page anew after something was typed that other things depend on. */
  changed() {
    this.done = '';
    this.app.changed();
  }

  template() {
    if (this.ready) {
      return this.body();
    }
    return this.error
      ? html`<div class="stack">${this.outcome()}<p><button class="button" @click=${() => this.enter()}>Try again</button></p></div>`
      : html`<p class="soft" role="status">One moment …</p>`;
  }

  outcome() {
    return html`
      ${this.error ? html`<p class="note bad" role="alert">${icon('warning')}<span>${this.error}</span></p>` : nothing}
      <p class=${this.done ? 'note good' : 'hidden-visually'} role="status">
        ${this.done ? html`${icon('check')}<span>${this.done}</span>` : nothing}
      </p>
    `;
  }

  save(text = 'Save') {
    return html`<div class="actions"><button class="button primary" ?disabled=${this.busy}>${text}</button></div>`;
  }
}

/** A page about what the widget shows and when; it keeps what the other such pages have set, in other windows too. */
export class WidgetPage extends Page {
  async load() {
    this.widget = await this.ask('GET', '/owner/widget');
  }

  async change(changes) {
    this.widget = await this.ask('PUT', '/owner/widget', { ...(await this.ask('GET', '/owner/widget')), ...changes });
    return 'Saved. Your guests see it from the next page on.';
  }
}
