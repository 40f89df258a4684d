import { daysAgo, isOfThisYear } from '../client/calendar.js';

/** All texts of one language: those of locales/*.json, plurals, times and days. */
export const loadTexts = async (tag, language) => {
  const texts = await (await fetch(new URL(`locales/${language}.json`, import.meta.url))).json();
  const plural = new Intl.PluralRules(tag);
  let clock, date, dateOfYear;
  const followTimeZone = () => {
    const format = style => new Intl.DateTimeFormat(tag, style);
    clock = format({ hour: 'numeric', minute: '2-digit' });
    date = format({ weekday: 'long', day: 'numeric', month: 'long' });
    dateOfYear = format({ day: 'numeric', month: 'long', year: 'numeric' });
  };
  followTimeZone();
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  return {
    ...texts,
    /** To be called now and then: a format keeps the time zone in which it was made. */
    followTimeZone,
    unreadCount: n => (texts.unread[plural.select(n)] ?? texts.unread.other).replace('#', n.toLocaleString(tag)),
    time: when => clock.format(when),
    day(when) {
      const days = Math.max(0, daysAgo(when));
      return days < 2 ? relative.format(-days, 'day') : (isOfThisYear(when) ? date : dateOfYear).format(when);
    },
  };
};
