// What is shown stands in the address, behind #: a link shows the same, the back button goes back,
// and names of companies and values never reach a server's log by it.

const CHARTS = ['bars', 'lines'];

/** More would be a thicket, and more than a question may ask. */
export const MOST_VALUES = 8;

/** What an address says. */
export function read(hash) {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const get = (name) => words.get(name) ?? undefined;
  return {
    company: get('company'),
    statistic: get('statistic'),
    dimension: get('dimension'),
    values: [...new Set(words.getAll('value'))].slice(0, MOST_VALUES),
    measure: get('measure') ?? 'count',
    period: get('period'),
    from: get('from'),
    to: get('to'),
    resolution: get('per'),
    chart: CHARTS.includes(get('chart')) ? get('chart') : 'bars',
    compare: get('compare') === 'previous',
  };
}

/** The address that says it. */
export function write(state) {
  const words = new URLSearchParams();
  const set = (name, value) => value !== undefined && words.set(name, value);
  set('company', state.company);
  set('statistic', state.statistic);
  set('dimension', state.dimension);
  state.values.forEach((value) => words.append('value', value));
  set('measure', state.measure);
  set('period', state.period);
  if (state.period === 'custom') {
    set('from', state.from);
    set('to', state.to);
  }
  set('per', state.resolution);
  set('chart', state.chart === 'bars' ? undefined : state.chart);
  set('compare', state.compare ? 'previous' : undefined);
  return '#' + words;
}
