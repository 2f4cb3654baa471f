// The way of a run in a plane, over the loss there, and its loss by epochs.
import { css, painted } from './field.js';
import { sig, tick } from './format.js';
import { fitted, mark } from './marks.js';
import { ticks } from './panel.js';

const SHADES = 48;
const FEW = 60; // places that each have a dot
const MARGIN = { left: 50, right: 12, top: 8, bottom: 22 };

const rgb = name => css(name).split(',').map(Number);

/** The colour of a share of the time. */
export function shade(share) {
  const a = rgb('--t0'), b = rgb('--t1');
  return `rgb(${a.map((v, i) => Math.round(v + (b[i] - v) * share)).join()})`;
}

/** Whether one direction holds all of the way. */
export const isStraight = way => way.second_share === 0;

/** What is to be seen of the way from a place on, with room around it: {left, right, bottom, top}. */
export function boxFor(way, from, equal, width, height) {
  const box = { left: 0, right: 0, bottom: 0, top: 0 }; // the model is seen always
  const hold = (a, b) => Object.assign(box, { left: Math.min(box.left, a), right: Math.max(box.right, a), bottom: Math.min(box.bottom, b), top: Math.max(box.top, b) });
  for (let k = from; k < way.along.length; k++) hold(way.along[k], way.across[k]);
  const [a, b] = way.lowest, aside = 0.6 * (box.right - box.left), above = 0.6 * (box.top - box.bottom);
  if (from === 0 && a > box.left - aside && a < box.right + aside && b > box.bottom - above && b < box.top + above) hold(a, b);
  let w = box.right - box.left, h = box.top - box.bottom;
  if (!w) w = h || 1;
  if (h < 1e-6 * w) h = w * height / width;
  if (equal && w / width > h / height) h = w * height / width;
  else if (equal) w = h * width / height;
  const x = (box.left + box.right) / 2, y = (box.bottom + box.top) / 2;
  return { left: x - w * 0.62, right: x + w * 0.62, bottom: y - h * 0.66, top: y + h * 0.66 };
}

/** Draws the plane, with the way up to place k strong, the rest faint, and what is before the part that is shown but a trace. */
export function drawPlane(canvas, { way, k, from, box, field, keep }) {
  const c = fitted(canvas), { x, width, height, dpr } = c;
  if (width < 2 || height < 2) return;
  const to = (a, b) => [(a - box.left) / (box.right - box.left) * width, (box.top - b) / (box.top - box.bottom) * height];
  if (field) {
    const id = [width, height, dpr, box.left, box.right, box.bottom, box.top].join();
    if (keep.id !== id || keep.field !== field) Object.assign(keep, { id, field, picture: painted(field.image(box, width, height, dpr)) });
    x.drawImage(keep.picture, 0, 0, width, height);
  }
  axes(c, to, box, way);
  line(x, way, to, 0, from, 0.1);
  line(x, way, to, Math.max(k, from), way.along.length - 1, 0.28);
  line(x, way, to, from, k, 1);
  if (way.along.length - from <= FEW) for (let i = from; i <= k; i++) dot(x, ...to(way.along[i], way.across[i]));
  cross(x, ...to(...way.lowest));
  start(x, ...to(way.along[0], way.across[0]));
  mark(x, 'circle', ...to(way.along[k], way.across[k]), 7, shade(k / Math.max(1, way.along.length - 1)), css('--card'));
  diamond(x, ...to(0, 0));
}

function line(x, way, to, from, upTo, alpha) {
  const n = way.along.length - 1, by = Math.max(1, Math.ceil(n / SHADES));
  x.save();
  x.lineJoin = x.lineCap = 'round';
  for (const casing of [true, false]) {
    for (let k = from; k < upTo; k += by) {
      const end = Math.min(upTo, k + by);
      x.beginPath();
      for (let i = k; i <= end; i++) x.lineTo(...to(way.along[i], way.across[i]));
      x.strokeStyle = casing ? css('--card') : shade((k + end) / 2 / Math.max(1, n));
      x.globalAlpha = casing ? alpha * 0.55 : alpha;
      x.lineWidth = casing ? 4.4 : 2;
      x.stroke();
    }
  }
  x.restore();
}

function axes({ x, width, height }, to, box, way) {
  const label = t => String(t).replace('-', '−'), apart = px => (box.right - box.left) / width * px;
  x.font = '500 11px ' + css('--sans');
  x.fillStyle = x.strokeStyle = css('--ink3');
  x.lineWidth = 1;
  x.textAlign = 'center';
  const name = (i, share) => `direction ${i}: ${share}`;
  for (const t of ticks(box.left, box.right, apart(64))) {
    const [px] = to(t, 0);
    if (px < 40 || px > width - 190) continue;
    x.beginPath(); x.moveTo(px, height - 4); x.lineTo(px, height); x.stroke();
    x.fillText(label(t), px, height - 8);
  }
  x.textAlign = 'left';
  if (!isStraight(way)) for (const t of ticks(box.bottom, box.top, (box.top - box.bottom) / height * 44)) {
    const [, py] = to(0, t);
    if (py < 34 || py > height - 26) continue;
    x.beginPath(); x.moveTo(0, py); x.lineTo(4, py); x.stroke();
    x.fillText(label(t), 8, py + 4);
  }
  x.font = '600 12px ' + css('--sans');
  x.fillStyle = css('--ink2');
  if (!isStraight(way)) x.fillText('↑ ' + name(2, percent(way.second_share)), 8, 18);
  x.textAlign = 'right';
  x.fillText(name(1, percent(way.first_share)) + ' →', width - 8, height - 8);
}

