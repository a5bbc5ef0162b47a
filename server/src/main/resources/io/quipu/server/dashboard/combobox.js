// A field that finds one of many names by how they begin, with the keyboard or a finger.

import { element, nameText, visible } from './dom.js';

const PAUSE_MILLIS = 150;

/**
 * Makes an input in a container such a field.
 *
 * @param find gives {names, more} for a prefix
 * @param pick hears what was chosen
 * @param current gives the name that the field shows while it is not used, if it shows one
 */
export function combobox(container, { find, pick, current, placeholder }) {
  const input = container.querySelector('input');
  const list = element('ul', { role: 'listbox', id: `${input.id}-list`, hidden: true });
  list.setAttribute('aria-label', container.parentElement.querySelector('label').textContent);
  container.append(list);
  const attributes = {
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
    placeholder,
  };
  Object.entries(attributes).forEach(([name, value]) => input.setAttribute(name, value));

  let names = [];
  let active = -1;
  let asked = 0;
  let timer;

  function rest() {
    const name = current?.();
    input.value = name === undefined ? '' : visible(name);
    input.title = input.value;
  }

  function close() {
    clearTimeout(timer);
    asked++;
    list.hidden = true;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function activate(index) {
    active = index;
    [...list.querySelectorAll('[role=option]')].forEach((option, i) => {
      option.setAttribute('aria-selected', String(i === active));
      if (i === active) {
        input.setAttribute('aria-activedescendant', option.id);
        option.scrollIntoView({ block: 'nearest' });
      }
    });
  }

  function choose(index) {
    const name = names[index];
    close();
    if (name !== undefined) {
      pick(name);
    }
    rest();
  }

  function show(found) {
    names = found.names;
    list.replaceChildren(
      ...names.map((name, i) => {
        const option = element('li', { role: 'option', id: `${list.id}-${i}` }, nameText(name));
        option.addEventListener('pointerdown', (event) => event.preventDefault());
        option.addEventListener('click', () => choose(i));
        return option;
      }),
    );
    const word = names.length === 0 ? 'None begins so.' : found.more ? 'There are more: type how it begins.' : '';
    if (word) {
      list.append(element('li', { class: 'hint', role: 'presentation' }, word));
    }
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    activate(names.length > 0 && input.value !== '' && !untouched ? 0 : -1);
  }

  let untouched = true;
  async function look() {
    const mine = ++asked;
    try {
      const found = await find(untouched ? '' : input.value);
      if (mine === asked && document.activeElement === input) {
        show(found);
      }
    } catch {
      // What stands in the way is told where the numbers are.
      close();
    }
  }

  input.addEventListener('focus', () => {
    untouched = true;
    input.select();
  });
  input.addEventListener('click', () => list.hidden && look());
  input.addEventListener('blur', () => {
    close();
    rest();
  });
  input.addEventListener('input', () => {
    untouched = false;
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MILLIS);
  });
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) {
      look();
    } else if (step && names.length > 0) {
      const from = active < 0 && step < 0 ? 0 : active;
      activate((from + step + names.length) % names.length);
    } else if (event.key === 'Enter' && !list.hidden && active >= 0) {
      choose(active);
    } else if (event.key === 'Escape' && !list.hidden) {
      close();
      rest();
      untouched = true;
    } else {
      return;
    }
    event.preventDefault();
  });
  rest();
  return { rest };
}
