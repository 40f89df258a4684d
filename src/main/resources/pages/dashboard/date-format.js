const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dateOfYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

export const dayOf = time => new Date(time).toDateString();
export const timeOfDay = time => clock.format(new Date(time));
export const fullDateTime = time => full.format(new Date(time));
export const mediumDate = time => dateOfYear.format(new Date(time));

/** A time for lists: `now`, `5 min`, `14:03`, `Mon`, `3 May`. */
export function shortTime(time, now = Date.now()) {
  const then = new Date(time);
  const age = now - then;
  if (age < MINUTE) {
    return 'now';
  }
  if (age < HOUR) {
    return `${Math.floor(age / MINUTE)} min`;
  }
  if (dayOf(then) === dayOf(now)) {
    return clock.format(then);
  }
  if (age < 6 * DAY) {
    return weekday.format(then);
  }
  return (age < 300 * DAY ? date : dateOfYear).format(then);
}

/** The time passed since then: `now`, `12 min`, `3 h 5 min`, `2 days`. */
export function duration(time, now = Date.now()) {
  const age = Math.max(0, now - new Date(time));
  if (age < MINUTE) {
    return 'now';
  }
  if (age < HOUR) {
    return `${Math.floor(age / MINUTE)} min`;
  }
  if (age < DAY) {
    const minutes = Math.floor((age % HOUR) / MINUTE);
    return `${Math.floor(age / HOUR)} h${minutes ? ` ${minutes} min` : ''}`;
  }
  const days = Math.floor(age / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}

/** The label of a divider between days. */
export function dayLabel(time, now = Date.now()) {
  const day = dayOf(time);
  if (day === dayOf(now)) {
    return 'Today';
  }
  if (day === dayOf(now - DAY)) {
    return 'Yesterday';
  }
  return now - new Date(time) < 300 * DAY ? longDay.format(new Date(time)) : dateOfYear.format(new Date(time));
}
