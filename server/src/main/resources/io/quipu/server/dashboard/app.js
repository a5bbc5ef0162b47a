// The dashboard: asks what the state says, shows the answers, and asks again.

import { Problem, get, hasKey, listen, post, setKey } from './api.js';
import { controls } from './controls.js';
import { byId, nameText, setText, visible } from './dom.js';
import { firingsOf, firingsTable, marksOf } from './firings.js';
import { funnelTable, sequenceOf } from './funnel.js';
import { Plot, legend, numbersTable } from './plot.js';
import * as addresses from './state.js';
import { measureName, tiles } from './tiles.js';
import { clockOf, countedNow, isPeriod, open } from './opening.js';
import { startTheme } from './theme.js';
import { fit, oneBucket, range, rangeWords, resolution, timeOfDay } from './time.js';
import { topList } from './toplist.js';

const EMPTY_MILLIS = 3_000;
const DETAILS_MILLIS = 2_000;
const FIRINGS_MILLIS = 3_000;
const ROLL_OVER_MILLIS = 15_000;
const MOST_POINTS = 100_000;
const TOP_STEP = 10;
const MOST_TOP = 200;
const MOST_COURSES = 50;
const MOST_FIRINGS = 1_000;

/** What is shown, and what came of it. */
const page = { state: addresses.read(location.hash), about: undefined, question: undefined, answer: undefined, opening: undefined };
let run = new AbortController();
let listed = TOP_STEP;
let wake = () => {};

const plot = new Plot(byId('plot'), byId('canvas'), byId('tip'), lookInto);
const bigNumbers = tiles(byId('tiles'), (measure) => choose({ measure }));
const top = topList(byId('top'), (value) =>
  choose({
    values: page.state.values.includes(value)
      ? page.state.values.filter((one) => one !== value)
      : [...page.state.values, value].slice(-addresses.MOST_VALUES),
  }),
);
const fields = controls(page, shownPeriod, choose);

/** Changes the state, in a step that the back button takes back. */
function choose(changes) {
  const other = 'company' in changes || 'statistic' in changes;
  if (other && !('period' in changes) && (page.opening || page.state.period === 'today')) {
    // Nobody has chosen the period: it is where the numbers of the other are.
    changes = { ...changes, period: undefined, resolution: undefined };
  }
  if ('period' in changes) {
    page.opening = undefined;
  }
  Object.assign(page.state, changes);
  history.pushState(null, '', addresses.write(page.state));
  start();
}

function chosenStatistic() {
  const { statistics } = page.about;
  return statistics.find((one) => one.statistic === page.state.statistic) ?? statistics[0];
}

/** What is chosen, on the clock of the company, in buckets that the statistic keeps. */
function shownPeriod() {
  return fit(range(page.state, page.about.clock), chosenStatistic().resolutions);
}

function lookInto(unit, from, to) {
  if (oneBucket(shownPeriod()) !== unit) {
    choose({ period: 'custom', from, to, resolution: undefined });
  }
}

/** Shows the state from now on, and no longer what was asked before. */
async function start() {
  run.abort();
  run = new AbortController();
  const { signal } = run;
  byId('main').setAttribute('aria-busy', 'true');
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (!(await prepare(signal))) {
        calm();
        await pause(EMPTY_MILLIS, signal);
        continue;
      }
      await follow(signal, () => (failures = 0));
    } catch (e) {
      if (signal.aborted) {
        return;
      }
      const problem = asProblem(e);
      if (problem.status === 401) {
        askForKey(problem);
        return;
      }
      // The numbers are told to be old while a new connection is tried, at first at once.
      const seconds = problem.retryAfter ?? Math.min(10, failures++);
      complain(problem, seconds);
      if (!problem.passes) {
        return;
      }
      await pause(seconds * 1_000 + 200, signal);
    }
  }
}

function asProblem(e) {
  if (e instanceof Problem) {
    return e;
  }
  console.error(e);
  return new Problem(400, `The page met something unexpected (${e.message}); load it again.`);
}

/** Until so many milliseconds are over, or somebody does not want to wait. */
function pause(millis, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, millis);
    wake = done;
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
}

