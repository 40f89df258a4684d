/** All texts of one language: those of locales/*.json, plurals, times and days. */
export const loadTexts = async (tag, language) => {
  const texts = await (await fetch(new URL(`locales/${language}.json`, import.meta.url))).json();
  const plural = new Intl.PluralRules(tag);
  const clock = new Intl.DateTimeFormat(tag, { hour: 'numeric', minute: '2-digit' });
  const date = new Intl.DateTimeFormat(tag, { weekday: 'long', day: 'numeric', month: 'long' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  return {
    ...texts,
    unreadCount: n => (texts.unread[plural.select(n)] ?? texts.unread.other).replace('#', n.toLocaleString(tag)),
    time: when => clock.format(when),
    day(when) {
      const days = Math.min(0, Math.round((new Date(when).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 864e5));
      return days > -2 ? relative.format(days, 'day') : date.format(when);
    },
  };
};
