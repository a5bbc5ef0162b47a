// The fields that say what is shown. They show the state, and tell what somebody chose.

import { get } from './api.js';
import { combobox } from './combobox.js';
import { byId, offer, visible } from './dom.js';
import { MOST_VALUES } from './state.js';
import { PERIODS, isTime, moved, resolution, resolutions, start, wider } from './time.js';

const LISTED = 50;
const UNIT_WORDS = { hour: 'Hour', day: 'Day', month: 'Month' };

/**
 * Wires the fields.
 *
 * @param page has the state and what is known of its company: {state, about}
 * @param shown gives the period that is shown
 * @param choose hears what is to change in the state
 */
export function controls(page, shown, choose) {
  const company = combobox(byId('company-combo'), {
    placeholder: 'None yet',
    current: () => page.state.company,
    pick: (name) => name !== page.state.company && choose({ company: name, values: [] }),
    find: async (prefix) => {
      const found = await get(undefined, '', { prefix, limit: LISTED });
      return { names: found.companies, more: found.next !== null };
    },
  });
  const value = combobox(byId('value-combo'), {
    pick: (name) => !page.state.values.includes(name) && choose({ values: [...page.state.values, name] }),
    find: async (prefix) => {
      const { state } = page;
      const found = await get(state.company, 'values', {
        statistic: state.statistic,
        dimension: state.dimension,
        prefix,
        limit: LISTED,
      });
      return { names: found.values.filter((name) => !state.values.includes(name)), more: found.next !== null };
    },
  });

  const on = (id, change) => byId(id).addEventListener('change', (event) => change(event.target));
  on('statistic', (field) => choose({ statistic: field.value }));
  on('dimension', (field) => choose({ dimension: field.value, values: [] }));
  on('resolution', (field) => choose({ resolution: field.value }));
  on('compare', (field) => choose({ compare: field.checked }));
  document.querySelectorAll('input[name=chart]').forEach((input) => {
    input.addEventListener('change', () => choose({ chart: input.value }));
  });
  on('period', (field) => {
    const now = shown();
    choose({ period: field.value, resolution: undefined, ...(field.value === 'custom' ? now : {}) });
    if (field.value === 'custom') {
      byId('from').focus();
    }
  });
  on('from', custom);
  on('to', custom);
  const move = (id, to) =>
    byId(id).addEventListener('click', () => {
      const wanted = to(shown());
      if (wanted) {
        choose({ period: 'custom', resolution: undefined, ...wanted });
      }
    });
  move('earlier', (now) => moved(now, -1));
  move('later', (now) => moved(now, 1));
  move('wider', wider);

  function custom() {
    const [from, to] = [byId('from').value, byId('to').value];
    const [first, last] = [from, to].map((time) => isTime(time) && start('hour', time));
    const wrong = !first || !last ? 'Give both times.' : first >= last ? 'Until must be later than from.' : '';
    byId('custom-problem').textContent = wrong;
    byId('to').setAttribute('aria-invalid', String(wrong !== ''));
    if (!wrong) {
      choose({ period: 'custom', from: first, to: last, resolution: undefined });
    }
  }

  return {
    /** Shows the state. */
    show() {
      const { state, about } = page;
      company.rest();
      const statistic = about?.statistics.find((one) => one.statistic === state.statistic);
      if (!statistic) {
        // The back button has gone to another company, of which nothing is known yet.
        return;
      }
      const names = (all) => all.map((name) => [name, visible(name)]);
      offer(byId('statistic'), names(about.statistics.map((one) => one.statistic)), state.statistic);
      offer(byId('dimension'), names(statistic.dimensions), state.dimension ?? '');
      byId('dimension').disabled = statistic.dimensions.length === 0;
      const now = shown();
      offer(byId('period'), PERIODS, state.period);
      const kept = statistic.resolutions;
      offer(byId('resolution'), resolutions(now, kept).map((unit) => [unit, UNIT_WORDS[unit]]), resolution(now, state.resolution, kept));
      byId('custom').hidden = state.period !== 'custom';
      byId('from').value = now.from.slice(0, 16);
      byId('to').value = now.to.slice(0, 16);
      byId('wider').disabled = wider(now) === undefined;
      byId('compare').checked = state.compare;
      document.querySelector(`input[name=chart][value=${state.chart}]`).checked = true;
      const full = state.values.length >= MOST_VALUES;
      byId('value').disabled = full || state.dimension === undefined;
      byId('value').placeholder = full ? `${MOST_VALUES} at most` : state.values.length > 0 ? 'Add another' : 'All; type to find one';
      value.rest();
    },
  };
}
