import { html, nothing } from '../html.js';
import { SettingsPage } from './settings-page.js';
import { t } from '../texts.js';

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
          <legend class="visually-hidden">${t('settings.retention')}</legend>
          <label class="choice"><input type="radio" name="kept" .checked=${!limited} @change=${choose(null)} /><span>${t('retention.always')}</span></label>
          <label class="choice"><input type="radio" name="kept" .checked=${limited} @change=${choose(this.site.retentionDays ?? 365)} /><span>${t('retention.limited')}</span></label>
        </fieldset>
        ${limited
          ? html`<div class="field short-field">
              <label for="days">${t('retention.days')}</label>
              <input class="input" id="days" name="days" type="number" inputmode="numeric" min="1" max="3650" required .value=${String(this.days)} />
            </div>
            <p class="note warm"><span>${t('retention.warning')}</span></p>`
          : nothing}
        ${this.result()} ${this.saveButton()}
      </form>
    `;
  }

  async #save({ days }) {
    const retentionDays = this.days === null ? null : Number(days);
    this.site = await this.request('PUT', '/owner/site', { ...(await this.request('GET', '/owner/site')), retentionDays });
    this.days = retentionDays;
    return retentionDays ? t('retention.savedDays', { count: retentionDays }) : t('retention.savedAlways');
  }
}
