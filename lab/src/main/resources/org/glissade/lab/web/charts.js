// Loss by updates, by epochs and by wall-clock: bands, trends, and where each training is now.
import { css } from './field.js';
import { mark } from './marks.js';
import { sig, tick } from './format.js';
import { when } from './trail.js';

const BUCKETS = 160;
const rgba = (colour, alpha) => colour + Math.round(alpha * 255).toString(16).padStart(2, '0');

/**
 * One bucket a column of pixels: least, last of the trend, and most, so that nothing is left out.
 *
 * Not the buckets of a run (Curve in the server, Series here): those take equally many points, because a run grows
 * and what has been sent must stay, and have no clock. A trail is here whole, and its buckets are equally wide on
 * the axis that is drawn, be it logarithmic: equally many points would leave the beginning of that one bare.
 */
export function buckets(trail, clock, log) {
  const n = trail.excess.length, first = log ? 1 : 0, out = { x: [], low: [], mid: [], high: [] };
  if (n <= first) return out;
  const at = k => log ? Math.log(when(trail, k, clock)) : when(trail, k, clock);
  const a = at(first), b = at(n - 1), width = (b - a) / BUCKETS || 1;
  let k = first;
  for (let q = 0; q < BUCKETS && k < n; q++) {
    const edge = a + width * (q + 1) + 1e-12, from = k;
    let low = Infinity, high = -Infinity;
    for (; k < n && (at(k) <= edge || q === BUCKETS - 1); k++) {
      low = Math.min(low, trail.excess[k]);
      high = Math.max(high, trail.excess[k]);
    }
    if (k === from) continue;
    out.x.push(when(trail, k - 1, clock));
    out.low.push(low);
    out.mid.push(trail.trend[k - 1]);
    out.high.push(high);
  }
  return out;
}

export class Chart {
  /** @param clock of the axis; log whether the axis has one */
  constructor(box, clock, log) {
    Object.assign(this, { box, clock, log, plot: null });
    new ResizeObserver(() => this.resize()).observe(box);
  }

  /** Takes other trainings: [{runner, trail}]. */
  show(shown, scale) {
    this.plot?.destroy();
    this.shown = shown.map(s => ({ ...s, buckets: buckets(s.trail, this.clock, this.log), k: 0 }));
    this.scale = scale;
    if (this.box.clientWidth < 20) { this.plot = null; return; }
    const ends = this.shown.flatMap(s => s.buckets.x.slice(-1)), starts = this.shown.flatMap(s => s.buckets.x.slice(0, 1));
    const last = Math.max(...ends), first = this.log ? Math.min(...starts) : 0;
    const low = Math.min(...this.shown.flatMap(s => s.buckets.mid.filter(v => v > 0)));
    const high = Math.max(...this.shown.flatMap(s => s.buckets.mid.filter(Number.isFinite)));
    const log = scale === 'log';
    this.range = log ? [Math.max(high * 1e-6, Math.min(low / 3, high / 30)), Math.min(1e9, high * 1.7)] : [0, Math.min(1e9, high * 1.05)];
    this.plot = new uPlot(this.options(first, last, log), this.data(), this.box);
  }

  data() {
    const clip = v => v == null ? v : Math.min(this.range[1], Math.max(this.range[0], v));
    return uPlot.join(this.shown.map(s => [s.buckets.x, s.buckets.low.map(clip), s.buckets.high.map(clip), s.buckets.mid.map(clip)]));
  }

  options(first, last, log) {
    const ink = css('--ink3'), grid = css('--line'), font = '11px ' + css('--sans');
    // Whole powers of ten, as many as there is room for. uPlot's own way to them has no end for some ranges.
    const powers = room => (u, axis, least, most) => {
      const list = [];
      if (!(least > 0) || !Number.isFinite(most)) return list;
      const from = Math.ceil(Math.log10(least) - 1e-9), to = Math.floor(Math.log10(most) + 1e-9), by = Math.max(1, Math.ceil((to - from + 1) / room));
      for (let e = from; e <= to; e++) if (e % by === 0) list.push(+`1e${e}`);
      return list;
    };
    const all = (u, splits) => splits, across = this.log ? { splits: powers(Math.max(1, (this.box.clientWidth - 60) / 46)), filter: all } : {}, up = log ? { splits: powers(12), filter: all } : {};
    const lines = by => ({ stroke: grid, width: 1, ...(by.filter ? { filter: all } : {}) });
    const series = [{}], bands = [];
    for (const s of this.shown) {
      const colour = css('--' + s.runner.key), base = { spanGaps: true, points: { show: false } }, at = series.length;
      series.push({ ...base, stroke: 'transparent', width: 0 }, { ...base, stroke: 'transparent', width: 0 }, { ...base, stroke: rgba(colour, 0.38), width: 1.2 });
      if (s.trail.batch < s.trail.examples) bands.push({ series: [at + 1, at], fill: rgba(colour, 0.15) });
    }
    const values = this.clock === 'time' ? (_, v) => v.map(t => t == null ? '' : seconds(t)) : (_, v) => v.map(tick);
    return {
      width: this.box.clientWidth, height: this.box.clientHeight, legend: { show: false }, padding: [8, 12, 0, 0],
      cursor: { show: false },
      scales: { x: { time: false, distr: this.log ? 3 : 1, range: [first, last] }, y: { distr: log ? 3 : 1, range: this.range } },
      axes: [
        { stroke: ink, font, grid: lines(across), ticks: { show: false }, size: 24, gap: 4, space: 46, values, ...across },
        { stroke: ink, font, grid: lines(up), ticks: { show: false }, size: 44, gap: 4, values: (_, v) => v.map(tick), ...up }],
      series, bands, hooks: { draw: [u => this.heads(u)] } };
  }

