import { html, nothing } from '../html.js';
import { SettingsPage } from './settings-page.js';

/** After how many days without a message a chat is deleted. */
export class Retention extends SettingsPage {
  async load() {
    this.site = await this.request('GET', '/owner/site');
    this.days = this.site.retentionDays ?? null;
  }

  body() {
    const choose = days => () => {
      this.days = days;
      this.changed();
    };
    const limited = this.days !== null;
    return html`
      <form class="stack" @submit=${this.submit(fields => this.#save(fields))} @input=${this.edited}>
        <fieldset>
          <legend class="visually-hidden">How long chats are kept</legend>
          <label class="choice"><input type="radio" name="kept" .checked=${!limited} @change=${choose(null)} /><span>Until I delete them</span></label>
          <label class="choice"><input type="radio" name="kept" .checked=${limited} @change=${choose(this.site.retentionDays ?? 365)} /><span>For some days after the last message</span></label>
        </fieldset>
        ${limited
          ? html`<div class="field short-field">
              <label for="days">Days</label>
              <input class="input" id="days" name="days" type="number" inputmode="numeric" min="1" max="3650" required .value=${String(this.days)} />
            </div>
            <p class="note warm"><span>Older chats are erased for good within the hour, with their guests. Nobody can bring them back.</span></p>`
          : nothing}
        ${this.result()} ${this.saveButton()}
      </form>
    `;
  }

  async #save({ days }) {
    const retentionDays = this.days === null ? null : Number(days);
    this.site = await this.request('PUT', '/owner/site', { ...(await this.request('GET', '/owner/site')), retentionDays });
    this.days = retentionDays;
    return retentionDays ? `Saved. Chats are kept for ${retentionDays} days.` : 'Saved. Chats are kept until you delete them.';
  }
}
