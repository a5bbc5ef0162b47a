// The chart: Chart.js draws it on a canvas, so no name can become markup; what is pointed at is told
// beside it, and to who cannot see it in the words of a slider.

import './lib/chart.umd.min.js';
import { element, nameText } from './dom.js';
import { compact, whole } from './numbers.js';
import { colour } from './theme.js';
import { bucketWords, tick } from './time.js';

const { Chart } = globalThis;
const MOST_POINTS_WITH_DOTS = 62;

/** The colour of the series of that place, as a style sheet's property. */
export function seriesColour(index) {
  return `--series-${index % 8}`;
}

function faded(hex, alpha) {
  return hex + Math.round(alpha * 255).toString(16).padStart(2, '0');
}

/** Shades the bucket that is pointed at. */
const band = {
  id: 'band',
  beforeDatasetsDraw(chart, args, options) {
    const index = options.index ?? -1;
    const { chartArea, scales, ctx } = chart;
    if (index < 0 || !chartArea) {
      return;
    }
    const width = chartArea.width / Math.max(1, chart.data.labels.length);
    const middle = scales.x.getPixelForValue(index);
    ctx.save();
    ctx.fillStyle = colour('--band');
    ctx.fillRect(middle - width / 2, chartArea.top, width, chartArea.height);
    ctx.restore();
  },
};

/** A small triangle over each bucket in which a trigger has fired. */
const flags = {
  id: 'flags',
  afterDatasetsDraw(chart, args, options) {
    const { chartArea, scales, ctx } = chart;
    if (!chartArea) {
      return;
    }
    ctx.save();
    ctx.fillStyle = colour('--flag');
    (options.marks ?? []).forEach((names, index) => {
      if (names) {
        const x = scales.x.getPixelForValue(index);
        const y = chartArea.top;
        ctx.beginPath();
        ctx.moveTo(x - 5, y);
        ctx.lineTo(x + 5, y);
        ctx.lineTo(x, y + 8);
        ctx.fill();
      }
    });
    ctx.restore();
  },
};

function barLook(hex, open, before) {
  return {
    type: 'bar',
    backgroundColor: before ? faded(hex, 0.22) : ({ dataIndex }) => (dataIndex === open ? faded(hex, 0.5) : hex),
    borderColor: hex,
    borderWidth: before ? ({ raw }) => ({ top: raw > 0 ? 1 : 0, left: 0, right: 0, bottom: 0 }) : 0,
    borderRadius: 3,
    maxBarThickness: 44,
    categoryPercentage: 0.82,
    barPercentage: 0.92,
  };
}

function lineLook(hex, open, before, points) {
  return {
    type: 'line',
    borderColor: before ? faded(hex, 0.55) : hex,
    backgroundColor: hex,
    borderWidth: before ? 1.5 : 2,
    borderDash: before ? [2, 4] : [],
    segment: before ? {} : { borderDash: ({ p1DataIndex }) => (p1DataIndex === open ? [4, 4] : undefined) },
    pointRadius: before || points > MOST_POINTS_WITH_DOTS ? 0 : 2.5,
    pointHoverRadius: 4,
    tension: 0,
  };
}

export class Plot {
  #box;
  #tip;
  #chart;
  #answer;
  #series = [];
  #marks = [];
  #bars = true;
  #index = -1;

