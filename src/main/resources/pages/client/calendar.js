const DAY = 24 * 3_600_000;

/** Days of the calendar where the reader is: where summer time begins or ends, one has 23 or 25 hours. */
export const daysAgo = (time, now = Date.now()) => {
  const [then, today] = [time, now].map(when => {
    const date = new Date(when);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  });
  return (today - then) / DAY;
};

export const isOfThisYear = (time, now = Date.now()) => new Date(time).getFullYear() === new Date(now).getFullYear();
