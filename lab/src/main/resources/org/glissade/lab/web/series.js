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
    this.stretch = null; // what is looked at closely: {axis, from, to, curves}, once it is there
    this.wanted = null;
    this.curves = Object.fromEntries(KINDS.map(k =>
      [k, { points: 0, width: 0, ...Object.fromEntries(PARTS.map(p => [p, NONE])) }]));
    this.shown = this.curves;
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
    if (this.start !== got.start) this.stretch = this.wanted = null; // another training
    this.start = got.start;
    this.detail = got;
    this.merge();
  }

  /** Whether values in a stretch are joined, so that the log has more of it. */
  isCoarse(axis, from, to) {
    return KINDS.some(k => { const c = this.curves[k]; return c.width > 1 && placeAt(c[axis], to) + 1 > placeAt(c[axis], from); });
  }

  /** Looks at a stretch closely: its values come from the log of the run. Nothing to look at: the whole run again. */
  async look(axis, zoom) {
    const wanted = zoom && this.isCoarse(axis, ...zoom) ? [this.start, axis, ...zoom].join() : null;
    if (wanted === this.wanted) return; // it is there, or on its way
    this.wanted = wanted;
    this.stretch = null;
    this.merge();
    if (!wanted) return;
    const [from, to] = zoom, got = await frame(`/api/runs/${encodeURIComponent(this.name)}/stretch?clock=${axis}&from=${from}&to=${to}`);
    if (this.wanted !== wanted || got.start !== this.start) return;
    this.stretch = { axis, from, to, curves: Object.fromEntries(KINDS.map(k =>
      [k, { ...got.curves[k], ...Object.fromEntries(PARTS.map(p => [p, got[`${k}.${p}`]])) }])) };
    this.merge();
  }

  /** What is drawn: the buckets of the run, and in their place those of the stretch. */
  merge() {
    this.shown = !this.stretch ? this.curves
      : Object.fromEntries(KINDS.map(k => [k, joined(this.curves[k], this.stretch.curves[k], this.stretch.axis)]));
  }
}

function joined(run, fine, axis) {
  const xs = fine[axis], n = xs.length;
  if (run.width <= fine.width || n === 0) return run;
  let before = 0, after = run[axis].length;
  while (before < after && run[axis][before] < xs[0]) before++;
  while (after > before && run[axis][after - 1] > xs[n - 1]) after--;
  const all = { points: run.points, width: run.width, fine: { from: before, to: before + n, width: fine.width } };
  for (const p of PARTS) {
    all[p] = new Float64Array(before + n + run[p].length - after);
    all[p].set(run[p].subarray(0, before));
    all[p].set(fine[p], before);
    all[p].set(run[p].subarray(after), before + n);
  }
  return all;
}

/** How many values a bucket of a curve takes. */
export const widthAt = (curve, i) => curve.fine && i >= curve.fine.from && i < curve.fine.to ? curve.fine.width : curve.width;

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
