import { html, nothing } from '../html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { icon } from '../icons.js';
import { SettingsPage } from './settings-page.js';
import { rich, t } from '../texts.js';

const MAX_REPLIES = 100;

/** The owner's canned replies. */
export class CannedRepliesPage extends SettingsPage {
  async load() {
    await this.app.connection.cannedReplies.load();
    this.replies = this.app.connection.cannedReplies.all.map(reply => ({ ...reply }));
  }

  body() {
    return html`
      <form class="stack" @submit=${this.submit(() => this.#save())} @input=${this.edited}>
        <p>${rich('replies.intro', { slash: html`<kbd>/</kbd>` })}</p>
        ${this.replies.length === 0
          ? html`<div class="card teach">
              ${icon('reply')}
              <p>${rich('replies.example', { shortcut: html`<code>/${t('replies.exampleShortcut')}</code>` })}</p>
            </div>`
          : nothing}
        <ol class="plain stack">
          ${repeat(this.replies, reply => reply, (reply, i) => this.#item(reply, i))}
        </ol>
        ${this.result()}
        <div class="actions">
          <button type="button" class="button" ?disabled=${this.replies.length >= MAX_REPLIES} @click=${() => this.#add()}>${icon('plus')}${t('replies.add')}</button>
          <button class="button primary" ?disabled=${this.busy}>${t('save')}</button>
        </div>
      </form>
    `;
  }

  #item(reply, i) {
    const remove = () => {
      this.replies = this.replies.filter(other => other !== reply);
      this.edited();
    };
    return html`
      <li class="card canned-entry">
        <div class="field">
          <label for="shortcut-${i}">${t('replies.shortcut')}</label>
          <input class="input" id="shortcut-${i}" maxlength="32" required pattern="[\\p{L}\\p{M}\\p{Nd}_\\-]+" title=${t('replies.shortcutHint')} autocomplete="off" autocapitalize="none" .value=${reply.shortcut} @input=${({ target }) => (reply.shortcut = target.value)} />
        </div>
        <div class="field">
          <label for="text-${i}">${t('replies.text')}</label>
          <textarea class="input" id="text-${i}" rows="3" maxlength="2000" required .value=${reply.text} @input=${({ target }) => (reply.text = target.value)}></textarea>
        </div>
        <button type="button" class="button quiet icon-only" aria-label=${t('replies.remove', { shortcut: `/${reply.shortcut}` })} @click=${remove}>${icon('bin')}</button>
      </li>
    `;
  }

  #add() {
    this.replies = [...this.replies, { shortcut: '', text: '' }];
    this.edited();
    setTimeout(() => document.querySelector(`#shortcut-${this.replies.length - 1}`)?.focus());
  }

  async #save() {
    await this.app.connection.cannedReplies.replace(this.replies);
    return t('saved');
  }
}