/** A share as people read it; one that is nearly all is not called all. */
export function percent(share) {
  const p = share * 100;
  if (p === 0 || p > 100 - 1e-7) return p === 0 ? '0%' : '100%';
  if (p < 0.01) return 'below 0.01%';
  if (p >= 99.95) return p > 99.999 ? 'over 99.99%' : `${(Math.floor(p * 100) / 100).toFixed(2)}%`;
  return `${p < 1 ? p.toFixed(2) : p.toFixed(1)}%`;
}

function cross(x, px, py) {
  x.strokeStyle = css('--ink2');
  x.lineWidth = 1.6;
  x.beginPath();
  x.moveTo(px - 6, py); x.lineTo(px + 6, py);
  x.moveTo(px, py - 6); x.lineTo(px, py + 6);
  x.stroke();
}

function dot(x, px, py) {
  x.beginPath();
  x.arc(px, py, 2.6, 0, 7);
  x.fillStyle = css('--ink2');
  x.fill();
}

function start(x, px, py) {
  x.beginPath();
  x.arc(px, py, 4.5, 0, 7);
  x.fillStyle = css('--card');
  x.fill();
  x.strokeStyle = css('--ink2');
  x.lineWidth = 1.6;
  x.stroke();
}

function diamond(x, px, py) {
  x.beginPath();
  x.moveTo(px, py - 5.5); x.lineTo(px + 5.5, py); x.lineTo(px, py + 5.5); x.lineTo(px - 5.5, py);
  x.closePath();
  x.fillStyle = css('--ink');
  x.strokeStyle = css('--card');
  x.lineWidth = 1.5;
  x.stroke();
  x.fill();
}

/** The loss by epochs, coloured as the way is, with a cursor at place k. */
export function drawLosses(canvas, way, k, scale) {
  const { x, width, height } = fitted(canvas), { left, right, top, bottom } = MARGIN;
  if (width < 80 || height < 60) return;
  const log = scale === 'log' && way.losses.every(v => v > 0), on = v => log ? Math.log10(v) : v;
  const values = Array.from(way.losses, on), known = values.filter(Number.isFinite), n = values.length - 1;
  let low = Math.min(...known), high = Math.max(...known);
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  low -= room; high += room;
  const last = way.epochs[n] || 1;
  const px = e => left + e / last * (width - left - right), py = v => top + (high - v) / (high - low) * (height - top - bottom);
  x.font = '500 11px ' + css('--sans');
  x.lineWidth = 1;
  const round = lines(low, high, log);
  for (const v of round) {
    x.strokeStyle = css('--line');
    x.beginPath(); x.moveTo(left, py(v)); x.lineTo(width - right, py(v)); x.stroke();
    x.fillStyle = css('--ink3');
    x.textAlign = 'right';
    x.fillText(log ? short(10 ** v) : short(v), left - 6, py(v) + 4);
  }
  x.textAlign = 'center';
  for (const e of ticks(0, last, last / Math.max(1, (width - left - right) / 54))) x.fillText(tick(e), px(e), height - 6);
  x.textAlign = 'right';
  if (n < 1) return;
  const by = Math.max(1, Math.ceil(n / SHADES));
  x.lineWidth = 2;
  x.lineJoin = 'round';
  for (let i = 0; i < n; i += by) {
    x.beginPath();
    for (let j = i; j <= Math.min(n, i + by); j++) if (Number.isFinite(values[j])) x.lineTo(px(way.epochs[j]), py(values[j]));
    x.strokeStyle = shade((i + by / 2) / n);
    x.stroke();
  }
  x.strokeStyle = css('--ink2');
  x.lineWidth = 1.2;
  x.beginPath(); x.moveTo(px(way.epochs[k]), top); x.lineTo(px(way.epochs[k]), height - bottom); x.stroke();
  if (Number.isFinite(values[k])) mark(x, 'circle', px(way.epochs[k]), py(values[k]), 4.4, shade(k / n), css('--card'));
  return { px, last };
}

const short = v => Math.abs(v) >= 1e4 || v !== 0 && Math.abs(v) < 1e-3 ? sig(v, 2) : String(+v.toPrecision(4)).replace('-', '−');

/** Round values for lines across, on a logarithmic axis round before the logarithm is taken. */
function lines(low, high, log) {
  if (!log) return ticks(low, high, (high - low) / 5);
  if (high - low < 0.8) return ticks(10 ** low, 10 ** high, (10 ** high - 10 ** low) / 5).filter(v => v > 0).map(v => Math.log10(v));
  const by = Math.max(1, Math.round((high - low) / 5)), list = [], of = high - low < 3 ? [1, 2, 5] : [1];
  for (let e = Math.floor(low); e <= high; e++) if (e % by === 0) list.push(...of.map(m => e + Math.log10(m)));
  return list.filter(v => v >= low && v <= high);
}
