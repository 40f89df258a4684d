import { daysAgo, isOfThisYear } from '../client/calendar.js';
import { locale, t } from './texts.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STYLES = {
  clock: { hour: '2-digit', minute: '2-digit' },
  weekday: { weekday: 'short' },
  date: { day: 'numeric', month: 'short' },
  dateOfYear: { day: 'numeric', month: 'short', year: 'numeric' },
  longDay: { weekday: 'long', day: 'numeric', month: 'long' },
  full: { dateStyle: 'full', timeStyle: 'short' },
};
const longWeekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });

let formats;

/** The time zone in which times are written. */
export let timeZone;

/** To be called now and then: a format keeps the zone in which it was made, also when the browser comes to another one. */
export function followTimeZone() {
  const current = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (current !== timeZone) {
    timeZone = current;
    formats = Object.fromEntries(
      Object.entries(STYLES).map(([name, style]) => [name, new Intl.DateTimeFormat(locale, style)]),
    );
  }
}

followTimeZone();

export const dayOf = time => new Date(time).toDateString();
export const timeOfDay = time => formats.clock.format(new Date(time));
export const fullDateTime = time => formats.full.format(new Date(time));
export const mediumDate = time => formats.dateOfYear.format(new Date(time));

/** The weekday and time that it is there now. */
export const timeIn = timeZone => new Intl.DateTimeFormat(locale, { weekday: 'long', ...STYLES.clock, timeZone }).format();

/** Such as `GMT+5:30`, as it is today; empty for a zone that the browser does not know. */
export const offsetOf = timeZone =>
  isZone(timeZone)
    ? new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'shortOffset' })
        .formatToParts()
        .find(({ type }) => type === 'timeZoneName').value
    : '';

/** Whether the browser knows the zone: the server may know more. */
export function isZone(timeZone) {
  try {
    return Boolean(new Intl.DateTimeFormat(locale, { timeZone }));
  } catch {
    return false;
  }
}

/** @param {number} day of the week, 0 for Monday */
export function weekdayName(day) {
  const name = longWeekday.format(Date.UTC(2024, 0, 1 + day));
  return name[0].toLocaleUpperCase(locale) + name.slice(1);
}

/** When something was: `14:03`, `Mon`, `3 May`. */
export function shortTime(time, now = Date.now()) {
  const days = daysAgo(time, now);
  if (days <= 0) {
    return timeOfDay(time);
  }
  const { weekday, date, dateOfYear } = formats;
  return (days < 7 ? weekday : isOfThisYear(time, now) ? date : dateOfYear).format(new Date(time));
}

/** How long somebody has waited: `now`, `12 min`, `3 h 5 min`, `2 days`. */
export function duration(time, now = Date.now()) {
  const age = Math.max(0, now - new Date(time));
  if (age < MINUTE) {
    return t('time.now');
  }
  const minutes = Math.floor((age % HOUR) / MINUTE);
  const hours = Math.floor(age / HOUR);
  if (age < HOUR) {
    return t('time.minutes', { minutes });
  }
  if (age < DAY) {
    return t(minutes ? 'time.hoursMinutes' : 'time.hours', { hours, minutes });
  }
  return t('time.days', { count: Math.floor(age / DAY) });
}

/** The label of a divider between days. */
export function dayLabel(time, now = Date.now()) {
  const days = daysAgo(time, now);
  if (days === 0) {
    return t('time.today');
  }
  if (days === 1) {
    return t('time.yesterday');
  }
  return (isOfThisYear(time, now) ? formats.longDay : formats.dateOfYear).format(new Date(time));
}
