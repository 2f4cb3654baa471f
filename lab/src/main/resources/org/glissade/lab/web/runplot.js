// A chart of runs: shapes made from their curves, drawn on a canvas (uPlot has the axes) or written as SVG.
import { css } from './field.js';
import { count, sig, tick } from './format.js';
import { placeAt, trailing, widthAt } from './series.js';

const rgba = (colour, alpha) => colour + Math.round(alpha * 255).toString(16).padStart(2, '0');
const finite = Number.isFinite;

/** What the charts show. */
export const PLOTS = [
  { id: 'loss', title: 'Loss', note: 'line: training, every value behind · dashed: validation', kinds: ['train', 'validation'], main: true },
  { id: 'rate', title: 'Learning rate', note: '', kinds: ['rate'] },
  { id: 'norm', title: 'Gradient norm', note: '', kinds: ['norm'] },
  { id: 'scale', title: 'Noise scale', note: 'examples · dotted: batch', kinds: ['scale', 'batch'] },
  { id: 'speed', title: 'Throughput', note: 'rows/s', kinds: ['speed'] }];

/** A value of a chart, with as many digits as are worth reading. */
export const shown = value => sig(value, 4);

export const AXES = {
  updates: { title: 'updates', text: v => tick(v) },
  epochs: { title: 'epochs', text: v => tick(v) },
  seconds: { title: 'time', text: duration } };

