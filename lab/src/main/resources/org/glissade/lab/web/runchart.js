// A chart of runs on the page: axes, zoom and cursor of uPlot, shapes of runplot.js.
import { css } from './field.js';
import { tick } from './format.js';
import { AXES, draw, ends, gutter, isNamed, labelOf, marks, ranges, shapes, suitsLog, valuesAt } from './runplot.js';

export class RunChart {
  /** @param moved told where the cursor is on the axis, or null; zoomed told the ends, or null */
  constructor(plot, figure, moved, zoomed) {
    Object.assign(this, { plot, figure, moved, zoomed, box: figure.querySelector('[role=img]'), u: null, view: null });
    this.tip = document.createElement('div');
    this.tip.className = 'tip';
    this.tip.hidden = true;
    new ResizeObserver(() => {
      if (!this.u) { if (this.view) this.show(this.view); return; }
      if (this.box.clientWidth > 20) this.u.setSize({ width: this.box.clientWidth, height: this.box.clientHeight });
    }).observe(this.box);
  }

  /** view: {runs, axis, smoothing, scale, zoom} */
  show(view) {
    this.view = view;
    this.list = shapes(this.plot, view.runs, view.axis, view.smoothing);
    this.log = suitsLog(this.plot, this.list, view.scale);
    this.ranges = ranges(this.plot, this.list, this.log, view.zoom);
    const some = this.ranges != null;
    this.figure.classList.toggle('none', !some);
    this.figure.querySelector('.rd').textContent = this.note();
    if (!some || this.box.clientWidth < 20) { this.forget(); this.describe(); return; }
    this.gutter = gutter(this.plot, view.runs, this.box.clientWidth);
    const form = `${this.log}${view.axis}${this.gutter}`;
    if (this.u && this.form === form) {
      this.u.batch(() => {
        this.u.setData([this.ranges.x, [null, null]], false);
        this.u.setScale('x', { min: this.ranges.x[0], max: this.ranges.x[1] });
        this.u.setScale('y', { min: this.ranges.y[0], max: this.ranges.y[1] });
      });
    } else {
      this.forget();
      this.form = form;
      this.u = new uPlot(this.options(), [this.ranges.x, [null, null]], this.box);
      this.u.over.append(this.tip);
      this.u.over.addEventListener('mouseleave', () => this.moved(null));
      this.u.over.addEventListener('dblclick', () => this.zoomed(null));
    }
    this.describe();
  }

  forget() {
    this.u?.destroy();
    this.u = null;
  }

  note() {
    return [this.plot.note, this.log ? 'log' : '', this.ranges?.cut ? 'cut off above' : ''].filter(Boolean).join(' · ');
  }

  options() {
    const ink = css('--ink3'), grid = css('--line'), font = '11px ' + css('--sans'), self = this;
    return {
      width: this.box.clientWidth, height: this.box.clientHeight, legend: { show: false }, padding: [8, Math.max(10, this.gutter), 0, 0],
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      scales: { x: { time: false, range: () => self.ranges.x }, y: { distr: this.log ? 3 : 1, range: () => self.ranges.y } },
      axes: [
        { stroke: ink, font, grid: { show: false }, ticks: { show: false }, size: 24, gap: 4,
          splits: u => marks(self.ranges.x, false, Math.max(2, Math.floor(u.bbox.width / (devicePixelRatio || 1) / 52))),
          values: (_, v) => v.map(AXES[self.view.axis].text) },
        { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { show: false }, size: 46, gap: 4,
          splits: u => marks(self.ranges.y, self.log, Math.max(2, Math.floor(u.bbox.height / (devicePixelRatio || 1) / 44))),
          filter: (_, v) => v, values: (_, v) => v.map(tick) }],
      series: [{}, { show: true, stroke: 'transparent', points: { show: false } }],
      hooks: {
        draw: [u => self.paint(u)],
        setCursor: [u => { if (u.cursor.event) self.moved(u.cursor.left >= 0 ? u.posToVal(u.cursor.left, 'x') : null); }],
        setSelect: [u => {
          if (u.select.width < 4) return;
          const from = u.posToVal(u.select.left, 'x'), to = u.posToVal(u.select.left + u.select.width, 'x');
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          self.zoomed([from, to]);
        }] } };
  }

