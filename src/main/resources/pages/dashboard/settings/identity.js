import { html } from '../html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { icon } from '../icons.js';
import { mediumDate } from '../date-format.js';
import { SettingsPage } from './settings-page.js';
import { snippetBox } from './snippet.js';
import { rich, t } from '../texts.js';

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
        <p>${t('identity.intro')}</p>
        <h3>${t('identity.secret')}</h3>
        <ul class="plain stack">
          ${repeat(this.secrets, ({ id }) => id, (secret, i) => this.#secret(secret, i))}
        </ul>
        ${this.result()}
        <div class="actions"><button class="button" ?disabled=${this.busy} @click=${() => this.#rotate()}>${icon('reopen')}${t('identity.rotate')}</button></div>
        <p class="hint">${t('identity.secretHint')}</p>
        <h3>${t('identity.server')}</h3>
        <p>${rich('identity.serverText', { library: html`<code>jsonwebtoken</code>` })}</p>
        ${snippetBox(this.app, serverExample(domain))}
        <h3>${t('identity.page')}</h3>
        <p>${t('identity.pageText')}</p>
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
          <p><strong>${t(i ? 'identity.before' : 'identity.inUse')}</strong> <span class="muted">${t('identity.made', { date: mediumDate(createdAt) })}</span></p>
          <button class="button" aria-pressed=${shown} @click=${toggle}>${t(shown ? 'identity.hide' : 'identity.show')}</button>
        </div>
        ${shown ? snippetBox(this.app, secret) : html`<p class="secret-dots"><span class="visually-hidden">${t('identity.hidden')}</span><span aria-hidden="true">••••••••••••••••••••</span></p>`}
      </li>
    `;
  }

  #rotate() {
    this.app.confirmation = {
      title: t('identity.rotateTitle'),
      text: t('identity.rotateText'),
      action: t('identity.rotateAction'),
      onConfirm: async () => {
        this.secrets = await this.request('POST', '/owner/site/secrets');
        this.done = t('identity.rotated');
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
