// Where the page opens if nobody has said which period: today, or where the latest numbers are.

import { get, post } from './api.js';
import { PERIODS, bucketWords, daysBetween, isTime, knows, now, offset, plus, start } from './time.js';

const MOST_SERIES = 100;

/** The buckets by which a statistic tells whether it has counts today. */
function telling(statistic) {
  return ['day', 'hour', 'month'].find((unit) => statistic.resolutions.includes(unit));
}

/** Which of the statistics has counts today, or this month if it keeps no less; the first, if several have. */
export async function countedNow(about, statistics, signal) {
  const counted = new Set();
  for (const unit of ['day', 'hour', 'month']) {
    const those = statistics.filter((one) => telling(one) === unit).slice(0, MOST_SERIES);
    if (those.length > 0) {
      const around = unit === 'month' ? 'month' : 'day';
      const from = start(around, now(about.clock));
      const series = those.map(({ statistic }) => ({ statistic, measure: 'count' }));
      const answer = await post(about.company, 'query', { resolution: unit, from, to: plus(around, from, 1), series }, signal);
      answer.series.filter((one) => Number(one.total) > 0).forEach((one) => counted.add(one.statistic));
    }
  }
  return statistics.find((one) => counted.has(one.statistic));
}

/** The statistic that was counted last, a period that has its latest numbers, and when they are of. */
async function latest(about, statistics, signal) {
  // Months are written so that their order is that of time.
  const last = statistics.reduce((best, one) => (one.lastMonth > best.lastMonth ? one : best));
  const unit = telling(last);
  const month = `${last.lastMonth}-01T00:00`;
  const end = plus('month', month, 1);
  const today = start('day', now(about.clock));
  const found = { statistic: last.statistic };
  if (unit === 'month') {
    const first = plus('month', start('month', today), -11);
    const within = month >= first && month <= today;
    return { ...found, period: within ? '12m' : 'custom', from: plus('month', end, -12), to: end, of: bucketWords('month', month) };
  }
  const answer = await get(about.company, 'series', { statistic: last.statistic, measure: 'count', resolution: unit, from: month, to: end }, signal);
  const at = answer.series[0].values.findLastIndex((value) => Number(value) > 0);
  if (at < 0) {
    return { ...found, period: 'custom', from: month, to: end, of: bucketWords('month', month) };
  }
  const day = start('day', answer.buckets[at]);
  const ago = daysBetween(day, today);
  const period = ago < 0 || ago > 29 ? 'custom' : ago > 6 ? '30d' : '7d';
  return { ...found, period, from: month, to: end, of: bucketWords('day', day) };
}

/** Whether a state says which period is shown. */
export function isPeriod(state) {
  return state.period === 'custom'
    ? isTime(state.from) && isTime(state.to) && state.from < state.to
    : PERIODS.some(([name]) => name === state.period);
}

/** The clock of a company: its zone or, if the browser does not know that, how far it is from UTC now. */
export async function clockOf(about, signal) {
  if (knows(about.timeZone)) {
    return about.timeZone;
  }
  const [{ statistic, resolutions }] = about.statistics;
  const answer = await get(about.company, 'series', { statistic, measure: 'count', resolution: resolutions[0] }, signal);
  return offset(answer.to);
}

/** Chooses a period, and a statistic unless the state names one; gives what is to be told of it. */
export async function open(state, about, signal) {
  const named = about.statistics.filter((one) => one.statistic === state.statistic);
  const those = named.length > 0 ? named : about.statistics;
  const current = await countedNow(about, those, signal);
  if (current) {
    Object.assign(state, { statistic: current.statistic, period: 'today' });
    return {};
  }
  const { of, ...found } = await latest(about, those, signal);
  Object.assign(state, found);
  return { notice: `Nothing was counted today. The latest numbers are of ${of}.`, those };
}
