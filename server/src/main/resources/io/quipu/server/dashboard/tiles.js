// The big numbers. Each is a measure, and choosing it shows it in the chart.

import { element, setText, visible } from './dom.js';
import { add, change, whole } from './numbers.js';
import { tick, timeOfDay } from './time.js';

/** How a measure is called. */
export function measureName(measure) {
  return { count: 'Count', uniques: 'Unique customers' }[measure] ?? visible(measure);
}

/** The period before, of one bucket or of several. */
function before(unit) {
  return `the ${unit ?? 'period'} before`;
}

/** The number of a measure that adds up, and how it was in the period before. */
function additive(answer, measure, unit) {
  const earlier = before(unit);
  const series = answer.series.filter((one) => one.measure === measure);
  if (series.length === 0) {
    return { text: '–', note: '' };
  }
  const text = whole(add(series.map((one) => one.total)));
  if (!series[0].previous) {
    return { text, note: '' };
  }
  const open = answer.open === undefined ? -1 : answer.buckets.indexOf(answer.open);
  if (open < 0) {
    const was = add(series.map((one) => one.previous.total));
    const more = change(add(series.map((one) => one.total)), was);
    return { text, note: `${more && 'from '}${whole(was)} ${earlier}`, more };
  }
  if (open === 0) {
    return { text, note: `so far; ${whole(add(series.map((one) => one.previous.total)))} ${earlier}` };
  }
  // What is not over yet is compared with as much of the period before.
  const until = (values) => add(values.slice(0, open));
  const was = add(series.map((one) => until(one.previous.values)));
  const more = change(add(series.map((one) => until(one.values))), was);
  const by = tick(answer.resolution, answer.open, open > 24);
  return { text, note: more ? `than ${earlier}, up to ${by}` : `so far; ${whole(was)} ${earlier} up to ${by}`, more };
}

/**
 * Uniques are stored of an hour, a day or a month. They add up over days only with range-uniques.
 */
function uniques(answer, stored, unit) {
  const series = answer.series.filter((one) => one.measure === 'uniques');
  if (series.length > 1) {
    return { text: '–', note: 'do not add up over values; see the table below' };
  }
  if (stored) {
    const [one] = stored.series;
    const note = one.previous ? `${whole(one.previous.values[0])} ${before(unit)}` : '';
    const more = one.previous && !stored.open ? change(one.values[0], one.previous.values[0]) : '';
    return { text: whole(one.values[0]), note, more };
  }
  if (series.length === 1 && typeof series[0].total === 'number') {
    const [one] = series;
    const past = one.previous && typeof one.previous.total === 'number' ? one.previous.total : null;
    const note = past === null ? 'different customers in all' : `${whole(past)} before`;
    const more = past !== null && !answer.open ? change(one.total, past) : '';
    return { text: whole(one.total), note, more };
  }
  if (unit) {
    return { text: '…', note: '' };
  }
  if (series.length === 1) {
    const most = Math.max(...series[0].values.map(Number));
    return { text: whole(most), note: `in the busiest ${answer.resolution}; they do not add up`, part: true };
  }
  return { text: '–', note: '' };
}

/** Whether the numbers are complete, in a few words, and what is missing. */
function completeness(answer) {
  const { complete, missing, countedUpTo, open } = answer?.completeness ?? {};
  if (complete === undefined) {
    return { words: '', why: '' };
  }
  if (complete) {
    return { words: '✓ complete', why: 'All events are counted; later ones are rarer than one in a thousand.' };
  }
  const upTo = countedUpTo && ` · counted up to ${timeOfDay(new Date(countedUpTo))}`;
  return { words: (open ? 'not over yet' : 'not complete') + (upTo ?? ''), why: missing ?? '' };
}

/** A container that shows measures, and tells which one is chosen. */
export function tiles(container, choose) {
  let shown = '';

  function build(measures) {
    container.replaceChildren(
      ...measures.map((measure) => {
        const input = element('input', { type: 'radio', name: 'measure' });
        input.value = measure;
        input.addEventListener('change', () => choose(measure));
        const label = element('span', { class: 'label name', dir: 'auto' }, measureName(measure));
        label.title = measureName(measure);
        return element(
          'label',
          { class: 'tile' },
          input,
          label,
          element('strong', { class: 'big' }, ' '),
          element('span', { class: 'note' }, element('b', { class: 'more' }), ' ', element('span')),
          element('span', { class: 'state' }),
        );
      }),
    );
  }

  function fill(tile, { text, note, more = '', part = false }) {
    // A number of a part of the period is smaller than those of all of it.
    tile.classList.toggle('part', part);
    const big = tile.querySelector('.big');
    setText(big, text);
    big.classList.toggle('long', text.length > 11);
    big.title = text;
    const change = tile.querySelector('.more');
    setText(change, more && `${more.startsWith('-') ? '▼' : more.startsWith('+') ? '▲' : ''} ${more.replace(/^[-+]/, '')}`.trim());
    change.className = 'more ' + (more.startsWith('-') ? 'down' : more.startsWith('+') ? 'up' : '');
    setText(tile.querySelector('.note > span'), note);
  }

  function state(tile, { words, why }) {
    const text = tile.querySelector('.state');
    setText(text, words);
    text.title = why;
    text.classList.toggle('complete', words.startsWith('✓'));
  }

  return {
    /** Shows the measures there are, and which is chosen. */
    offer(measures, chosen) {
      const now = JSON.stringify(measures);
      if (now !== shown) {
        shown = now;
        build(measures);
      }
      for (const input of container.querySelectorAll('input')) {
        input.checked = input.value === chosen;
      }
    },

    /**
     * Shows numbers; none while they are on their way.
     *
     * @param stored the answer with the uniques of the whole period, if it has them
     * @param unit the one bucket that the period is, if it is one
     */
    show(answer, stored, unit) {
      for (const tile of container.children) {
        const measure = tile.querySelector('input').value;
        tile.classList.toggle('waiting', answer === undefined);
        state(tile, completeness(measure === 'uniques' && stored?.completeness ? stored : answer));
        if (answer === undefined) {
          fill(tile, { text: ' ', note: '' });
        } else {
          fill(tile, measure === 'uniques' ? uniques(answer, stored, unit) : additive(answer, measure, unit));
        }
      }
    },
  };
}
