import { html, nothing } from '../html.js';
import { icon } from '../icons.js';
import { fullDateTime } from '../date-format.js';
import { SettingsPage } from './settings-page.js';
import { snippetBox } from './snippet.js';
import { t } from '../texts.js';

/** Proves that the domain belongs to the owner. */
export class DomainProof extends SettingsPage {
  async load() {
    this.#apply(await this.request('GET', '/owner/domain'));
  }

  body() {
    const { domain, proved, challenge } = this.state;
    return html`
      <div class="stack">
        <div class="card secret-head">
          <p><strong>${domain}</strong></p>
          <p class="badge ${proved ? 'good' : 'warm'}">${proved ? icon('check') : nothing}${t(proved ? 'domain.proved' : 'domain.unproved')}</p>
        </div>
        <p>${t(proved ? 'domain.provedText' : 'domain.unprovedText')}</p>
        ${challenge ? this.#challenge(challenge) : nothing} ${this.result()}
        ${challenge || proved ? nothing : html`<div class="actions"><button class="button primary" ?disabled=${this.busy} @click=${() => this.attempt(() => this.#begin())}>${t('domain.begin')}</button></div>`}
        <details>
          <summary>${t('domain.other')}</summary>
          <form class="stack" @submit=${this.submit(fields => this.#begin(fields.domain))}>
            <div class="field">
              <label for="domain">${t('settings.domain')}</label>
              <p class="hint" id="domain-hint">${t('domain.otherHint', { domain })}</p>
              <input class="input" id="domain" name="domain" required maxlength="300" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="domain-hint" />
            </div>
            <div class="actions"><button class="button" ?disabled=${this.busy}>${t('domain.begin')}</button></div>
          </form>
        </details>
      </div>
    `;
  }

  #challenge({ domain, value, expiresAt, txtName, txtValue, fileUrl }) {
    return html`
      <h3>${t('domain.ways', { domain, date: fullDateTime(expiresAt) })}</h3>
      <div class="card stack">
        <h4>${t('domain.dns')}</h4>
        <p>${t('domain.txtName')}</p>
        ${snippetBox(this.app, txtName)}
        <p>${t('domain.txtValue')}</p>
        ${snippetBox(this.app, txtValue)} ${this.#check('dns', t('domain.checkDns'))}
      </div>
      <div class="card stack">
        <h4>${t('domain.file')}</h4>
        <p>${t('domain.fileUrl')}</p>
        ${snippetBox(this.app, fileUrl)}
        <p>${t('domain.fileLine')}</p>
        ${snippetBox(this.app, value)} ${this.#check('https', t('domain.checkFile'))}
      </div>
    `;
  }

  #check(method, text) {
    const check = async () => {
      this.#apply(await this.request('POST', '/owner/domain/proof', { method }));
      return t('domain.done', { domain: this.state.domain, page: t('settings.website') });
    };
    return html`<div class="actions"><button class="button primary" ?disabled=${this.busy} @click=${() => this.attempt(check)}>${this.busy ? t('domain.busy') : text}</button></div>`;
  }

  async #begin(domain) {
    this.#apply(await this.request('POST', '/owner/domain/challenge', domain ? { domain } : {}));
  }

  #apply(state) {
    this.state = state;
    this.app.connection.domain = state.domain;
  }
}
