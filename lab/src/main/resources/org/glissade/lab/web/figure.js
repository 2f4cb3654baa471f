// A small chart in the card of a lesson: a drawing with a text alternative, and its numbers as a table.
import { element, shape, table } from './dom.js';
import { sig, tick } from './format.js';

const WIDTH = 290, HEIGHT = 168, LEFT = 40, RIGHT = 10, TOP = 10, BOTTOM = 32;

/**
 * @param spec {label, x: {name, log}, y: {name, log, from}, series: [{name, points: [[x, y, error]], colour, dots, dash}]}:
 *     label says in a sentence what is to be seen; colour is full, mini, single or faint; dots are circle, square or
 *     triangle, and a series without them is a line
 */
export function plot(spec) {
  const { x, y, series } = spec, all = series.flatMap(s => s.points.filter(p => fits(p, x, y)));
  const xs = axis(x, all.map(p => p[0]), LEFT, WIDTH - RIGHT), ys = axis(y, all.flatMap(p => spread(p, y)), HEIGHT - BOTTOM, TOP);
  const svg = shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': spec.label, class: 'plot' });
  grid(svg, xs, ys, x.name, y.name);
  for (const s of series) draw(svg, s, xs, ys, x, y);
  return element('figure', { className: 'chart' }, element('figcaption', { textContent: spec.title }), svg, key(series), numbers(spec));
}

const fits = (p, x, y) => p.every(v => v == null || Number.isFinite(v)) && p[1] != null && (!x.log || p[0] > 0) && (!y.log || p[1] > 0);
const spread = ([, value, error = 0], y) => y.log ? [value] : [value - error, value + error];

function axis({ log, from }, values, low, high) {
  let least = Math.min(...values, from ?? Infinity), most = Math.max(...values);
  if (log) {
    const room = (most / least) ** 0.05;
    [least, most] = [least / room, most * room];
    if (most / least < 4) [least, most] = [least / 2, most * 2];
  } else if (most === least) most = least + 1;
  const share = log ? v => Math.log(v / least) / Math.log(most / least) : v => (v - least) / (most - least);
  return { to: v => low + Math.max(-0.03, Math.min(1.03, share(v))) * (high - low), ticks: log ? decades(least, most) : even(least, most) };
}

function decades(least, most) {
  const whole = [], span = Math.log10(most / least), by = Math.max(1, Math.ceil(span / 5));
  for (let e = Math.ceil(Math.log10(least)); 10 ** e <= most; e += by) whole.push(10 ** e);
  if (whole.length > 1) return whole;
  const list = [];
  for (let e = Math.floor(Math.log10(least)); 10 ** e <= most; e++) {
    for (const f of [1, 2, 5]) if (f * 10 ** e >= least && f * 10 ** e <= most) list.push(+(f * 10 ** e).toPrecision(1));
  }
  return list;
}

function even(least, most) {
  const raw = (most - least) / 5, power = 10 ** Math.floor(Math.log10(raw)), by = [1, 2, 5, 10].map(f => f * power).find(v => v >= raw);
  const list = [];
  for (let i = Math.ceil(least / by - 1e-9); i * by <= most * (1 + 1e-9); i++) list.push(+(i * by).toPrecision(6));
  return list;
}

function grid(svg, xs, ys, across, up) {
  for (const t of xs.ticks) {
    svg.append(shape('line', { x1: xs.to(t), x2: xs.to(t), y1: TOP, y2: HEIGHT - BOTTOM, class: 'grid-line' }),
      shape('text', { x: xs.to(t), y: HEIGHT - BOTTOM + 13, class: 'num', 'text-anchor': 'middle' }, tick(t)));
  }
  for (const t of ys.ticks) {
    svg.append(shape('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: ys.to(t), y2: ys.to(t), class: 'grid-line' }),
      shape('text', { x: LEFT - 5, y: ys.to(t) + 4, class: 'num', 'text-anchor': 'end' }, tick(t)));
  }
  svg.append(shape('text', { x: WIDTH - RIGHT, y: HEIGHT - 4, class: 'name', 'text-anchor': 'end' }, across),
    shape('text', { x: 2, y: HEIGHT - 4, class: 'name' }, `↑ ${up}`));
}

function draw(svg, s, xs, ys, x, y) {
  const points = s.points.filter(p => fits(p, x, y)), colour = `c-${s.colour ?? 'full'}`;
  if (!s.dots) {
    svg.append(shape('path', { d: points.map(([a, b], i) => `${i ? 'L' : 'M'}${xs.to(a).toFixed(1)} ${ys.to(b).toFixed(1)}`).join(''), class: `line ${colour}${s.dash ? ' dash' : ''}` }));
    return;
  }
  for (const [a, b, error] of points) {
    const px = xs.to(a), py = ys.to(b);
    if (error) svg.append(shape('line', { x1: px, x2: px, y1: ys.to(b + error), y2: ys.to(y.log ? Math.max(b - error, b / 100) : b - error), class: `line ${colour}` }));
    svg.append(marker(s.dots, px, py, colour));
  }
}

function marker(kind, px, py, colour) {
  if (kind === 'square') return shape('rect', { x: px - 3.4, y: py - 3.4, width: 6.8, height: 6.8, class: `dot ${colour}` });
  if (kind === 'triangle') return shape('path', { d: `M${px} ${py - 4.6}l4.4 7.8h-8.8z`, class: `dot ${colour}` });
  return shape('circle', { cx: px, cy: py, r: 3.6, class: `dot ${colour}` });
}

function key(series) {
  return element('p', { className: 'chart-key' }, ...series.map(s => {
    const svg = shape('svg', { width: 18, height: 10, 'aria-hidden': 'true', class: 'plot' });
    const colour = `c-${s.colour ?? 'full'}`;
    svg.append(s.dots ? marker(s.dots, 9, 5, colour) : shape('path', { d: 'M1 5h16', class: `line ${colour}${s.dash ? ' dash' : ''}` }));
    return element('span', {}, svg, s.name);
  }));
}

/** The numbers behind a chart; of long lines, some. */
function numbers({ x, series }) {
  const at = [...new Set(series.flatMap(s => s.points.map(p => p[0])))].sort((a, b) => a - b);
  const by = Math.ceil(at.length / 40), some = at.filter((_, i) => i % by === 0 || i === at.length - 1);
  const value = (s, v) => {
    const p = s.points.find(point => point[0] === v);
    return !p ? '' : p[1] == null ? '–' : sig(p[1]) + (p[2] ? ` ± ${sig(p[2], 2)}` : '');
  };
  return element('details', {}, element('summary', { textContent: 'Show as table' }),
    element('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Numbers of the chart' },
      table([x.name, ...series.map(s => s.name)], some.map(v => [String(+v.toPrecision(6)), ...series.map(s => value(s, v))]))));
}
