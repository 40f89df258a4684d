import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { icon } from '../icons.js';
import { inFull, onDate } from '../times.js';
import { browserOf } from './browser.js';
import { Page } from './page.js';

/** Where her account is in use. */
export class Sessions extends Page {
  async load() {
    this.sessions = await this.ask('GET', '/owner/sessions');
  }

  body() {
    const others = this.sessions.some(({ current }) => !current);
    return html`
      <div class="stack">
        <ul class="plain sessions">
          ${repeat(this.sessions, ({ id }) => id, session => this.#session(session))}
        </ul>
        ${this.outcome()}
        ${others
          ? html`<div class="actions"><button class="button danger" ?disabled=${this.busy} @click=${() => this.#end('/owner/sessions')}>Log out everywhere else</button></div>`
          : html`<p class="soft">You are logged in nowhere else.</p>`}
      </div>
    `;
  }

  #session({ id, createdAt, current, userAgent }) {
    return html`
      <li class="session">
        ${icon('devices')}
        <div>
          <p><strong>${browserOf(userAgent)}</strong></p>
          <p class="hint" title=${inFull(createdAt)}>Since ${onDate(createdAt)}</p>
        </div>
        ${current
          ? html`<p class="badge good">This one</p>`
          : html`<button class="button" aria-label="Log out ${browserOf(userAgent)}" ?disabled=${this.busy} @click=${() => this.#end(`/owner/sessions/${id}`)}>Log out</button>`}
      </li>
    `;
  }

  #end(path) {
    this.attempt(async () => {
      const sentence = await this.ask('DELETE', path);
      await this.load();
      return sentence;
    });
  }
}
