// Numbers stay exact: those that a double cannot hold come as the digits that were sent.

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });

/** JSON in which a number with a fraction, or too large for a double, stays its own digits. */
export function parseExact(text) {
  return JSON.parse(text, (key, value, context) =>
    typeof value === 'number' && context?.source && (!Number.isSafeInteger(value) || context.source.includes('.'))
      ? context.source
      : value,
  );
}

/** All digits, in groups of three. */
export function whole(number) {
  if (number === null || number === undefined) {
    return '–';
  }
  const [, sign, digits, fraction = ''] = /^(-?)(\d+)(\.\d+)?$/.exec(String(number)) ?? [];
  return digits === undefined
    ? String(number)
    : (sign ? '−' : '') + digits.replace(/\B(?=(\d{3})+$)/g, ',') + fraction;
}

/** Few characters, for an axis. */
export function compact(number) {
  return COMPACT.format(number);
}

function scaled(number, scale) {
  const [digits, fraction = ''] = String(number).split('.');
  return BigInt(digits + fraction.padEnd(scale, '0'));
}

/** The exact sum; null among the numbers is nothing. */
export function add(numbers) {
  const present = numbers.filter((number) => number !== null && number !== undefined);
  if (!present.some((number) => typeof number === 'string')) {
    return present.reduce((sum, number) => sum + number, 0);
  }
  const scale = Math.max(...present.map((number) => (String(number).split('.')[1] ?? '').length));
  const sum = present.reduce((total, number) => total + scaled(number, scale), 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(scale + 1, '0');
  return (
    (sum < 0n ? '-' : '') +
    digits.slice(0, digits.length - scale) +
    (scale > 0 ? '.' + digits.slice(digits.length - scale) : '')
  );
}

/** How much more than before, such as +3.7%; nothing if there was nothing before. */
export function change(now, before) {
  return Number(before) === 0 ? '' : PERCENT.format(Number(now) / Number(before) - 1);
}
