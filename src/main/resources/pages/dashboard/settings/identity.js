import { html } from '../html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { icon } from '../icons.js';
import { mediumDate } from '../date-format.js';
import { SettingsPage } from './settings-page.js';
import { snippetBox } from './snippet.js';

/** The secret with which the owner's website signs the identity of guests who have logged in there. */
export class Identity extends SettingsPage {
  shown = new Set();

  async load() {
    this.secrets = await this.request('GET', '/owner/site/secrets');
  }

  body() {
    const { domain } = this.app.connection;
    return html`
      <div class="stack">
        <p>If visitors log in on your website, it can say who they are. They are then marked as verified, and find their chat again on every device.</p>
        <h3>Your secret</h3>
        <ul class="plain stack">
          ${repeat(this.secrets, ({ id }) => id, (secret, i) => this.#secret(secret, i))}
        </ul>
        ${this.result()}
        <div class="actions"><button class="button" ?disabled=${this.busy} @click=${() => this.#rotate()}>${icon('reopen')}Make a new secret</button></div>
        <p class="hint">Keep it on your server: whoever has it can pass for any guest.</p>
        <h3>On your server</h3>
        <p>Sign a short-lived token for who is logged in, here with Node and <code>jsonwebtoken</code>:</p>
        ${snippetBox(this.app, serverExample(domain))}
        <h3>In your page</h3>
        <p>Hand it to the widget:</p>
        ${snippetBox(this.app, PAGE_EXAMPLE)}
      </div>
    `;
  }

  #secret({ id, secret, createdAt }, i) {
    const shown = this.shown.has(id);
    const toggle = () => {
      this.shown[shown ? 'delete' : 'add'](id);
      this.changed();
    };
    return html`
      <li class="card secret">
        <div class="secret-head">
          <p><strong>${i ? 'The one before' : 'In use'}</strong> <span class="muted">made on ${mediumDate(createdAt)}</span></p>
          <button class="button" aria-pressed=${shown} @click=${toggle}>${shown ? 'Hide' : 'Show'}</button>
        </div>
        ${shown ? snippetBox(this.app, secret) : html`<p class="secret-dots"><span class="visually-hidden">Hidden</span><span aria-hidden="true">••••••••••••••••••••</span></p>`}
      </li>
    `;
  }

  #rotate() {
    this.app.confirmation = {
      title: 'Make a new secret?',
      text: 'The one in use stays valid beside it, so that you can change your server in peace. Any older one ends at once.',
      action: 'Make it',
      onConfirm: async () => {
        this.secrets = await this.request('POST', '/owner/site/secrets');
        this.done = 'There is a new secret. Put it on your server.';
      },
    };
    this.app.changed();
  }
}

const serverExample = domain => `const { sign } = require('jsonwebtoken');

const token = sign(
  { email: user.email, name: user.name },
  process.env.PORCHLIGHT_SECRET,
  {
    subject: user.id,
    audience: '${domain}',
    expiresIn: '5m',
  },
);`;

const PAGE_EXAMPLE = 'window.Porchlight.identify(token);';
