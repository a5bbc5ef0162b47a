// Triggers that fired: a list, and a mark over each bar for which one has fired.

import { element, nameText, visible } from './dom.js';
import { whole } from './numbers.js';
import { bucketWords, moment } from './time.js';

const LISTED = 20;

/** The firings that belong into the chart of some values, or of the whole statistic. */
export function firingsOf(firings, dimension, values) {
  return values.length === 0 ? firings : firings.filter((one) => one.dimension === dimension && values.includes(one.value));
}

/** The names of the triggers that have fired in each bucket of an answer; undefined without any. */
export function marksOf(answer, firings) {
  const starts = answer.buckets.map((bucket) => Date.parse(bucket));
  const end = Date.parse(answer.to);
  const marks = answer.buckets.map(() => undefined);
  for (const firing of firings) {
    const at = Date.parse(firing.bucket);
    const index = starts.findLastIndex((start) => start <= at);
    if (index >= 0 && at < end && firing.kind === 'fired') {
      marks[index] ??= new Set();
      marks[index].add(visible(firing.trigger));
    }
  }
  return marks.map((names) => names && [...names]);
}

function what(firing) {
  const name = firing.dimension === '' ? nameText(firing.statistic) : nameText(firing.value);
  return firing.customer === undefined ? [name] : [name, ' of ', nameText(firing.customer)];
}

function row(firing) {
  const bucket = bucketWords(firing.resolution, firing.bucket, undefined);
  const numbers = firing.kind === 'failed' ? firing.failure : `${whole(firing.count)} events`;
  return element(
    'tr',
    {},
    element('td', {}, moment(firing.time)),
    element('td', {}, nameText(firing.trigger)),
    element('td', {}, ...what(firing)),
    element('td', {}, firing.late ? `${bucket} (late)` : bucket),
    element('td', { class: 'number' }, numbers ?? ''),
  );
}

/** Shows the latest ones. */
export function firingsTable(table, firings) {
  const head = ['Fired', 'Trigger', 'For', 'In', 'With'].map((text, i) =>
    element('th', { scope: 'col', class: i === 4 ? 'number' : undefined }, text),
  );
  table.replaceChildren(
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...firings.slice(0, LISTED).map(row)),
  );
}
