// The steps of a sequence: how many customers reach each, and how long it takes them.

import { element, nameText } from './dom.js';
import { whole } from './numbers.js';

const SEQUENCE = 'sequence:';
const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** The name of the sequence that a statistic counts; undefined if it counts none. */
export function sequenceOf(statistic) {
  return statistic?.startsWith(SEQUENCE) ? statistic.slice(SEQUENCE.length) : undefined;
}

/** A time in its two largest units, such as 1 d 2 h. */
function timeWords(seconds) {
  const first = UNITS.findIndex(([unit]) => seconds >= unit);
  if (first < 0) {
    return `${seconds.toFixed(1)} s`;
  }
  let rest = seconds;
  const words = [];
  for (const [unit, word] of UNITS.slice(first, first + 2)) {
    const many = Math.floor(rest / unit);
    rest -= many * unit;
    if (many > 0) {
      words.push(`${many} ${word}`);
    }
  }
  return words.join(' ');
}

function row(step, ofCustomers) {
  const share = step.share === undefined ? undefined : Number(step.share);
  const bar = element('div');
  bar.style.width = `${100 * (share ?? 0)}%`;
  return element(
    'tr',
    {},
    element('td', { class: 'rank' }, String(step.place)),
    element('th', { scope: 'row' }, nameText(step.step), element('div', { class: 'share', 'aria-hidden': 'true' }, bar)),
    element('td', { class: 'number by' }, whole(ofCustomers ? step.customers : step.count)),
    element('td', { class: 'number' }, share === undefined ? '–' : PERCENT.format(share)),
    element('td', { class: 'number' }, step.place === 1 ? '–' : timeWords(Number(step.seconds) / Number(step.count))),
  );
}

/** Shows the steps of an answer in a table. */
export function funnelTable(table, answer) {
  const ofCustomers = answer.steps.every((step) => step.customers !== undefined);
  const heading = (words) => element('th', { scope: 'col', class: 'number' }, words);
  table.tHead.replaceChildren(
    element(
      'tr',
      {},
      element('th', { scope: 'col', class: 'rank' }, '#'),
      element('th', { scope: 'col' }, 'Step'),
      heading(ofCustomers ? 'Customers' : 'Events'),
      heading('Of the first step'),
      heading('After the step before'),
    ),
  );
  table.tBodies[0].replaceChildren(...answer.steps.map((step) => row(step, ofCustomers)));
}