  /**
   * @param onBucket hears the start and end of a bucket that was chosen
   */
  constructor(box, canvas, tip, onBucket) {
    this.#box = box;
    this.#tip = tip;
    this.#chart = new Chart(canvas, {
      type: 'bar',
      data: { labels: [], datasets: [] },
      plugins: [band, flags],
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
        plugins: { legend: { display: false }, tooltip: { enabled: false }, band: { index: -1 }, flags: { marks: [] } },
        scales: {
          x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 14 } },
          y: { beginAtZero: true, border: { display: false }, ticks: { maxTicksLimit: 6, callback: compact } },
        },
      },
    });
    box.addEventListener('pointermove', (event) => this.#point(this.#at(event), event.offsetY));
    box.addEventListener('pointerleave', () => this.#point(document.activeElement === box ? this.#index : -1));
    box.addEventListener('blur', () => this.#point(-1));
    box.addEventListener('focus', () => box.matches(':focus-visible') && this.#point(this.#latest()));
    box.addEventListener('click', (event) => this.#choose(this.#at(event), onBucket));
    box.addEventListener('keydown', (event) => this.#key(event, onBucket));
  }

  /** Shows series of an answer, each with its name, as bars or lines. */
  show(answer, series, bars) {
    this.#answer = answer;
    this.#series = series;
    this.#bars = bars;
    this.#draw();
    this.#point(this.#index < answer.buckets.length ? this.#index : -1);
  }

  /** Marks buckets: the names of the triggers that have fired in each. */
  mark(marks) {
    this.#marks = marks;
    this.#chart.options.plugins.flags.marks = marks;
    this.#chart.draw();
  }

  /** Draws again, as colours have changed. */
  redraw() {
    if (this.#answer) {
      this.#draw();
    }
  }

  #draw() {
    const { buckets, resolution, open } = this.#answer;
    const at = open === undefined ? -1 : buckets.indexOf(open);
    const days = new Set(buckets.map((bucket) => bucket.slice(0, 10))).size;
    const chart = this.#chart;
    chart.data.labels = buckets.map((bucket) => tick(resolution, bucket, days > 1));
    chart.data.datasets = this.#series.flatMap((one, i) => this.#datasets(one, i, at));
    const { x, y } = chart.options.scales;
    x.ticks.color = y.ticks.color = colour('--quiet');
    y.grid = { color: colour('--line') };
    chart.update('none');
  }

  #datasets(one, i, open) {
    const hex = colour(seriesColour(i));
    const points = one.values.length;
    const dataset = (values, before) => ({
      data: values,
      order: before ? 1 : 0,
      ...(this.#bars ? barLook(hex, open, before) : lineLook(hex, open, before, points)),
    });
    // What is to come is not zero yet.
    const known = one.values.map((value, index) => (open >= 0 && index > open ? null : number(value)));
    const now = dataset(known, false);
    return one.previous ? [dataset(one.previous.values.slice(0, points).map(number), true), now] : [now];
  }

  #at(event) {
    const { chartArea, scales } = this.#chart;
    if (!this.#answer || !chartArea || event.target === this.#tip) {
      return -1;
    }
    const x = event.clientX - this.#box.getBoundingClientRect().left;
    const index = Math.floor(((x - scales.x.left) / scales.x.width) * this.#answer.buckets.length);
    return index >= 0 && index < this.#answer.buckets.length ? index : -1;
  }

  #latest() {
    const { buckets = [], open } = this.#answer ?? {};
    return open === undefined ? buckets.length - 1 : buckets.indexOf(open);
  }

  #point(index, y = 12) {
    this.#index = index;
    this.#chart.options.plugins.band.index = index;
    this.#chart.draw();
    this.#tip.hidden = index < 0;
    const box = this.#box;
    box.setAttribute('aria-valuemin', '0');
    box.setAttribute('aria-valuemax', String(Math.max(0, (this.#answer?.buckets.length ?? 1) - 1)));
    box.setAttribute('aria-valuenow', String(Math.max(0, index)));
    if (index < 0) {
      box.setAttribute('aria-valuetext', 'No bucket chosen');
      return;
    }
    this.#tell(index);
    const left = this.#chart.scales.x.getPixelForValue(index);
    const room = box.clientWidth - this.#tip.offsetWidth;
    const beside = left + 16 > room ? left - this.#tip.offsetWidth - 16 : left + 16;
    this.#tip.style.transform = `translate(${Math.max(0, Math.min(room, beside))}px, ${Math.max(0, y - 12)}px)`;
  }

  #tell(index) {
    const { buckets, to, resolution, open } = this.#answer;
    const words = bucketWords(resolution, buckets[index], buckets[index + 1] ?? to);
    const more = buckets[index] === open ? 'not over yet' : '';
    const rows = this.#series.map((one, i) => {
      const swatch = element('span', { class: 'swatch' });
      swatch.style.background = `var(${seriesColour(i)})`;
      const before = one.previous ? ` (before: ${whole(one.previous.values[index])})` : '';
      return element('li', {}, swatch, nameText(one.name), element('b', {}, whole(one.values[index])), before);
    });
    const fired = this.#marks[index] ? `Fired: ${this.#marks[index].join(', ')}` : '';
    this.#tip.replaceChildren(
      element('p', {}, words, more && element('em', {}, ` ${more}`)),
      element('ul', {}, ...rows),
      ...(fired ? [element('p', {}, fired)] : []),
    );
    const values = this.#series.map((one) => `${one.name} ${whole(one.values[index])}`).join(', ');
    this.#box.setAttribute('aria-valuetext', [`${words}: ${values}`, more, fired].filter(Boolean).join(', '));
  }

  #choose(index, onBucket) {
    if (index >= 0) {
      const { buckets, to, resolution } = this.#answer;
      onBucket(resolution, buckets[index], buckets[index + 1] ?? to);
    }
  }

  #key(event, onBucket) {
    if (!this.#answer || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const last = this.#answer.buckets.length - 1;
    const from = this.#index < 0 ? this.#latest() : this.#index;
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last, ArrowDown: from - 1, ArrowUp: from + 1 }[event.key];
    if (to !== undefined) {
      this.#point(Math.min(last, Math.max(0, to)));
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.#choose(this.#index, onBucket);
    } else if (event.key === 'Escape') {
      this.#point(-1);
    } else {
      return;
    }
    event.preventDefault();
  }
}

