// One panel: the loss, the way of a training over it, and the lens at its head.
import { css, painted } from './field.js';
import { arrow, fitted, mark } from './marks.js';
import { place } from './trail.js';

const LENS = 112, MAGNIFIED = 8;
const CHUNK = 4000; // segments that are drawn at once; what is before them is kept as a picture

/** What is seen: centre, and weights a pixel. */
export const boxOf = (camera, width, height) => ({
  left: camera.x - width / 2 / camera.scale, right: camera.x + width / 2 / camera.scale,
  bottom: camera.y - height / 2 / camera.scale, top: camera.y + height / 2 / camera.scale });

export class Panel {
  constructor(canvas) {
    this.canvas = canvas;
    this.kept = new Map(); // way before a chunk, as pictures
  }

  /** Forgets pictures: another camera, training or theme. */
  forget() {
    this.kept.clear();
    this.ground = null;
  }

  /**
   * Draws.
   * @param scene {camera, field, problem, layers, ground}: the same for all panels
   * @param shown [{runner, trail, k, next}]: one training, or all of them on one ground; next is what the lens saw
   */
  draw(scene, shown) {
    const c = fitted(this.canvas);
    if (c.width < 2 || c.height < 2) return;
    const { camera } = scene;
    const to = (a, b) => [c.width / 2 + (a - camera.x) * camera.scale, c.height / 2 - (b - camera.y) * camera.scale];
    if (scene.field) c.x.drawImage(scene.ground(c.width, c.height, c.dpr), 0, 0, c.width, c.height);
    axes(c, to, camera, ['w₁', 'w₂']);
    if (scene.layers.arrows && scene.field) slopes(c, scene, to);
    for (const m of scene.problem.minima) minimum(c.x, ...to(...m.at));
    for (const s of shown) this.way(c, scene, s, to);
    start(c, to(...place(shown[0].trail, 0)), shown.map(s => to(...place(s.trail, s.k))));
    for (const s of shown) {
      const [hx, hy] = to(...place(s.trail, s.k));
      if (s.next && scene.layers.cloud) cloud(c.x, s, to, camera.scale, 1.1);
      if (!scene.layers.lens || shown.length > 1) {
        steps(c.x, s, to);
      }
      if (scene.layers.lens && shown.length === 1) lens(c, scene, s, hx, hy);
      mark(c.x, s.runner.marker, hx, hy, 5, css('--' + s.runner.key), css('--card'));
    }
  }

  way(c, scene, s, to) {
    const { trail, k, runner } = s, batch = trail.batch;
    const style = trail.updates <= 60 ? { width: 2, alpha: 1, casing: 0.6 }
      : trail.updates_per_epoch <= 64 ? { width: 1.6, alpha: 0.95, casing: 0.5 } : { width: 1.2, alpha: 0.8, casing: 0.25 };
    const fresh = Math.max(0, k - Math.max(60, trail.updates_per_epoch));
    const chunk = Math.floor(fresh / CHUNK) * CHUNK;
    if (chunk > 0) c.x.drawImage(this.before(c, scene, s, to, chunk, style), 0, 0, c.width, c.height);
    stroke(c.x, trail, to, chunk, fresh, runner, { ...style, alpha: style.alpha * 0.6 });
    stroke(c.x, trail, to, fresh, k, runner, style);
    if (trail.updates <= 60 && batch > 1) {
      c.x.fillStyle = css('--' + runner.key);
      for (let i = 0; i < k; i++) {
        const [a, b] = to(...place(trail, i));
        c.x.beginPath();
        c.x.arc(a, b, 2.6, 0, 7);
        c.x.fill();
      }
    }
  }

  /** The way up to a place, kept as a picture: a run of any length is drawn in the same time. */
  before(c, scene, s, to, upTo, style) {
    const id = s.runner.key + '/' + upTo;
    let picture = this.kept.get(id);
    if (!picture) {
      picture = document.createElement('canvas');
      picture.width = Math.round(c.width * c.dpr);
      picture.height = Math.round(c.height * c.dpr);
      const x = picture.getContext('2d');
      const earlier = upTo - CHUNK;
      if (earlier > 0) x.drawImage(this.before(c, scene, s, to, earlier, style), 0, 0);
      x.scale(c.dpr, c.dpr);
      stroke(x, s.trail, to, earlier, upTo, s.runner, { ...style, alpha: style.alpha * 0.6 });
      this.kept.set(id, picture);
    }
    return picture;
  }
}

