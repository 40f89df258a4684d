import { html, nothing } from '../html.js';
import { icon } from '../icons.js';
import { fullDateTime } from '../date-format.js';
import { SettingsPage } from './settings-page.js';
import { t } from '../texts.js';

/** How the server is. */
export class ServerStatus extends SettingsPage {
  async load() {
    this.status = await this.request('GET', '/owner/status');
  }

  body() {
    const { version, startedAt, ready, storeReady } = this.status;
    return html`
      <div class="stack">
        <ul class="plain stack" aria-live="polite">
          ${this.#part(t('status.server'), ready)} ${this.#part(t('status.store'), storeReady)}
        </ul>
        <p>${t('status.since', { date: fullDateTime(startedAt) })}</p>
        ${version ? html`<p>${t('status.version', { version })}</p>` : nothing}
        <p class="muted">${t('status.hint')}</p>
        ${this.result()}
        <div class="actions"><button class="button" ?disabled=${this.busy} @click=${() => this.attempt(() => this.load())}>${t('status.again')}</button></div>
      </div>
    `;
  }

  #part(name, works) {
    return html`
      <li class="card secret-head">
        <p><strong>${name}</strong></p>
        <p class="badge ${works ? 'good' : 'warm'}">${icon(works ? 'check' : 'warning')}${t(works ? 'status.works' : 'status.fails')}</p>
      </li>
    `;
  }
}