function number(value) {
  return value === null || value === undefined ? null : Number(value);
}

/** Shows the same numbers as a table. */
export function numbersTable(table, answer, series) {
  const { buckets, to, resolution, open } = answer;
  const last = open === undefined ? buckets.length - 1 : buckets.indexOf(open);
  const compares = series.some((one) => one.previous);
  const head = element('tr', {}, element('th', { scope: 'col' }, 'Time'));
  for (const one of series) {
    head.append(element('th', { scope: 'col', class: 'number' }, nameText(one.name)));
    if (compares) {
      head.append(element('th', { scope: 'col', class: 'number' }, 'Period before'));
    }
  }
  const rows = buckets.slice(0, last + 1).map((bucket, i) => {
    const words = bucketWords(resolution, bucket, buckets[i + 1] ?? to);
    const row = element('tr', {}, element('th', { scope: 'row' }, bucket === open ? `${words} (not over yet)` : words));
    for (const one of series) {
      row.append(element('td', { class: 'number' }, whole(one.values[i])));
      if (compares) {
        row.append(element('td', { class: 'number' }, whole(one.previous?.values[i])));
      }
    }
    return row;
  });
  table.replaceChildren(element('thead', {}, head), element('tbody', {}, ...rows));
}

/** Shows which colour is which series; values can be taken away. */
export function legend(list, series, compares, remove) {
  // The title has named the only series already.
  const named = series.filter((one) => compares || series.length > 1 || one.value !== undefined);
  const items = named.map((one, i) => {
    const swatch = element('span', { class: 'swatch' });
    swatch.style.background = `var(${seriesColour(i)})`;
    const item = element('li', {}, swatch, nameText(one.name));
    if (one.value !== undefined) {
      const button = element('button', { type: 'button', class: 'remove', 'aria-label': `Remove ${one.name}` }, '×');
      button.addEventListener('click', () => remove(one.value));
      item.append(button);
    }
    return item;
  });
  if (compares) {
    items.push(element('li', { class: 'before' }, 'pale: the period before'));
  }
  const key = JSON.stringify(series.map((one) => one.name)) + compares;
  if (list.dataset.shown !== key) {
    list.dataset.shown = key;
    list.replaceChildren(...items);
  }
}