/** Finds out what there is to ask for; false if there is nothing yet. */
async function prepare(signal) {
  const { state } = page;
  if (state.company === undefined) {
    const { companies } = await get(undefined, '', { limit: 100 }, signal);
    byId('empty').hidden = companies.length > 0;
    byId('loading').hidden = companies.length === 0;
    if (companies.length === 0) {
      byId('board').hidden = true;
      setText(byId('fresh-text'), 'Waiting for the first event');
      fields.show();
      return false;
    }
    state.company = companies.sort((a, b) => a.localeCompare(b))[0];
  }
  fields.show();
  const about = await get(state.company, 'statistics', {}, signal);
  about.clock = await clockOf(about, signal);
  if (!isPeriod(state)) {
    page.opening = await open(state, about, signal);
  }
  page.about = about;
  settle(state, about);
  history.replaceState(null, '', addresses.write(state));
  page.question = question(state);
  page.firings = [];
  showNotice();
  byId('empty').hidden = true;
  byId('loading').hidden = true;
  byId('board').hidden = false;
  document.title = `${visible(state.statistic)} · ${visible(state.company)} · Quipu`;
  setText(byId('zone'), `Days and hours are those of ${page.about.timeZone}, the clock of the company.`);
  fields.show();
  bigNumbers.offer(page.question.offered, state.measure);
  if (page.answer === undefined || page.answer.company !== state.company) {
    bigNumbers.show(undefined);
    top.clear();
  }
  return true;
}

function showNotice() {
  const { state, question, opening } = page;
  const kept = chosenStatistic().resolutions;
  const chosen = range(state, page.about.clock);
  const widened = chosen.from !== question.period.from || chosen.to !== question.period.to;
  const wider = `It is counted by ${kept.join(', ')} only, so the period is wider than what was chosen.`;
  setText(byId('notice-text'), opening?.notice ?? (widened ? wider : ''));
  byId('today').hidden = opening?.notice === undefined;
  byId('notice').hidden = byId('notice-text').textContent === '';
}

/** Where the address names what there is not, what there is takes its place. */
function settle(state, about) {
  const statistic = about.statistics.find((one) => one.statistic === state.statistic) ?? about.statistics[0];
  state.statistic = statistic.statistic;
  if (!statistic.dimensions.includes(state.dimension)) {
    state.dimension = statistic.dimensions[0];
    state.values = [];
  }
  if (!statistic.measures.includes(state.measure)) {
    state.measure = 'count';
  }
}

function question(state) {
  const period = shownPeriod();
  const { measures: offered, resolutions: kept } = chosenStatistic();
  const unit = resolution(period, state.resolution, kept);
  const hours = { hour: 1, day: 24, month: 24 * 28 }[unit];
  const buckets = (Date.parse(period.to.slice(0, 16) + 'Z') - Date.parse(period.from.slice(0, 16) + 'Z')) / 3_600_000 / hours;
  const points = Math.max(1, state.values.length) * 2 * (buckets + 2);
  const measures = points * offered.length > MOST_POINTS ? [state.measure] : offered;
  const one = oneBucket(period);
  return { period, unit, offered, measures, one: kept.includes(one) ? one : undefined };
}

function series(extra) {
  const { state, question } = page;
  return {
    statistic: state.statistic,
    dimension: state.values.length > 0 ? state.dimension : undefined,
    value: state.values,
    from: question.period.from,
    to: question.period.to,
    compare: 'previous',
    ...extra,
  };
}

/** Listens, and shows what comes. */
async function follow(signal, onAnswer) {
  const asked = (measure) => ({ of: 'series', ...series({ measure, resolution: page.question.unit }) });
  const more = details(signal);
  followFirings(signal);
  const show = (answer) => {
    onAnswer();
    calm();
    showAnswer(answer);
    more();
  };
  try {
    await listen(page.state.company, asked(page.question.measures), signal, show, complain);
  } catch (e) {
    // An old month may lack what the latest has; then what was chosen is asked for alone.
    if (e.parameter !== 'measure' || page.question.measures.length === 1) {
      throw e;
    }
    page.question.measures = [page.state.measure];
    await listen(page.state.company, asked(page.state.measure), signal, show, complain);
  }
}

function showAnswer(answer) {
  const { state, question } = page;
  page.answer = answer;
  page.at = new Date();
  byId('main').setAttribute('aria-busy', 'false');
  bigNumbers.show(answer, page.stored?.question === question ? page.stored.answer : uniquesOf(answer), question.one);
  const shown = answer.series
    .filter((one) => one.measure === state.measure)
    .map((one) => ({
      name: visible(one.value ?? one.statistic),
      value: one.value,
      values: one.values,
      previous: state.compare ? one.previous : undefined,
    }));
  const title = [measureName(state.measure), ' of ', nameText(state.statistic, '')];
  byId('chart-title').replaceChildren(...title);
  setText(byId('chart-period'), rangeWords(question.period));
  legend(byId('legend'), shown, state.compare, (value) => choose({ values: state.values.filter((one) => one !== value) }));
  plot.mark(marksOf(answer, page.firings));
  plot.show(answer, shown, state.chart === 'bars');
  page.shown = shown;
  if (byId('numbers').open) {
    numbersTable(byId('numbers-table'), answer, shown);
  }
}

