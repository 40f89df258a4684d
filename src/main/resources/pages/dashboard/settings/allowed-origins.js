import { html } from '../html.js';
import { SettingsPage } from './settings-page.js';
import { rich, t } from '../texts.js';

/** The origin lock: the websites that may have the widget. */
export class AllowedOrigins extends SettingsPage {
  async load() {
    this.site = await this.request('GET', '/owner/site');
    this.locked = this.site.locked;
  }

  body() {
    return html`
      <form class="stack" @submit=${this.submit(fields => this.#save(fields))} @input=${this.edited}>
        <div class="card stack">
          <label class="switch">
            <span class="legend">${t('website.locked')}</span>
            <input type="checkbox" role="switch" name="locked" aria-describedby="locked-hint" .checked=${this.locked} @change=${({ target }) => (this.locked = target.checked)} />
          </label>
          <p class="hint" id="locked-hint">${rich('website.lockedHint', { domain: html`<strong>${this.app.connection.domain}</strong>` })}</p>
        </div>
        <div class="field">
          <label for="origins">${t('website.origins')}</label>
          <p class="hint" id="origins-hint">${t('website.originsHint')}</p>
          <textarea class="input code-field" id="origins" name="origins" rows="4" spellcheck="false" autocapitalize="none" aria-describedby="origins-hint" .value=${this.site.allowedOrigins.join('\n')}></textarea>
        </div>
        ${this.result()} ${this.saveButton()}
      </form>
    `;
  }

  async #save({ origins }) {
    const allowedOrigins = origins.split(/\s+/).filter(Boolean);
    const { retentionDays } = await this.request('GET', '/owner/site');
    this.site = await this.request('PUT', '/owner/site', { retentionDays, locked: this.locked, allowedOrigins });
    return t(this.locked ? 'website.savedLocked' : 'website.savedOpen');
  }
}
