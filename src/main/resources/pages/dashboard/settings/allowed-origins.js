import { html } from '../html.js';
import { SettingsPage } from './settings-page.js';

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
            <span class="legend">Only on my own pages</span>
            <input type="checkbox" role="switch" name="locked" aria-describedby="locked-hint" .checked=${this.locked} @change=${({ target }) => (this.locked = target.checked)} />
          </label>
          <p class="hint" id="locked-hint">The widget then works on <strong>${this.app.connection.domain}</strong>, its subdomains, your own machine and the addresses below. Pages of others are refused, and open ones within five seconds.</p>
        </div>
        <div class="field">
          <label for="origins">Further addresses</label>
          <p class="hint" id="origins-hint">One on each line, such as https://shop.example. At most 20.</p>
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
    return this.locked ? 'Saved. The widget works on your own pages only.' : 'Saved. The widget works on any page.';
  }
}
