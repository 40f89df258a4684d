import { html } from '../html.js';
import { SettingsPage } from './settings-page.js';

export class Password extends SettingsPage {
  body() {
    return html`
      <form class="stack" @submit=${this.submit((fields, form) => this.#save(fields, form))}>
        <div class="field">
          <label for="old">Password until now</label>
          <input class="input" id="old" name="oldPassword" type="password" autocomplete="current-password" required />
        </div>
        <div class="field">
          <label for="new">New password</label>
          <p class="hint" id="new-hint">At least 8 characters. You stay logged in here, and are logged out everywhere else.</p>
          <input class="input" id="new" name="newPassword" type="password" autocomplete="new-password" minlength="8" aria-describedby="new-hint" required />
        </div>
        ${this.result()} ${this.saveButton('Change the password')}
      </form>
    `;
  }

  async #save(fields, form) {
    const message = await this.request('PUT', '/owner/password', fields);
    form.reset();
    return message;
  }
}
