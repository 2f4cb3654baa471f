// Numbers as people read them. No locale: the same text everywhere.

const SUPERSCRIPT = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };
const raised = n => String(n).replace(/[-0-9]/g, c => SUPERSCRIPT[c]);

/** Three significant digits, with a power of ten where zeros would pile up. */
export function sig(value, digits = 3) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value), sign = value < 0 ? '−' : '';
  if (size >= 1e5 || size < 1e-4) {
    let [mantissa, exponent] = size.toExponential(Math.min(1, digits - 1)).split('e');
    return `${sign}${mantissa}·10${raised(Number(exponent))}`;
  }
  const whole = Math.floor(Math.log10(size)) + 1;
  return sign + size.toFixed(Math.max(0, digits - whole));
}

/** A short tick: 0.001, 1, 10, 2k. */
export function tick(value) {
  if (value == null) return '';
  const size = Math.abs(value);
  if (size >= 1e6) return trim(value / 1e6) + 'M';
  if (size >= 1e3) return trim(value / 1e3) + 'k';
  if (size !== 0 && size < 1e-3) return `10${raised(Math.round(Math.log10(size)))}`;
  return trim(value);
}

const trim = v => String(+v.toPrecision(3)).replace('-', '−');

/** Two decimals, for coordinates. */
export const fixed = (value, digits = 2) => (value < 0 ? '−' : '') + Math.abs(value).toFixed(digits);
export const vector = values => values.length === 1 ? fixed(values[0], 3) : `(${[...values].map(v => fixed(v)).join(', ')})`;

/** 12345 as 12 345. */
export const count = n => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** A time with its unit: 1.2 µs, 34 ms. */
export function time(seconds) {
  if (seconds === 0) return '0 s';
  for (const [unit, size] of [['s', 1], ['ms', 1e-3], ['µs', 1e-6], ['ns', 1e-9]]) {
    if (seconds >= size || unit === 'ns') return `${+(seconds / size).toPrecision(3)} ${unit}`;
  }
  return '';
}
