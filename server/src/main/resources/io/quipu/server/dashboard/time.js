// Periods on the clock of the company. A time is written 2026-11-21T15:00, with an offset where it
// comes from an answer: on the day the clock is put back, an hour is there twice.

export const PERIODS = [
  ['today', 'Today'],
  ['yesterday', 'Yesterday'],
  ['7d', 'Last 7 days'],
  ['30d', 'Last 30 days'],
  ['month', 'This month'],
  ['12m', 'Last 12 months'],
  ['custom', 'Custom …'],
];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const UNITS = ['hour', 'day', 'month'];

/** The reading of the clock as if it stood in UTC, where arithmetic is easy. */
function reading(time) {
  return new Date(time.slice(0, 16) + 'Z');
}

function written(date) {
  return date.toISOString().slice(0, 16);
}

export function isTime(text) {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text ?? '') && !Number.isNaN(reading(text).getTime());
}

/** Whether the browser knows a zone; each has a list of its own, which may be older than the server's. */
export function knows(zone) {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

/** The offset from UTC of a time that an answer has, in minutes. */
export function offset(time) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)(?::\d\d)?$/.exec(time) ?? ['', '+', 0, 0];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** What a clock shows now: that of a zone, or one that is so many minutes ahead of UTC. */
export function now(clock, instant = new Date()) {
  if (typeof clock === 'number') {
    return written(new Date(instant.getTime() + clock * 60_000));
  }
  const parts = {};
  const format = new Intl.DateTimeFormat('en', {
    timeZone: clock,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  for (const part of format.formatToParts(instant)) {
    parts[part.type] = part.value;
  }
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/** The start of the hour, day or month that a time is in. */
export function start(unit, time) {
  const date = reading(time);
  date.setUTCMinutes(0);
  if (unit !== 'hour') {
    date.setUTCHours(0);
  }
  if (unit === 'month') {
    date.setUTCDate(1);
  }
  return written(date);
}

/** So many hours, days or months later. */
export function plus(unit, time, number) {
  const date = reading(time);
  if (unit === 'month') {
    date.setUTCMonth(date.getUTCMonth() + number);
  } else {
    date.setTime(date.getTime() + number * (unit === 'day' ? DAY : HOUR));
  }
  return written(date);
}

/** How many days one is after another. */
export function daysBetween(from, to) {
  return Math.round((reading(to) - reading(from)) / DAY);
}

/** From and to of a period; a custom one has its own. */
export function range(state, clock) {
  const day = start('day', now(clock));
  const month = start('month', day);
  switch (state.period) {
    case 'yesterday':
      return { from: plus('day', day, -1), to: day };
    case '7d':
      return { from: plus('day', day, -6), to: plus('day', day, 1) };
    case '30d':
      return { from: plus('day', day, -29), to: plus('day', day, 1) };
    case 'month':
      return { from: month, to: plus('month', month, 1) };
    case '12m':
      return { from: plus('month', month, -11), to: plus('month', month, 1) };
    case 'custom':
      if (isTime(state.from) && isTime(state.to)) {
        return { from: state.from, to: state.to };
      }
  }
  return { from: day, to: plus('day', day, 1) };
}

function hours({ from, to }) {
  return from.length > 16 && to.length > 16
    ? (Date.parse(to) - Date.parse(from)) / HOUR
    : (reading(to) - reading(from)) / HOUR;
}

function isWhole(unit, { from, to }) {
  return start(unit, from) === from.slice(0, 16) && start(unit, to) === to.slice(0, 16);
}

/** Which one bucket a range is, if it is one: only of such are uniques stored. */
export function oneBucket(period) {
  if (hours(period) === 1) {
    return 'hour';
  }
  return UNITS.slice(1).find(
    (unit) => isWhole(unit, period) && plus(unit, period.from, 1) === period.to.slice(0, 16),
  );
}

/** Of the resolutions that a statistic keeps, those that divide a range evenly, so that its buckets are all of it. */
export function resolutions(period, kept = UNITS) {
  return UNITS.filter((unit) => kept.includes(unit))
    .filter((unit) => unit === 'hour' || (isWhole(unit, period) && hours(period) >= 24))
    .filter((unit) => unit !== 'hour' || hours(period) <= 24 * 100);
}

/** The range, or a wider one where none of the buckets that a statistic keeps make it up. */
export function fit(period, kept) {
  const wider = UNITS.filter((unit) => kept.includes(unit)).map((unit) => {
    const [from, last] = [start(unit, period.from), start(unit, period.to)];
    return { from, to: last === period.to.slice(0, 16) ? last : plus(unit, last, 1) };
  });
  return [period, ...wider].find((one) => resolutions(one, kept).length > 0) ?? period;
}

/** The resolution that suits a range, unless one is chosen that it can have. */
export function resolution(period, chosen, kept) {
  const possible = resolutions(period, kept);
  if (possible.includes(chosen)) {
    return chosen;
  }
  const wanted = hours(period) <= 48 ? 'hour' : hours(period) <= 24 * 62 ? 'day' : 'month';
  return possible.includes(wanted) ? wanted : possible[possible.length - 1];
}

/** The range moved by its own length; -1 is what was before. */
export function moved(period, by) {
  const unit = oneBucket(period);
  const from = period.from.slice(0, 16);
  const to = period.to.slice(0, 16);
  if (unit || isWhole('month', period)) {
    const months = unit ? 1 : (reading(to).getUTCFullYear() - reading(from).getUTCFullYear()) * 12 + reading(to).getUTCMonth() - reading(from).getUTCMonth();
    const step = unit ?? 'month';
    return { from: plus(step, from, by * months), to: plus(step, from, by * months + months) };
  }
  const length = (reading(to) - reading(from)) / HOUR;
  return { from: plus('hour', from, by * length), to: plus('hour', to, by * length) };
}

/** The day of an hour, the month of days; nothing around a month or more. */
export function wider(period) {
  const unit = oneBucket(period);
  if (unit === 'month' || isWhole('month', period)) {
    return undefined;
  }
  const around = hours(period) < 24 && unit !== 'day' ? 'day' : 'month';
  const from = start(around, period.from);
  return { from, to: plus(around, from, 1) };
}

function format(options) {
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });
  return (time) => made.format(reading(time));
}

const clockTime = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const shortDay = format({ day: 'numeric', month: 'short' });
const longDay = format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
const longMonth = format({ month: 'long', year: 'numeric' });
const shortMonth = format({ month: 'short', year: 'numeric' });

/** A bucket on the axis. */
export function tick(unit, time, severalDays) {
  if (unit === 'month') {
    return shortMonth(time);
  }
  if (unit === 'day') {
    return shortDay(time);
  }
  return severalDays ? `${shortDay(time)} ${clockTime(time)}` : clockTime(time);
}

/** A bucket in words, to where the next begins, if that is known. */
export function bucketWords(unit, time, end) {
  if (unit === 'month') {
    return longMonth(time);
  }
  if (unit === 'day') {
    return longDay(time);
  }
  const hours = `${longDay(time)}, ${clockTime(time)}`;
  return end === undefined ? hours : `${hours}–${clockTime(end)}`;
}

/** A moment to the second. */
export function moment(time) {
  return `${shortDay(time)} ${time.slice(11, 19)}`;
}

/** A range in words. */
export function rangeWords(period) {
  const unit = oneBucket(period);
  if (unit) {
    return bucketWords(unit, period.from, period.to);
  }
  if (isWhole('month', period)) {
    return `${longMonth(period.from)} – ${longMonth(plus('month', period.to, -1))}`;
  }
  if (isWhole('day', period)) {
    return `${longDay(period.from)} – ${longDay(plus('day', period.to, -1))}`;
  }
  const sameDay = period.from.slice(0, 10) === period.to.slice(0, 10);
  return `${longDay(period.from)}, ${clockTime(period.from)} – ${sameDay ? '' : longDay(period.to) + ', '}${clockTime(period.to)}`;
}

/** The time of day now, of this machine's clock. */
export function timeOfDay(date) {
  return date.toLocaleTimeString('en-GB');
}
