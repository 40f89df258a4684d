import { html, nothing } from '../html.js';
import { icon } from '../icons.js';
import { WidgetSettingsPage } from './settings-page.js';
import { t } from '../texts.js';
import { isZone, offsetOf, timeIn, weekdayName } from '../date-format.js';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const DEFAULT_SPAN = { from: '09:00', to: '17:00' };
const MAX_SPANS = 5;

/** The end of a day; a time field shows it as 00:00. */
const MIDNIGHT = '24:00';

/** Zones that people mean; those of ships and of computers beside them are only in the way. */
const zones = Intl.supportedValuesOf('timeZone').filter(zone => zone.includes('/') && !zone.startsWith('Etc/'));

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
    const choose = zone => {
      this.zone = zone;
      this.edited();
    };
    return html`
      <div class="field">
        <label for="zone">${t('hours.zone')}</label>
        <p class="hint" id="zone-hint">${isZone(this.zone) ? t('hours.zoneNow', { time: timeIn(this.zone) }) : nothing}</p>
        <select class="input" id="zone" aria-describedby="zone-hint" @input=${({ target }) => choose(target.value)}>
          <optgroup label=${t('hours.zoneHere')}>${option(browserZone, this.zone)}</optgroup>
          ${this.#regions().map(([region, inside]) => html`<optgroup label=${region}>${inside.map(zone => option(zone, this.zone))}</optgroup>`)}
        </select>
        ${this.zone === browserZone
          ? nothing
          : html`
              <p class="note warm">${icon('clock')}<span>${t('hours.zoneOther', { zone: zoneName(browserZone), time: timeIn(browserZone) })}</span></p>
              <div class="actions"><button type="button" class="button" @click=${() => choose(browserZone)}>${t('hours.zoneUse')}</button></div>
            `}
      </div>
      <div class="week">${DAYS.map(day => this.#day(day))}</div>
    `;
  }

  /** By continent. What is chosen may be a name from before, which browsers do not list any more. */
  #regions() {
    const regions = new Map();
    for (const zone of new Set([...zones, 'UTC', this.zone])) {
      if (zone === browserZone) {
        continue; // It stands above them.
      }
      const region = zone.split('/')[0];
      regions.set(region, [...(regions.get(region) ?? []), zone]);
    }
    return [...regions];
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

const zoneName = zone => zone.replaceAll('_', ' ').replaceAll('/', ' / ');

const option = (zone, chosen) =>
  html`<option value=${zone} ?selected=${zone === chosen}>${t('hours.zoneWithOffset', { zone: zoneName(zone), offset: offset(zone) })}</option>`;

/** For each it takes a format of its own. */
const offsets = new Map();

function offset(zone) {
  if (!offsets.has(zone)) {
    offsets.set(zone, offsetOf(zone));
  }
  return offsets.get(zone);
}

const time = (day, i, span, end) => html`
  <input class="input" type="time" required aria-label=${t(`hours.${end}`, { day: title(day) })} name="${day}-${i}-${end}" .value=${span[end] === MIDNIGHT ? '00:00' : span[end]} @change=${({ target }) => (span[end] = end === 'to' && target.value === '00:00' ? MIDNIGHT : target.value)} />
`;