/** If the chart has the one bucket only, its uniques are those of the period. */
function uniquesOf(answer) {
  const found = answer.series.filter((one) => one.measure === 'uniques');
  return answer.buckets.length === 1 && found.length === 1 ? { series: found, open: answer.open } : undefined;
}

/** Gives what asks for all that is beside the chart, not more often than anybody can read it. */
function details(signal) {
  let running = false;
  let again = false;
  return async function ask() {
    again = true;
    if (running) {
      return;
    }
    running = true;
    while (again && !signal.aborted) {
      again = false;
      try {
        await Promise.all([askUniques(signal), askTop(signal), askFunnel(signal)]);
      } catch (e) {
        if (!signal.aborted) {
          complain(asProblem(e));
          again = asProblem(e).passes;
        }
      }
      await pauseQuietly(DETAILS_MILLIS);
    }
    running = false;
  };
}

function pauseQuietly(millis) {
  return new Promise((done) => setTimeout(done, millis));
}

/** The uniques of the whole period, which only one stored bucket has. */
async function askUniques(signal) {
  const { state, question } = page;
  if (!question.one || question.one === question.unit || !question.measures.includes('uniques') || state.values.length > 1) {
    return;
  }
  const answer = await get(state.company, 'series', series({ measure: 'uniques', resolution: question.one }), signal);
  if (page.question === question) {
    page.stored = { question, answer };
    bigNumbers.show(page.answer, answer, question.one);
  }
}

async function askTop(signal) {
  const { state, question } = page;
  if (state.dimension === undefined) {
    showTop({ values: [], next: null }, undefined);
    return;
  }
  const { from, to } = question.period;
  const when = question.one ? { resolution: question.one, bucket: from } : { from, to };
  const { statistic, dimension } = state;
  const ask = (measure) => get(state.company, 'top', { statistic, dimension, measure, limit: listed, ...when }, signal);
  let by = state.measure;
  let answer;
  try {
    answer = await ask(by);
  } catch (e) {
    if (by !== 'uniques' || question.one || signal.aborted || asProblem(e).parameter !== 'measure') {
      throw e;
    }
    // The different customers of this period are not known.
    by = 'count';
    answer = await ask(by);
  }
  showTop(answer, by, undefined);
  const first = answer.values.slice(0, MOST_COURSES);
  if (first.length > 0 && !signal.aborted) {
    const body = {
      resolution: question.unit,
      from,
      to,
      series: first.map(({ value }) => ({ statistic, dimension, value, measure: by })),
    };
    const courses = await post(state.company, 'query', body, signal);
    // What is not over yet would look like a fall.
    const last = courses.open === undefined ? courses.buckets.length : courses.buckets.indexOf(courses.open);
    showTop(answer, by, new Map(courses.series.map((one) => [one.value, one.values.slice(0, last).map(Number)])));
  }
}

/** The steps, if the statistic counts a sequence. */
async function askFunnel(signal) {
  const { state, question } = page;
  const sequence = sequenceOf(state.statistic);
  byId('funnel').hidden = sequence === undefined;
  if (sequence === undefined) {
    return;
  }
  const { from, to } = question.period;
  const when = question.one ? { resolution: question.one, bucket: from } : { from, to };
  const answer = await get(state.company, 'funnel', { sequence, ...when }, signal);
  if (page.question === question) {
    byId('funnel-title').replaceChildren('Steps of ', nameText(sequence, ''));
    const hint = question.one ? '' : '; customers do not add up over this period: choose one hour, day or month';
    setText(byId('funnel-sub'), `by the time of the counted step${hint}`);
    funnelTable(byId('funnel-steps'), answer);
    byId('funnel-steps').hidden = answer.steps.length === 0;
    byId('funnel-empty').hidden = answer.steps.length > 0;
  }
}

/** Shows which triggers of the statistic fired, as long as the server reads it. They fire later than the counts change. */
async function followFirings(signal) {
  const { state, question } = page;
  while (!signal.aborted && page.question === question) {
    try {
      const { available, firings } = await get(state.company, 'firings', { statistic: state.statistic, limit: MOST_FIRINGS }, signal);
      byId('firings').hidden = !available;
      if (!available) {
        return;
      }
      showFirings(firingsOf(firings, state.dimension, state.values));
    } catch {
      // The numbers come from the same server, so they say what is wrong.
    }
    await pauseQuietly(FIRINGS_MILLIS);
  }
}