function stroke(x, trail, to, from, upTo, runner, { width, alpha, casing }) {
  if (upTo <= from) return;
  x.save();
  x.lineJoin = x.lineCap = 'round';
  for (const pass of [0, 1]) {
    x.beginPath();
    for (let i = from; i <= upTo; i++) {
      const [a, b] = to(trail.places[2 * i], trail.places[2 * i + 1]);
      i === from ? x.moveTo(clamp(a), clamp(b)) : x.lineTo(clamp(a), clamp(b));
    }
    x.strokeStyle = pass ? css('--' + runner.key) : css('--card');
    x.globalAlpha = pass ? alpha : casing;
    x.lineWidth = pass ? width : width + 2.2;
    x.stroke();
  }
  x.restore();
}

const clamp = v => Math.max(-1e5, Math.min(1e5, v));

/** Round numbers between two, at least so far apart. */
export function ticks(from, to, apart) {
  const raw = Math.max(apart, (to - from) / 8), power = 10 ** Math.floor(Math.log10(raw));
  const by = [1, 2, 5, 10].map(f => f * power).find(v => v >= raw);
  const list = [];
  for (let i = Math.ceil(from / by); i * by <= to; i++) list.push(+(i * by).toPrecision(6));
  return list;
}

function axes(c, to, camera, names) {
  const { x, width, height } = c, ink = css('--ink3');
  const box = boxOf(camera, width, height), apart = 55 / camera.scale;
  x.font = '500 11px ' + css('--sans');
  x.fillStyle = x.strokeStyle = ink;
  x.lineWidth = 1;
  const label = t => String(t).replace('-', '−');
  x.textAlign = 'center';
  for (const t of ticks(box.left, box.right, apart)) {
    const [px] = to(t, 0);
    if (px < 30 || px > width - 26) continue;
    x.globalAlpha = 0.5;
    x.beginPath(); x.moveTo(px, height - 4); x.lineTo(px, height); x.stroke();
    x.globalAlpha = 1;
    x.fillText(label(t), px, height - 7);
  }
  x.textAlign = 'left';
  for (const t of ticks(box.bottom, box.top, apart)) {
    const [, py] = to(0, t);
    if (py < 26 || py > height - 26) continue;
    x.globalAlpha = 0.5;
    x.beginPath(); x.moveTo(0, py); x.lineTo(4, py); x.stroke();
    x.globalAlpha = 1;
    x.fillText(label(t), 7, py + 4);
  }
  x.font = 'italic 500 12px ' + css('--sans');
  x.fillText(names[1], 7, 16);
  x.textAlign = 'right';
  x.fillText(names[0], width - 7, height - 7);
}

function minimum(x, px, py) {
  x.strokeStyle = css('--ink2');
  x.lineWidth = 1.5;
  x.beginPath();
  x.moveTo(px - 5, py); x.lineTo(px + 5, py);
  x.moveTo(px, py - 5); x.lineTo(px, py + 5);
  x.stroke();
}

function start({ x, width }, [px, py], heads) {
  x.beginPath();
  x.arc(px, py, 4, 0, 7);
  x.fillStyle = css('--card');
  x.fill();
  x.strokeStyle = css('--ink2');
  x.lineWidth = 1.5;
  x.stroke();
  if (heads.some(([a, b]) => Math.hypot(a - px, b - py) < 24)) return;
  x.font = '500 11px ' + css('--sans');
  x.fillStyle = css('--ink2');
  const left = px > width - 44;
  x.textAlign = left ? 'right' : 'left';
  x.fillText('start', px + (left ? -8 : 8), py - 6);
}

/** −∇L on a grid, from the losses. */
function slopes(c, scene, to) {
  const { camera, field } = scene, box = boxOf(camera, c.width, c.height), apart = 34 / camera.scale;
  c.x.save();
  c.x.globalAlpha = 0.55;
  for (let a = box.left + apart / 2; a < box.right; a += apart) {
    for (let b = box.bottom + apart / 2; b < box.top; b += apart) {
      const d = 1e-3 * (box.right - box.left);
      const gx = (field.at(a + d, b) - field.at(a - d, b)) / (2 * d), gy = (field.at(a, b + d) - field.at(a, b - d)) / (2 * d);
      const size = Math.hypot(gx, gy);
      if (!(size > 1e-9)) continue;
      const long = 5 + 8 * Math.min(1, Math.log1p(size) / 2), [px, py] = to(a, b);
      arrow(c.x, px, py, px - gx / size * long, py + gy / size * long, css('--ink3'), 1);
    }
  }
  c.x.restore();
}

