import { html } from '../../lib/lit-html/lit-html.js';
import { Page } from './page.js';

/** Which pages may have the widget. */
export class Website extends Page {
  async load() {
    this.site = await this.ask('GET', '/owner/site');
    this.locked = this.site.locked;
  }

  body() {
    return html`
      <form class="stack" @submit=${this.submit(fields => this.#keep(fields))} @input=${this.edited}>
        <div class="card stack">
          <label class="switch">
            <span class="legend">Only on my own pages</span>
            <input type="checkbox" role="switch" name="locked" aria-describedby="locked-hint" .checked=${this.locked} @change=${({ target }) => (this.locked = target.checked)} />
          </label>
          <p class="hint" id="locked-hint">The widget then works on <strong>${this.app.office.domain}</strong>, its subdomains, your own machine and the addresses below. Pages of others are refused, and open ones within five seconds.</p>
        </div>
        <div class="field">
          <label for="origins">Further addresses</label>
          <p class="hint" id="origins-hint">One on each line, such as https://shop.example. At most 20.</p>
          <textarea class="input code-field" id="origins" name="origins" rows="4" spellcheck="false" autocapitalize="none" aria-describedby="origins-hint" .value=${this.site.allowedOrigins.join('\n')}></textarea>
        </div>
        ${this.outcome()} ${this.save()}
      </form>
    `;
  }

  async #keep({ origins }) {
    const allowedOrigins = origins.split(/\s+/).filter(Boolean);
    const { retentionDays } = await this.ask('GET', '/owner/site');
    this.site = await this.ask('PUT', '/owner/site', { retentionDays, locked: this.locked, allowedOrigins });
    return this.locked ? 'Saved. The widget works on your own pages only.' : 'Saved. The widget works on any page.';
  }
}
