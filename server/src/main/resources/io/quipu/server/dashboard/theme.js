// Light or dark: what the system prefers, until the switch says otherwise.

const NAME = 'quipu-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = [];

function chosen() {
  return localStorage.getItem(NAME);
}

export function isDark() {
  return (chosen() ?? (dark.matches ? 'dark' : 'light')) === 'dark';
}

function show(button) {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  button.setAttribute('aria-pressed', String(isDark()));
  listeners.forEach((listener) => listener());
}

/** Wires the switch; the listener hears of every change of colours. */
export function startTheme(button, listener) {
  show(button);
  listeners.push(listener);
  button.addEventListener('click', () => {
    const next = isDark() ? 'light' : 'dark';
    // The system's choice again needs no memory.
    if ((next === 'dark') === dark.matches) {
      localStorage.removeItem(NAME);
    } else {
      localStorage.setItem(NAME, next);
    }
    show(button);
  });
  dark.addEventListener('change', () => show(button));
}

/** The colour that a custom property of the style sheet has now. */
export function colour(property) {
  return getComputedStyle(document.documentElement).getPropertyValue(property).trim();
}