export function duration(s) {
  if (!finite(s)) return '–';
  if (s < 1) return s === 0 ? '0 s' : `${Math.round(s * 1000)} ms`;
  if (s < 60) return `${+s.toFixed(s < 10 ? 1 : 0)} s`;
  const whole = Math.round(s);
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 ? ' ' + whole % 60 + ' s' : ''}`;
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
}

/** Lines and bands of a chart in the units of its axes, back to front. runs: [{series, colour, label, chosen, live}]. */
export function shapes(plot, runs, axis, smoothing) {
  const out = [];
  for (const run of [...runs].reverse()) {
    const colour = css('--' + run.colour), curve = run.series.shown[plot.kinds[0]], xs = curve[axis];
    const strong = run.chosen ? 1 : 0.85, width = run.chosen ? 2.1 : 1.5;
    if (plot.main) {
      const over = 1 + Math.round(smoothing * xs.length), mean = trailing(curve.mean, over);
      if (curve.width > 1) out.push({ type: 'band', x: xs, low: curve.low, high: curve.high, colour: rgba(colour, 0.15) });
      if (over > 1) out.push({ type: 'line', x: xs, y: curve.mean, colour: rgba(colour, run.chosen ? 0.32 : 0.2), width: 1 });
      out.push({ type: 'line', x: xs, y: mean, colour: rgba(colour, strong), width, end: run, head: true });
      const held = run.series.shown.validation;
      out.push({ type: 'line', x: held[axis], y: held.mean, colour: rgba(colour, strong), width: 1.3, dash: [5, 4] });
      if (xs.length === 1) out.push({ type: 'dot', x: xs, y: mean, colour });
    } else if (plot.id === 'scale') {
      out.push({ type: 'line', x: xs, y: curve.mean, colour: rgba(colour, strong), width, end: run, head: true });
      const batch = run.series.shown.batch, steps = stairs(batch[axis], batch.last, run.series.detail.now[MOMENT[axis]]);
      out.push({ type: 'line', ...steps, colour: rgba(colour, 0.8), width: 1.3, dash: [2, 3] });
    } else {
      if (curve.width > 1) out.push({ type: 'band', x: xs, low: curve.low, high: curve.high, colour: rgba(colour, 0.15) });
      const over = plot.id === 'speed' ? 1 + Math.round(smoothing * xs.length) : 1;
      if (over > 1) out.push({ type: 'line', x: xs, y: curve.mean, colour: rgba(colour, 0.25), width: 1 });
      out.push({ type: 'line', x: xs, y: trailing(curve.mean, over), colour: rgba(colour, strong), width, end: run, head: true });
    }
  }
  return out;
}

const MOMENT = { updates: 'update', epochs: 'epoch', seconds: 'seconds' };

/** A value that holds until the next. */
function stairs(xs, ys, end) {
  const x = [], y = [];
  for (let i = 0; i < xs.length; i++) {
    x.push(xs[i], i + 1 < xs.length ? xs[i + 1] : Math.max(end, xs[i]));
    y.push(ys[i], ys[i]);
  }
  return { x, y };
}

/** Whether a logarithmic axis can show it, and makes sense. */
export function suitsLog(plot, list, wanted) {
  if (plot.id === 'speed' || plot.main && wanted !== 'log') return false;
  let low = Infinity, high = 0;
  for (const s of list) for (const v of s.low ?? s.y ?? []) { if (v <= 0) return false; if (finite(v)) { low = Math.min(low, v); high = Math.max(high, v); } }
  return high > 0 && (plot.main || high / low > 3);
}

/** Ends of the axes. A run that diverges is cut off above, not the others pressed flat. */
export function ranges(plot, list, log, zoom) {
  let left = Infinity, right = -Infinity, low = Infinity, high = -Infinity, cap = Infinity;
  const lines = list.filter(s => s.x.length);
  for (const s of lines) { left = Math.min(left, s.x[0]); right = Math.max(right, s.x.at(-1)); }
  if (!finite(left)) return null;
  left = Math.min(left, 0);
  if (zoom) [left, right] = zoom;
  else if (left === right) { left = Math.min(0, left); right = right || 1; }
  const firsts = lines.filter(s => s.type === 'line' && s.head).map(s => s.y.find(v => finite(v) && v > 0)).filter(finite);
  if (plot.main && firsts.length) cap = Math.max(...firsts) * 30;
  let cut = false;
  for (const s of lines) {
    for (const ys of s.type === 'band' ? [s.low, s.high] : s.type === 'line' ? [s.y] : []) {
      for (let i = 0; i < ys.length; i++) {
        if (!finite(ys[i]) || s.x[i] < left || s.x[i] > right) continue;
        if (ys[i] > cap) { cut = true; continue; }
        low = Math.min(low, ys[i]);
        high = Math.max(high, ys[i]);
      }
    }
  }
  if (!finite(low)) { low = log ? 0.1 : 0; high = 1; }
  if (plot.id === 'rate' && log && low < high * 1e-4) low = high * 1e-4; // down to nothing, at the end of a schedule
  if (high - low < Math.abs(high) * 1e-6) low = high = (low + high) / 2; // alike but for rounding
  if (log) {
    const pad = Math.max(1.04, (high / low) ** 0.05);
    return { x: [left, right], y: [low / pad, high * pad], cut };
  }
  const pad = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  return { x: [left, right], y: [low >= 0 && low < (high - low) * 0.5 ? 0 : low - pad, high + pad], cut };
}

/** Marks of an axis: 1, 2, 5 times powers of ten where it is logarithmic. */
export function marks([low, high], log, most) {
  const out = [];
  if (log) {
    const decades = Math.log10(high / low), steps = decades > most ? [1] : decades > most / 2.5 ? [1, 3] : decades > 0.7 ? [1, 2, 5] : null;
    if (steps) {
      for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
        for (const m of steps) { const v = +(m * 10 ** e).toPrecision(3); if (v >= low && v <= high) out.push(v); }
      }
      return out;
    }
  }
  const rough = (high - low) / Math.max(1, most), size = 10 ** Math.floor(Math.log10(rough));
  const step = size * [1, 2, 2.5, 5, 10].find(m => m * size >= rough);
  for (let v = Math.ceil(low / step) * step; v <= high + step * 1e-9; v += step) out.push(+v.toPrecision(10));
  return out;
}

/** Draws shapes where a way from units to pixels is known. */
export function draw(x, list, px, py, scale) {
  x.lineJoin = 'round';
  for (const s of list) {
    x.setLineDash((s.dash ?? []).map(d => d * scale));
    if (s.type === 'dot') { x.beginPath(); x.arc(px(s.x[0]), py(s.y[0]), 3 * scale, 0, 7); x.fillStyle = s.colour; x.fill(); continue; }
    if (s.type === 'band') {
      x.beginPath();
      for (let i = 0; i < s.x.length; i++) if (finite(s.high[i])) x.lineTo(px(s.x[i]), py(s.high[i]));
      for (let i = s.x.length - 1; i >= 0; i--) if (finite(s.low[i])) x.lineTo(px(s.x[i]), py(s.low[i]));
      x.closePath();
      x.fillStyle = s.colour;
      x.fill();
      continue;
    }
    x.beginPath();
    let down = false;
    for (let i = 0; i < s.x.length; i++) {
      if (!finite(s.y[i])) { down = false; continue; }
      if (down) x.lineTo(px(s.x[i]), py(s.y[i])); else x.moveTo(px(s.x[i]), py(s.y[i]));
      down = true;
    }
    x.strokeStyle = s.colour;
    x.lineWidth = s.width * scale;
    x.stroke();
  }
  x.setLineDash([]);
}

/** What a name takes, in CSS pixels. */
export function labelWidth(text) {
  const x = (labelWidth.canvas ??= document.createElement('canvas')).getContext('2d');
  x.font = `600 11px ${css('--sans')}`;
  return Math.ceil(x.measureText(text).width);
}

/** The name of a run at its line. */
export const labelOf = run => run.label + (run.live ? ' live' : '');

/** Names are written where there are several, or where one grows. */
export const isNamed = (plot, runs) => plot.main && (runs.length > 1 || runs.some(r => r.live));

/** How much room names need beside a chart, at most a third of it; 0 where none are written. */
export const gutter = (plot, runs, width) => isNamed(plot, runs) ? Math.min(width / 3, 20 + Math.max(...runs.map(r => labelWidth(labelOf(r))))) : 0;

/**
 * Where lines end, and where their names have room: behind the end of a line that ends early, else beside the
 * chart, moved apart where lines end close together. box: {left, right, top, bottom}; scale: pixels a CSS pixel.
 */
export function ends(list, px, py, { left, right, top, bottom }, scale) {
  const found = [], height = 14 * scale;
  for (const s of list) {
    if (!s.end || !s.x.length) continue;
    let i = s.x.length - 1;
    while (i >= 0 && !finite(s.y[i])) i--;
    if (i < 0) continue;
    const x = px(s.x[i]), y = py(s.y[i]);
    if (x < left - 1 || x > right + 1) continue;
    const early = x + (9 + labelWidth(labelOf(s.end))) * scale < right;
    found.push({ run: s.end, x, y, early, text: early ? x + 9 * scale : right + 12 * scale, at: Math.max(top + height, Math.min(bottom - 4 * scale, y + 4 * scale)) });
  }
  for (const column of [found.filter(e => e.early), found.filter(e => !e.early)]) apart(column, bottom - 4 * scale, height);
  return found;
}

/** Moves names down, and where the ground is reached up, until none covers another. */
function apart(names, lowest, height) {
  names.sort((a, b) => a.at - b.at);
  for (let i = 1; i < names.length; i++) names[i].at = Math.max(names[i].at, names[i - 1].at + height);
  for (let i = names.length - 1, most = lowest; i >= 0; i--) { names[i].at = Math.min(names[i].at, most); most = names[i].at - height; }
}

/** The values at a place of the axis: [{run, text}]. */
export function valuesAt(plot, runs, axis, at) {
  const out = [];
  for (const run of runs) {
    const parts = [];
    if (at !== Infinity && at > run.series.detail.now[MOMENT[axis]]) continue; // it had ended
    for (const kind of plot.kinds) {
      const curve = run.series.shown[kind], i = placeAt(curve[axis], at);
      if (i < 0) continue;
      const v = kind === 'batch' ? curve.last[i] : curve.mean[i];
      if (!finite(v)) continue;
      parts.push(kind === 'batch' ? `batch ${count(v)}` : kind === 'validation' ? `val ${shown(v)}` : plot.id === 'speed' ? count(v) : shown(v));
      if (kind === 'train' && widthAt(curve, i) > 1) parts[0] += ` (${shown(curve.low[i])} to ${shown(curve.high[i])})`;
    }
    if (parts.length) out.push({ run, text: parts.join(' · ') });
  }
  return out;
}
