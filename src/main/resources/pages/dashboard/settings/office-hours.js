import { html, nothing } from '../html.js';
import { icon } from '../icons.js';
import { WidgetSettingsPage } from './settings-page.js';
import { t } from '../texts.js';
import { weekdayName } from '../date-format.js';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const DEFAULT_SPAN = { from: '09:00', to: '17:00' };
const MAX_SPANS = 5;

/** The end of a day; a time field shows it as 00:00. */
const MIDNIGHT = '24:00';

const title = day => weekdayName(DAYS.indexOf(day));
const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The hours in which the widget says that somebody answers. */
export class OfficeHours extends WidgetSettingsPage {
  async load() {
    await super.load();
    const { hours } = this.widget;
    this.always = !hours;
    this.zone = hours?.timeZone ?? browserZone;
    this.days = Object.fromEntries(
      DAYS.map((day, i) => [day, hours ? (hours.days[day] ?? []).map(span => ({ ...span })) : i < 5 ? [{ ...DEFAULT_SPAN }] : []]),
    );
  }

  body() {
    return html`
      <form class="stack" @submit=${this.submit(() => this.#save())} @input=${this.edited}>
        <p>${t('hours.intro')}</p>
        <fieldset>
          <legend class="visually-hidden">${t('hours.legend')}</legend>
          ${this.#choice(true, t('hours.always'))} ${this.#choice(false, t('hours.some'))}
        </fieldset>
        ${this.always ? nothing : this.#week()} ${this.result()} ${this.saveButton()}
      </form>
    `;
  }

  #choice(always, text) {
    const choose = () => {
      this.always = always;
      this.changed();
    };
    return html`
      <label class="choice"><input type="radio" name="always" .checked=${this.always === always} @change=${choose} /><span>${text}</span></label>
    `;
  }

  #week() {
    return html`
      <div class="field">
        <label for="zone">${t('hours.zone')}</label>
        <select class="input" id="zone" @change=${({ target }) => (this.zone = target.value)}>
          ${[...new Set([this.zone, browserZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map(
            zone => html`<option value=${zone} ?selected=${zone === this.zone}>${zone.replaceAll('_', ' ')}</option>`,
          )}
        </select>
      </div>
      <div class="week">${DAYS.map(day => this.#day(day))}</div>
    `;
  }

  #day(day) {
    const spans = this.days[day];
    const set = changed => {
      this.days = { ...this.days, [day]: changed };
      this.edited();
    };
    return html`
      <fieldset class="day">
        <legend class="legend">${title(day)}</legend>
        <div class="spans">
          ${spans.length ? nothing : html`<p class="muted">${t('hours.closed')}</p>`}
          ${spans.map(
            (span, i) => html`
              <div class="span">
                ${time(day, i, span, 'from')}<span aria-hidden="true">–</span>${time(day, i, span, 'to')}
                <button type="button" class="button quiet icon-only" aria-label=${t('hours.remove', { day: title(day) })} @click=${() => set(spans.filter(other => other !== span))}>${icon('close')}</button>
              </div>
            `,
          )}
        </div>
        <button type="button" class="button quiet icon-only" aria-label=${t('hours.add', { day: title(day) })} ?disabled=${spans.length >= MAX_SPANS} @click=${() => set([...spans, { ...(spans.length ? { from: '18:00', to: '20:00' } : DEFAULT_SPAN) }])}>${icon('plus')}</button>
      </fieldset>
    `;
  }

  #save() {
    return this.change({ hours: this.always ? null : { timeZone: this.zone, days: this.days } });
  }
}

const time = (day, i, span, end) => html`
  <input class="input" type="time" required aria-label=${t(`hours.${end}`, { day: title(day) })} name="${day}-${i}-${end}" .value=${span[end] === MIDNIGHT ? '00:00' : span[end]} @change=${({ target }) => (span[end] = end === 'to' && target.value === '00:00' ? MIDNIGHT : target.value)} />
`;
