import { html } from '../../lib/lit-html/lit-html.js';
import { Page } from './page.js';

export class Password extends Page {
  body() {
    return html`
      <form class="stack" @submit=${this.submit((fields, form) => this.#keep(fields, form))}>
        <div class="field">
          <label for="old">Password until now</label>
          <input class="input" id="old" name="oldPassword" type="password" autocomplete="current-password" required />
        </div>
        <div class="field">
          <label for="new">New password</label>
          <p class="hint" id="new-hint">At least 8 characters. You stay logged in here, and are logged out everywhere else.</p>
          <input class="input" id="new" name="newPassword" type="password" autocomplete="new-password" minlength="8" aria-describedby="new-hint" required />
        </div>
        ${this.outcome()} ${this.save('Change the password')}
      </form>
    `;
  }

  async #keep(fields, form) {
    const sentence = await this.ask('PUT', '/owner/password', fields);
    form.reset();
    return sentence;
  }
}
