// What is shown, to take away: values as CSV, a chart as PNG or SVG, values as a table.
import { css } from './field.js';
import { tick } from './format.js';
import { AXES, draw, ends, gutter, isNamed, labelOf, marks, shown } from './runplot.js';
import { widthAt } from './series.js';

/** A file for the one who looks. */
export function save(name, blob) {
  const a = document.createElement('a');
  a.href = URL.createObjectURL(blob);
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10000);
}

const cell = v => typeof v === 'string' ? (/[",\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v) : Number.isFinite(v) ? String(v) : '';

/** Every bucket of a chart's curves. Where a bucket is one point, its values are all the same. */
export function csv(plot, runs) {
  const lines = ['run,curve,update,epoch,seconds,points_per_bucket,last,mean,min,max'];
  for (const { series } of runs) {
    for (const kind of plot.kinds) {
      const c = series.shown[kind];
      for (let i = 0; i < c.updates.length; i++) {
        lines.push([series.name, kind, c.updates[i], c.epochs[i], c.seconds[i], widthAt(c, i), c.last[i], c.mean[i], c.low[i], c.high[i]].map(cell).join(','));
      }
    }
  }
  return lines.join('\n') + '\n';
}

/** The canvas with the ground of the page, its title and the names of the runs. */
export function png(chart) {
  const from = chart.box.querySelector('canvas'), d = devicePixelRatio || 1, canvas = document.createElement('canvas');
  const head = 42 * d;
  canvas.width = from.width;
  canvas.height = from.height + head;
  const x = canvas.getContext('2d');
  x.fillStyle = css('--card');
  x.fillRect(0, 0, canvas.width, canvas.height);
  x.fillStyle = css('--ink');
  x.font = `600 ${13 * d}px ${css('--sans')}`;
  x.fillText(`${chart.plot.title} by ${AXES[chart.view.axis].title}`, 10 * d, 17 * d);
  x.font = `${11 * d}px ${css('--sans')}`;
  let at = 10 * d;
  for (const run of chart.view.runs) {
    x.fillStyle = css('--' + run.colour);
    x.fillRect(at, 26 * d, 9 * d, 9 * d);
    x.fillStyle = css('--ink2');
    x.fillText(run.label, at + 13 * d, 35 * d);
    at += x.measureText(run.label).width + 28 * d;
  }
  x.drawImage(from, 0, head);
  return new Promise(done => canvas.toBlob(done, 'image/png'));
}

/** Takes what is drawn on a canvas as paths of SVG. */
class Pen {
  constructor() { this.out = []; this.path = []; this.dash = []; }
  beginPath() { this.path = []; }
  moveTo(x, y) { this.path.push(`M${x.toFixed(1)} ${y.toFixed(1)}`); }
  lineTo(x, y) { this.path.push(`${this.path.length ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`); }
  closePath() { if (this.path.length) this.path.push('Z'); }
  arc(x, y, r) { this.path.push(`M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`); }
  setLineDash(dash) { this.dash = dash; }
  fill() { if (this.path.length) this.out.push(`<path d="${this.path.join('')}" fill="${this.fillStyle}"/>`); }
  stroke() {
    if (this.path.length) this.out.push(`<path d="${this.path.join('')}" fill="none" stroke="${this.strokeStyle}" stroke-width="${this.lineWidth}" stroke-linejoin="round"${this.dash.length ? ` stroke-dasharray="${this.dash.join(' ')}"` : ''}/>`);
  }
}

const escaped = text => text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

/** The chart drawn anew from the data, with its axes and names. */
export function svg(chart, width = 760, height = 460) {
  const { list, ranges, log, plot, view } = chart, left = 58, right = width - Math.max(16, gutter(plot, view.runs, width)), top = 44, bottom = height - 34;
  const [x0, x1] = ranges.x, [y0, y1] = ranges.y, on = v => log ? Math.log(Math.max(v, 1e-300)) : v;
  const px = v => left + (v - x0) / (x1 - x0) * (right - left);
  const py = v => Math.max(-1e5, Math.min(1e5, bottom - (on(v) - on(y0)) / (on(y1) - on(y0)) * (bottom - top)));
  const pen = new Pen();
  draw(pen, list, px, py, 1);
  const text = (x, y, what, more = '') => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escaped(what)}</text>`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Inter, system-ui, sans-serif" font-size="11" fill="${css('--ink3')}">`,
    `<rect width="${width}" height="${height}" fill="${css('--card')}"/>`,
    text(12, 22, `${plot.title} by ${AXES[view.axis].title}${log ? ', log' : ''}`, `font-size="14" font-weight="600" fill="${css('--ink')}"`),
    `<clipPath id="plot"><rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/></clipPath>`];
  for (const v of marks(ranges.y, log, 8)) {
    parts.push(`<path d="M${left} ${py(v).toFixed(1)}H${right}" stroke="${css('--line')}"/>`, text(left - 7, py(v) + 4, tick(v), 'text-anchor="end"'));
  }
  for (const v of marks(ranges.x, false, 8)) parts.push(text(px(v), bottom + 18, AXES[view.axis].text(v), 'text-anchor="middle"'));
  parts.push(`<g clip-path="url(#plot)">${pen.out.join('')}</g>`);
  for (const e of isNamed(plot, view.runs) ? ends(list, px, py, { left, right, top, bottom }, 1) : []) {
    const colour = css('--' + e.run.colour);
    if (!e.early) parts.push(`<path d="M${e.x.toFixed(1)} ${Math.max(top, e.y).toFixed(1)}L${e.text - 3} ${(e.at - 4).toFixed(1)}" stroke="${colour}"/>`);
    parts.push(text(e.text, e.at, labelOf(e.run), `font-weight="600" fill="${colour}" stroke="${css('--card')}" stroke-width="4" paint-order="stroke"`));
  }
  return parts.join('\n') + '\n</svg>\n';
}

const ROWS = 200;

/** The values of a chart as a table; of many, evenly chosen ones, which is said. */
export function table(plot, runs, axis) {
  const body = document.createElement('div');
  for (const run of runs) {
    for (const kind of plot.kinds) {
      const c = run.series.shown[kind], n = c.updates.length;
      if (!n) continue;
      const title = document.createElement('h2'), t = document.createElement('table'), head = t.insertRow();
      title.textContent = `${run.label}: ${{ train: 'training loss', validation: 'validation loss' }[kind] ?? (kind === 'batch' ? 'batch size' : plot.title.toLowerCase())}`;
      if (n > ROWS) title.textContent += ` (${ROWS} of ${n} rows; the CSV has all)`;
      const columns = [[AXES[axis].title, i => axis === 'seconds' ? AXES[axis].text(c[axis][i]) : String(+c[axis][i].toPrecision(6))], ['value', i => shown(c.mean[i])],
        ...(c.width > 1 ? [['least', i => shown(c.low[i])], ['greatest', i => shown(c.high[i])]] : [])];
      for (const [name] of columns) head.append(Object.assign(document.createElement('th'), { textContent: name, scope: 'col' }));
      const rows = Math.min(n, ROWS);
      for (let r = 0; r < rows; r++) {
        const i = rows === 1 ? 0 : Math.round(r * (n - 1) / (rows - 1)), row = t.insertRow();
        for (const [, text] of columns) row.insertCell().textContent = text(i);
      }
      body.append(title, t);
    }
  }
  if (!body.firstChild) body.textContent = 'Nothing is recorded.';
  return body;
}