function showFirings(shown) {
  page.firings = shown;
  byId('firings-empty').hidden = shown.length > 0;
  byId('firings-table').hidden = shown.length === 0;
  firingsTable(byId('firings-table'), shown);
  if (page.answer) {
    plot.mark(marksOf(page.answer, shown));
  }
}

function showTop(answer, by, courses) {
  const { state, question } = page;
  const knowsUniques = question.one || answer.values.some((value) => value.uniques !== undefined);
  const measures = question.offered.filter((measure) => measure !== 'uniques' || knowsUniques);
  byId('top-title').replaceChildren('Top ', nameText(state.dimension ?? 'values', ''));
  const order = by === undefined ? 'This statistic has no dimension.' : `by ${by === 'count' ? 'count' : measureName(by).toLowerCase()}`;
  const hint = by && state.measure === 'uniques' && by !== 'uniques' ? ': unique customers do not add up over this period; choose one hour, day or month' : '';
  const limit = answer.limited ? ' · values beyond the limit count as (other)' : '';
  setText(byId('top-sub'), `${order}${hint}${limit}`);
  top.show(answer.values, { measures, by, chosen: state.values, courses });
  byId('top').hidden = state.dimension === undefined;
  byId('top-empty').hidden = state.dimension === undefined || answer.values.length > 0;
  byId('more').hidden = answer.next === null || listed >= MOST_TOP;
}

/** While older numbers are shown, says so when the first of today come. */
async function lookForToday(signal) {
  const { opening, about } = page;
  if (opening?.those && (await countedNow(about, opening.those, signal)) && page.opening === opening) {
    opening.notice = 'Something was counted today since you opened the page.';
    opening.those = undefined;
    showNotice();
  }
}

function calm() {
  byId('problem').hidden = true;
  document.body.classList.remove('old');
  if (page.about) {
    setText(byId('fresh-text'), `Live, last change at ${timeOfDay(new Date())}`);
  }
}

function complain(problem, seconds) {
  const old = page.answer ? ` These are the numbers of ${timeOfDay(page.at)}.` : '';
  const again = problem.passes && seconds >= 2 ? ` Trying again in ${seconds} s.` : '';
  setText(byId('problem-text'), `${problem.message}${old}${again}`);
  byId('problem').hidden = false;
  byId('retry').hidden = !problem.passes;
  byId('main').setAttribute('aria-busy', 'false');
  document.body.classList.add('old');
  setText(byId('fresh-text'), page.answer ? `Not live; numbers of ${timeOfDay(page.at)}` : 'No numbers yet');
}

function askForKey(problem) {
  const dialog = byId('key');
  setText(byId('key-hint'), hasKey() ? problem.message : 'It is kept in this tab until you close it.');
  setText(byId('fresh-text'), 'A key is needed');
  if (!dialog.open) {
    dialog.showModal();
  }
}

byId('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  setKey(byId('secret').value.trim());
  byId('secret').value = '';
  byId('key').close();
  start();
});
byId('key').addEventListener('cancel', (event) => event.preventDefault());
byId('retry').addEventListener('click', () => wake());
byId('more').addEventListener('click', () => {
  listed = Math.min(MOST_TOP, listed === TOP_STEP ? 50 : MOST_TOP);
  askTop(run.signal).catch((e) => run.signal.aborted || complain(asProblem(e)));
});
byId('numbers').addEventListener('toggle', () => {
  if (byId('numbers').open && page.answer) {
    numbersTable(byId('numbers-table'), page.answer, page.shown);
  }
});
byId('today').addEventListener('click', () => choose({ period: 'today', resolution: undefined }));
window.addEventListener('popstate', () => {
  page.opening = undefined;
  page.state = addresses.read(location.hash);
  start();
});
// A page that nobody sees leaves its connection to one that somebody does.
document.addEventListener('visibilitychange', () => (document.hidden ? run.abort() : start()));
setInterval(() => {
  if (!page.question || document.hidden) {
    return;
  }
  if (JSON.stringify(shownPeriod()) !== JSON.stringify(page.question.period)) {
    start();
  }
  lookForToday(run.signal).catch((e) => console.debug(e));
}, ROLL_OVER_MILLIS);
startTheme(byId('theme'), () => plot.redraw());
start();
