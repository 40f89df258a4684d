import { html, nothing } from '../html.js';
import { icon } from '../icons.js';
import { fullDateTime } from '../date-format.js';
import { SettingsPage } from './settings-page.js';
import { snippetBox } from './snippet.js';

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
          <p class="badge ${proved ? 'good' : 'warm'}">${proved ? html`${icon('check')}Proved` : 'Not proved yet'}</p>
        </div>
        ${proved
          ? html`<p>Nobody else can take this domain.</p>`
          : html`<p>Anybody can register any domain. Prove that this one is yours, so that nobody can take it from you.</p>`}
        ${challenge ? this.#challenge(challenge) : nothing} ${this.result()}
        ${challenge || proved ? nothing : html`<div class="actions"><button class="button primary" ?disabled=${this.busy} @click=${() => this.attempt(() => this.#begin())}>Begin the proof</button></div>`}
        <details>
          <summary>Answer for another domain</summary>
          <form class="stack" @submit=${this.submit(fields => this.#begin(fields.domain))}>
            <div class="field">
              <label for="domain">Domain</label>
              <p class="hint" id="domain-hint">Becomes yours with the proof, in place of ${domain}.</p>
              <input class="input" id="domain" name="domain" required maxlength="300" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="domain-hint" />
            </div>
            <div class="actions"><button class="button" ?disabled=${this.busy}>Begin the proof</button></div>
          </form>
        </details>
      </div>
    `;
  }

  #challenge({ domain, value, expiresAt, txtName, txtValue, fileUrl }) {
    return html`
      <h3>Prove ${domain} in one of two ways, until ${fullDateTime(expiresAt)}</h3>
      <div class="card stack">
        <h4>By the DNS</h4>
        <p>Make a TXT record of this name:</p>
        ${snippetBox(this.app, txtName)}
        <p>with this text:</p>
        ${snippetBox(this.app, txtValue)} ${this.#check('dns', 'Check the DNS')}
      </div>
      <div class="card stack">
        <h4>By a file</h4>
        <p>Put a file at</p>
        ${snippetBox(this.app, fileUrl)}
        <p>that holds this line:</p>
        ${snippetBox(this.app, value)} ${this.#check('https', 'Check the file')}
      </div>
    `;
  }

  #check(method, text) {
    const check = async () => {
      this.#apply(await this.request('POST', '/owner/domain/proof', { method }));
      return `Proved: ${this.state.domain} is yours. Its widget now works on your own pages only, which you can change under “Allowed pages”.`;
    };
    return html`<div class="actions"><button class="button primary" ?disabled=${this.busy} @click=${() => this.attempt(check)}>${this.busy ? 'Looking …' : text}</button></div>`;
  }

  async #begin(domain) {
    this.#apply(await this.request('POST', '/owner/domain/challenge', domain ? { domain } : {}));
  }

  #apply(state) {
    this.state = state;
    this.app.connection.domain = state.domain;
  }
}
