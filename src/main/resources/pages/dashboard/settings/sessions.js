import { html } from '../html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { icon } from '../icons.js';
import { fullDateTime, mediumDate } from '../date-format.js';
import { describeUserAgent } from './user-agent.js';
import { SettingsPage } from './settings-page.js';
import { t } from '../texts.js';

/** The owner sessions of the account. */
export class Sessions extends SettingsPage {
  async load() {
    this.sessions = await this.request('GET', '/owner/sessions');
  }

  body() {
    const others = this.sessions.some(({ current }) => !current);
    return html`
      <div class="stack">
        <ul class="plain sessions">
          ${repeat(this.sessions, ({ id }) => id, session => this.#session(session))}
        </ul>
        ${this.result()}
        ${others
          ? html`<div class="actions"><button class="button danger" ?disabled=${this.busy} @click=${() => this.#revoke('/owner/sessions', t('sessions.othersEnded'))}>${t('sessions.endOthers')}</button></div>`
          : html`<p class="muted">${t('sessions.none')}</p>`}
      </div>
    `;
  }

  #session({ id, createdAt, current, userAgent }) {
    return html`
      <li class="session">
        ${icon('devices')}
        <div>
          <p><strong>${describeUserAgent(userAgent)}</strong></p>
          <p class="hint" title=${fullDateTime(createdAt)}>${t('sessions.since', { date: mediumDate(createdAt) })}</p>
        </div>
        ${current
          ? html`<p class="badge good">${t('sessions.current')}</p>`
          : html`<button class="button" aria-label=${t('sessions.end', { device: describeUserAgent(userAgent) })} ?disabled=${this.busy} @click=${() => this.#revoke(`/owner/sessions/${id}`, t('sessions.ended'))}>${t('logout')}</button>`}
      </li>
    `;
  }

  #revoke(path, done) {
    this.attempt(async () => {
      await this.request('DELETE', path);
      await this.load();
      return done;
    });
  }
}
