// The curves of a run, as the lab has read them: buckets of points, fetched once and then only what is new.
import { frame } from './wire.js';

export const KINDS = ['train', 'epoch', 'validation', 'rate', 'norm', 'scale', 'batch', 'speed'];
const PARTS = ['updates', 'epochs', 'seconds', 'low', 'high', 'mean', 'last'];
const NONE = new Float64Array(0);

/** What the page has of the buckets of a run: they are made in the server (Curve), here they are only held together. */
export class Series {
  constructor(name) {
    this.name = name;
    this.start = 0;
    this.detail = null;
    this.curves = Object.fromEntries(KINDS.map(k =>
      [k, { points: 0, width: 0, ...Object.fromEntries(PARTS.map(p => [p, NONE])) }]));
  }

  /** Asks for what is new; one request at a time, and one more if asked meanwhile. */
  async refresh() {
    if (this.asking) { this.again = true; return this.asking; }
    this.asking = this.ask();
    try { await this.asking; } finally { this.asking = null; }
    if (this.again) { this.again = false; await this.refresh(); }
  }

  async ask() {
    const of = part => KINDS.map(k => this.curves[k][part]).join(',');
    const got = await frame(`/api/runs/${encodeURIComponent(this.name)}/series?start=${this.start}&points=${of('points')}&widths=${of('width')}`);
    for (const k of KINDS) {
      const { from, width, points } = got.curves[k], curve = this.curves[k], next = { points, width };
      for (const p of PARTS) {
        const fresh = got[`${k}.${p}`];
        delete got[`${k}.${p}`];
        if (from === 0) { next[p] = fresh; continue; }
        next[p] = new Float64Array(from + fresh.length);
        next[p].set(curve[p].subarray(0, from));
        next[p].set(fresh, from);
      }
      this.curves[k] = next;
    }
    this.start = got.start;
    this.detail = got;
  }
}

/** Trailing arithmetic mean over so many buckets: one on which a spike shows once and then fades. */
export function trailing(values, over) {
  if (over <= 1) return values;
  const out = new Float64Array(values.length);
  let sum = 0, count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) { sum += values[i]; count++; }
    if (i >= over && Number.isFinite(values[i - over])) { sum -= values[i - over]; count--; }
    out[i] = count ? sum / count : NaN;
  }
  return out;
}

/** The last place whose x is not above this one; −1 if there is none. */
export function placeAt(xs, x) {
  let low = 0, high = xs.length;
  while (low < high) { const mid = (low + high) >> 1; if (xs[mid] <= x) low = mid + 1; else high = mid; }
  return low - 1;
}
