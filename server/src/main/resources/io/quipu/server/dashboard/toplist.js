// The values of a dimension that have most, each with its course over the period.

import { element, nameText, setText } from './dom.js';
import { whole } from './numbers.js';
import { measureName } from './tiles.js';

const SVG = 'http://www.w3.org/2000/svg';

function sparkline(values) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 100 24');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('class', 'spark');
  svg.setAttribute('aria-hidden', 'true');
  const most = Math.max(1, ...values);
  const step = 100 / (values.length - 1);
  const points = values.map((value, i) => `${(i * step).toFixed(2)},${(22 - (value / most) * 20).toFixed(2)}`);
  const line = document.createElementNS(SVG, 'polyline');
  line.setAttribute('points', points.join(' '));
  svg.append(line);
  return svg;
}

function ofMeasure(value, measure) {
  return measure === 'count' || measure === 'uniques' ? value[measure] : value.sums?.[measure];
}

/** A table of values that tells which one is chosen or let go. */
export function topList(table, toggle) {
  const head = table.tHead;
  const body = table.tBodies[0];
  const rows = new Map();

  function heading(measures, by) {
    const key = JSON.stringify([measures, by]);
    if (head.dataset.shown === key) {
      return;
    }
    head.dataset.shown = key;
    const cells = measures.map((measure) => {
      const cell = element('th', { scope: 'col', class: measure === by ? 'number by' : 'number other' }, nameText(measureName(measure)));
      if (measure === by) {
        cell.setAttribute('aria-sort', 'descending');
      }
      return cell;
    });
    head.replaceChildren(
      element(
        'tr',
        {},
        element('th', { scope: 'col', class: 'rank' }, '#'),
        element('th', { scope: 'col' }, 'Value'),
        ...cells,
        element('th', { scope: 'col', class: 'course' }, 'Trend'),
      ),
    );
  }

  function newRow(value) {
    const button = element('button', { type: 'button', class: 'value' }, nameText(value.value));
    button.addEventListener('click', () => toggle(value.value));
    return element(
      'tr',
      {},
      element('td', { class: 'rank' }),
      element('th', { scope: 'row' }, button, element('div', { class: 'share', 'aria-hidden': 'true' }, element('div'))),
    );
  }

  function fill(row, value, { place, measures, by, most, chosen, course }) {
    const wanted = measures.length + 3;
    while (row.cells.length < wanted) {
      row.append(element('td'));
    }
    while (row.cells.length > wanted) {
      row.lastChild.remove();
    }
    setText(row.cells[0], String(place));
    row.querySelector('.value').setAttribute('aria-pressed', String(chosen));
    row.querySelector('.share > div').style.width = `${most > 0 ? (100 * Number(ofMeasure(value, by) ?? 0)) / most : 0}%`;
    measures.forEach((measure, i) => {
      const cell = row.cells[i + 2];
      cell.className = measure === by ? 'number by' : 'number other';
      setText(cell, whole(ofMeasure(value, measure)));
    });
    const last = row.lastChild;
    last.className = 'course';
    const key = JSON.stringify(course ?? []);
    if (course && last.dataset.shown !== key) {
      last.dataset.shown = key;
      // One point is no trend.
      last.replaceChildren(...(course.length > 1 ? [sparkline(course)] : []));
    }
  }

  return {
    /**
     * Shows values, the first on top.
     *
     * @param courses the numbers over time of each value, if they are known
     */
    show(values, { measures, by, chosen, courses }) {
      heading(measures, by);
      const most = Number(values.length > 0 ? (ofMeasure(values[0], by) ?? 0) : 0);
      const focused = document.activeElement;
      const wanted = values.map((value, i) => {
        const row = rows.get(value.value) ?? newRow(value);
        rows.set(value.value, row);
        fill(row, value, { place: i + 1, measures, by, most, chosen: chosen.includes(value.value), course: courses?.get(value.value) });
        return row;
      });
      if (wanted.length !== body.rows.length || wanted.some((row, i) => body.rows[i] !== row)) {
        body.replaceChildren(...wanted);
        if (focused && body.contains(focused)) {
          focused.focus({ preventScroll: true });
        }
      }
      const kept = new Set(values.map((value) => value.value));
      [...rows.keys()].filter((value) => !kept.has(value)).forEach((value) => rows.delete(value));
    },

    /** Shows none. */
    clear() {
      rows.clear();
      body.replaceChildren();
    },
  };
}
