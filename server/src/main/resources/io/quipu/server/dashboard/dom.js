// Elements by hand. Names are whatever somebody sent: they become text, never markup.

export const byId = (id) => document.getElementById(id);

/** An element with attributes and children, which are elements or text. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? '' : value);
    }
  }
  made.append(...children);
  return made;
}

/** Sets text only if it changes, so that a reader's selection survives. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** What is to be read of a name that may be empty, or have characters that nobody sees. */
export function visible(name) {
  if (name === '') {
    return '(empty)';
  }
  // Controls and characters that turn the direction of what follows would rewrite the page around.
  return name.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** Text of a name in its own direction, cut by the style sheet, with the whole as its title. */
export function nameText(name, className = 'name') {
  return element('span', { class: className, dir: 'auto', title: visible(name) }, visible(name));
}

/** Makes a select offer what is to be chosen: pairs of a value and its words. */
export function offer(select, options, chosen) {
  const same =
    select.options.length === options.length &&
    options.every(([value, words], i) => select.options[i].value === value && select.options[i].text === words);
  if (!same) {
    select.replaceChildren(
      ...options.map(([value, words]) => {
        const option = element('option', { dir: 'auto' });
        option.value = value;
        option.textContent = words;
        return option;
      }),
    );
  }
  select.value = chosen;
}