  /** What has happened is strong, what is to come faint: so scrubbing never rescales. */
  heads(u) {
    const { ctx } = u, d = devicePixelRatio || 1, clip = v => Math.min(this.range[1], Math.max(this.range[0], v));
    ctx.save();
    ctx.beginPath();
    ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    ctx.clip();
    ctx.lineJoin = 'round';
    for (const s of this.shown) {
      const b = s.buckets, cut = when(s.trail, s.k, this.clock), left = u.scales.x.min;
      ctx.beginPath();
      let i = 0;
      for (; i < b.x.length && b.x[i] <= cut * (1 + 1e-9); i++) {
        const px = u.valToPos(b.x[i], 'x', true), py = u.valToPos(clip(b.mid[i]), 'y', true);
        i ? ctx.lineTo(px, py) : ctx.moveTo(px, py);
      }
      const hx = u.valToPos(Math.max(left, cut), 'x', true), hy = u.valToPos(clip(s.trail.trend[s.k]), 'y', true);
      if (i) ctx.lineTo(hx, hy);
      ctx.strokeStyle = css('--' + s.runner.key);
      ctx.lineWidth = 2.2 * d;
      ctx.stroke();
      s.head = [hx / d, hy / d];
    }
    ctx.restore();
    ctx.save();
    if (this.moment != null) {
      const px = u.valToPos(Math.max(u.scales.x.min, this.moment), 'x', true);
      if (px <= u.bbox.left + u.bbox.width + 1) {
        ctx.strokeStyle = css('--accent');
        ctx.lineWidth = 1.4 * d;
        ctx.beginPath();
        ctx.moveTo(px, u.bbox.top);
        ctx.lineTo(px, u.bbox.top + u.bbox.height);
        ctx.stroke();
      }
    }
    ctx.scale(d, d);
    for (const s of this.shown) mark(ctx, s.runner.marker, ...s.head, 4.6, css('--' + s.runner.key), css('--card'));
    ctx.restore();
  }

  /** What is drawn, in numbers: names of columns, and rows; some forty of them. */
  numbers() {
    const at = [...new Set(this.shown.flatMap(s => s.buckets.x))].sort((a, b) => a - b), by = Math.ceil(at.length / 40);
    const label = this.clock === 'time' ? seconds : v => String(+v.toPrecision(4));
    return { names: [{ updates: 'update', examples: 'epoch', time: 'time' }[this.clock], ...this.shown.map(s => s.runner.name)],
      rows: at.filter((_, i) => i % by === 0 || i === at.length - 1).map(v => [label(v), ...this.shown.map(({ buckets: b }) => {
        const i = b.x.findLastIndex(x => x <= v);
        return i < 0 || v > b.x.at(-1) ? '' : sig(b.mid[i]);
      })]) };
  }

  /** Moves the heads: places of the trainings, and the moment if this is the clock of the race. */
  at(places, moment) {
    this.moment = moment;
    if (!this.plot) return;
    this.shown.forEach((s, i) => { s.k = places[i]; });
    this.plot.redraw(false, false);
  }

  resize() {
    if (!this.shown) return;
    if (!this.plot) { const { shown } = this; this.show(shown, this.scale); this.shown.forEach((s, i) => { s.k = shown[i].k; }); }
    if (this.plot && (this.plot.width !== this.box.clientWidth || this.plot.height !== this.box.clientHeight)) {
      this.plot.setSize({ width: this.box.clientWidth, height: this.box.clientHeight });
    }
  }
}

function seconds(t) {
  for (const [unit, size] of [['s', 1], ['ms', 1e-3], ['µs', 1e-6], ['ns', 1e-9]]) {
    if (t >= size * 0.999) return `${+(t / size).toPrecision(2)} ${unit}`;
  }
  return '';
}
