import { locale, t } from './texts.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short' });
const longWeekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const dateOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const longDay = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' });

export const dayOf = time => new Date(time).toDateString();
export const timeOfDay = time => clock.format(new Date(time));
export const fullDateTime = time => full.format(new Date(time));
export const mediumDate = time => dateOfYear.format(new Date(time));

/** @param {number} day of the week, 0 for Monday */
export function weekdayName(day) {
  const name = longWeekday.format(Date.UTC(2024, 0, 1 + day));
  return name[0].toLocaleUpperCase(locale) + name.slice(1);
}

/** When something was: `14:03`, `Mon`, `3 May`. */
export function shortTime(time, now = Date.now()) {
  const then = new Date(time);
  const age = now - then;
  if (dayOf(then) === dayOf(now)) {
    return clock.format(then);
  }
  if (age < 6 * DAY) {
    return weekday.format(then);
  }
  return (age < 300 * DAY ? date : dateOfYear).format(then);
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
  const day = dayOf(time);
  if (day === dayOf(now)) {
    return t('time.today');
  }
  if (day === dayOf(now - DAY)) {
    return t('time.yesterday');
  }
  return now - new Date(time) < 300 * DAY ? longDay.format(new Date(time)) : dateOfYear.format(new Date(time));
}