/** Where the next update may land: draws of the engine, and the ellipse that holds 95% by the formulas. */
function cloud(x, s, to, scale, radius) {
  const { next, runner } = s, colour = css('--' + runner.key);
  if (next.draws.length <= 2) return;
  x.save();
  x.fillStyle = colour;
  x.globalAlpha = 0.38;
  for (let i = 0; i < next.draws.length; i += 2) {
    const [a, b] = to(next.at[0] + next.drift[0] - next.rate * next.draws[i], next.at[1] + next.drift[1] - next.rate * next.draws[i + 1]);
    x.beginPath();
    x.arc(clamp(a), clamp(b), radius, 0, 7);
    x.fill();
  }
  x.globalAlpha = 1;
  const [a, b, d] = next.covariance.map(v => v * next.rate * next.rate);
  const half = (a + d) / 2, root = Math.hypot((a - d) / 2, b);
  const long = 2.4477 * Math.sqrt(Math.max(0, half + root)) * scale, wide = 2.4477 * Math.sqrt(Math.max(0, half - root)) * scale;
  const [mx, my] = to(...mean(next));
  x.beginPath();
  x.ellipse(clamp(mx), clamp(my), Math.min(1e5, long), Math.min(1e5, wide), -0.5 * Math.atan2(2 * b, a - d), 0, 7);
  x.strokeStyle = colour;
  x.lineWidth = 1.2;
  x.setLineDash([3, 3]);
  x.stroke();
  x.restore();
}

const mean = next => [0, 1].map(j => next.at[j] + next.drift[j] - next.rate * next.gradient[j]);

/** The true step (dashed) and the one that comes (solid). */
function steps(x, s, to) {
  const { trail, k, next } = s, from = to(...place(trail, k));
  if (next && next.k === k) arrow(x, ...from, ...to(...mean(next)), css('--ink'), 1.7, [3, 2.5]);
  if (k < trail.updates) arrow(x, ...from, ...to(...place(trail, k + 1)), css(trail.batch === trail.examples ? '--ink' : '--' + s.runner.key), 2.4);
}

function lens(c, scene, s, hx, hy) {
  const { x, height, dpr } = c, { trail, k, runner } = s, at = place(trail, k);
  const left = 24, top = height - LENS - 24, scale = scene.camera.scale * MAGNIFIED, side = LENS / MAGNIFIED;
  const ink = css('--ink2'), ground = css('--card');
  x.save();
  x.strokeStyle = ink;
  x.globalAlpha = 0.55;
  x.lineWidth = 1;
  x.strokeRect(hx - side / 2, hy - side / 2, side, side);
  x.beginPath();
  x.moveTo(hx - side / 2, hy - side / 2); x.lineTo(left + LENS - 5, top + 1);
  x.moveTo(hx - side / 2, hy + side / 2); x.lineTo(left + LENS, top + LENS - 5);
  x.stroke();
  x.restore();
  const to = (a, b) => [left + LENS / 2 + (a - at[0]) * scale, top + LENS / 2 - (b - at[1]) * scale];
  x.save();
  x.beginPath();
  x.roundRect(left, top, LENS, LENS, 8);
  x.save();
  x.shadowColor = 'rgba(10,20,40,.22)';
  x.shadowBlur = 10;
  x.shadowOffsetY = 2;
  x.fillStyle = ground;
  x.fill();
  x.restore();
  x.clip();
  if (scene.field) {
    const reach = LENS / 2 / scale;
    const box = { left: at[0] - reach, right: at[0] + reach, bottom: at[1] - reach, top: at[1] + reach };
    if (scene.field.covers(box)) x.drawImage(painted(scene.field.image(box, LENS, LENS, dpr)), left, top, LENS, LENS);
  }
  const back = trail.batch === 1 ? 40 : trail.updates > 60 ? 6 : 2;
  stroke(x, trail, to, Math.max(0, k - back), k, runner, { width: 1.2, alpha: 0.4, casing: 0 });
  if (s.next && scene.layers.cloud) cloud(x, s, to, scale, 1.5);
  mark(x, runner.marker, ...to(...at), 3.4, css('--' + runner.key), ground);
  steps(x, s, to);
  x.restore();
  x.beginPath();
  x.roundRect(left, top, LENS, LENS, 8);
  x.strokeStyle = css('--line2');
  x.lineWidth = 1;
  x.stroke();
  x.fillStyle = css('--ink3');
  if (s.next && s.next.draws.length <= 2) {
    x.font = '500 11px ' + css('--sans');
    x.textAlign = 'left';
    x.fillText('one possible step', left + 8, top + 17);
  }
  x.font = '600 11px ' + css('--sans');
  x.textAlign = 'right';
  x.lineWidth = 3;
  x.strokeStyle = ground;
  x.strokeText('×' + MAGNIFIED, left + LENS - 6, top + LENS - 6);
  x.fillStyle = ink;
  x.fillText('×' + MAGNIFIED, left + LENS - 6, top + LENS - 6);
}
