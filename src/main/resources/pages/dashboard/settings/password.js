import { html } from '../html.js';
import { SettingsPage } from './settings-page.js';
import { t } from '../texts.js';

export class Password extends SettingsPage {
  body() {
    return html`
      <form class="stack" @submit=${this.submit((fields, form) => this.#save(fields, form))}>
        <div class="field">
          <label for="old">${t('password.old')}</label>
          <input class="input" id="old" name="oldPassword" type="password" autocomplete="current-password" required />
        </div>
        <div class="field">
          <label for="new">${t('password.new')}</label>
          <p class="hint" id="new-hint">${t('password.newHint')}</p>
          <input class="input" id="new" name="newPassword" type="password" autocomplete="new-password" minlength="8" aria-describedby="new-hint" required />
        </div>
        ${this.result()} ${this.saveButton(t('password.change'))}
      </form>
    `;
  }

  async #save(fields, form) {
    await this.request('PUT', '/owner/password', fields);
    form.reset();
    return t('password.changed');
  }
}