  paint(u) {
    const { ctx } = u, d = devicePixelRatio || 1, { left, top, width, height } = u.bbox;
    const px = v => u.valToPos(v, 'x', true), py = v => v <= 0 && this.log ? top + height * 2 : u.valToPos(v, 'y', true);
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    draw(ctx, this.list, px, py, d);
    ctx.restore();
    ctx.save();
    const named = isNamed(this.plot, this.view.runs), card = css('--card');
    ctx.font = `600 ${11 * d}px ${css('--sans')}`;
    ctx.textAlign = 'left';
    for (const e of ends(this.list, px, py, { left, right: left + width, top, bottom: top + height }, d)) {
      const y = Math.max(top, e.y);
      ctx.fillStyle = ctx.strokeStyle = css('--' + e.run.colour);
      if (named && !e.early) { // from the end of the line to its name
        ctx.lineWidth = d;
        ctx.beginPath();
        ctx.moveTo(e.x, y);
        ctx.lineTo(e.text - 3 * d, e.at - 4 * d);
        ctx.stroke();
      }
      if (e.run.live || e.run.chosen && this.plot.main) {
        ctx.beginPath();
        ctx.arc(Math.min(e.x, left + width), y, 4 * d, 0, 7);
        ctx.strokeStyle = card;
        ctx.lineWidth = 2 * d;
        ctx.stroke();
        ctx.fill();
      }
      if (!named) continue;
      const text = labelOf(e.run), room = e.early ? undefined : ctx.canvas.width - e.text;
      ctx.lineWidth = 4 * d;
      ctx.strokeStyle = card;
      ctx.strokeText(text, e.text, e.at, room);
      ctx.fillText(text, e.text, e.at, room);
    }
    ctx.restore();
  }

  /** The shared cursor: at a place of the axis, or nowhere. */
  point(at, here) {
    const { u, tip, view } = this;
    if (!u) return;
    if (at == null) { tip.hidden = true; if (!here) u.setCursor({ left: -10, top: -10 }, false); return; }
    const left = u.valToPos(at, 'x');
    if (!here) u.setCursor({ left, top: 10 }, false);
    const values = valuesAt(this.plot, view.runs, view.axis, at);
    tip.hidden = values.length === 0;
    const head = document.createElement('b');
    head.textContent = view.axis === 'seconds' ? AXES.seconds.text(at) : `${view.axis === 'updates' ? 'update' : 'epoch'} ${tick(view.axis === 'updates' ? Math.round(at) : at)}`;
    tip.replaceChildren(...(here ? [head] : []), ...values.map(({ run, text }) => {
      const row = document.createElement('span'), swatch = document.createElement('i');
      swatch.className = run.colour;
      row.append(swatch, view.runs.length > 1 && here ? `${run.label}  ${text}` : text);
      return row;
    }));
    const wide = tip.offsetWidth, all = u.over.clientWidth, fits = left + 10 + wide <= all ? left + 10 : left - 10 - wide;
    tip.style.left = `${Math.max(0, Math.min(all - wide, fits))}px`;
  }

  /** The same in words. */
  describe() {
    const { plot, view, box } = this;
    const all = view.runs.length ? valuesAt(plot, view.runs, view.axis, Infinity) : [];
    box.setAttribute('aria-label', all.length
      ? `${plot.title} by ${AXES[view.axis].title}. Last values: ${all.map(({ run, text }) => `${run.label} ${text}`).join('; ')}`
      : `${plot.title}: nothing recorded`);
  }
}
