// The true loss as shaded bands, from a grid of losses that the engine computed.
import { frame } from './wire.js';

export const ACROSS = 97;
const BAND = Math.log(2.1);

const palette = new Map();

/** A property of the theme; read once. */
export function css(name) {
  let value = palette.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    palette.set(name, value);
  }
  return value;
}

/** Another theme: what was read is of no use any more. */
export const repaint = () => palette.clear();

/** A grid of losses above the minimum over a box, read between its points. */
export class Field {
  constructor(box, across, up, losses) {
    Object.assign(this, { box, across, up, losses });
    this.perX = (across - 1) / (box.right - box.left);
    this.perY = up > 1 ? (up - 1) / (box.top - box.bottom) : 0;
    this.largest = losses.reduce((a, b) => b > a && b < 1e30 ? b : a, 0);
  }

  static async of(settings, box, problem, signal) {
    const line = problem.weights === 1, up = line ? 1 : ACROSS, across = line ? 241 : ACROSS;
    const each = line && problem.examples <= 8;
    const got = await frame('/api/field', { problem: settings, ...box, across, up, each }, signal);
    const field = new Field(box, got.across, got.up, got.losses);
    field.floor = problem.minima[0].loss;
    if (each) { // the loss of each example alone, not above the minimum of the mean but as it is
      field.each = Array.from({ length: problem.examples }, (_, i) =>
        new Field(box, across, 1, got.each.subarray(i * across, (i + 1) * across)));
    }
    return field;
  }

  covers(box) {
    const b = this.box;
    return box.left >= b.left && box.right <= b.right && box.bottom >= b.bottom && box.top <= b.top;
  }

  /** Cubic convolution (Keys 1981), which keeps quadratic functions as they are. */
  at(x, y) {
    const u = Math.min(this.across - 2.001, Math.max(1, (x - this.box.left) * this.perX));
    const i = Math.floor(u), a = u - i, w = weights(a);
    if (this.up === 1) return w[0] * this.losses[i - 1] + w[1] * this.losses[i] + w[2] * this.losses[i + 1] + w[3] * this.losses[i + 2];
    const v = Math.min(this.up - 2.001, Math.max(1, (y - this.box.bottom) * this.perY));
    const j = Math.floor(v), z = weights(v - j), L = this.losses;
    let sum = 0;
    for (let r = 0; r < 4; r++) {
      const o = (j - 1 + r) * this.across + i - 1;
      sum += z[r] * (w[0] * L[o] + w[1] * L[o + 1] + w[2] * L[o + 2] + w[3] * L[o + 3]);
    }
    return sum;
  }

  /** An image of a box: bands of a constant ratio of losses, with lines between them. */
  image(box, width, height, dpr) {
    const w = Math.round(width * dpr), h = Math.round(height * dpr);
    const image = new ImageData(w, h), p = image.data;
    const low = css('--c0').split(',').map(Number), high = css('--c1').split(',').map(Number);
    const line = css('--cl').split(',').map(Number);
    const top = Math.log(Math.max(1e-9, this.largest)) / BAND, bottom = top - 10.4;
    const du = (box.right - box.left) / w, dv = (box.top - box.bottom) / h;
    let above = null;
    for (let j = 0, o = 0; j < h; j++) {
      const y = box.top - (j + 0.5) * dv, row = new Float32Array(w + 1);
      for (let i = 0; i <= w; i++) {
        row[i] = Math.log(Math.max(1e-12, this.at(box.left + (i + 0.5) * du, y))) / BAND;
      }
      for (let i = 0; i < w; i++, o += 4) {
        const f = row[i], band = Math.floor(f), rest = f - band;
        const slope = Math.hypot(row[i + 1] - f, above ? f - above[i] : row[i + 1] - f) + 1e-9;
        let t = Math.max(0, Math.min(1, (band - bottom) / (top - bottom)));
        t = t * t * 0.55 + t * 0.45;
        const away = Math.min(rest, 1 - rest) / slope;
        const ink = Math.round(f) < bottom ? 0 : Math.max(0, Math.min(1, 0.5 * dpr + 0.5 - away)) * 0.34;
        for (let c = 0; c < 3; c++) {
          const tone = low[c] + (high[c] - low[c]) * t;
          p[o + c] = tone + (line[c] - tone) * ink;
        }
        p[o + 3] = 255;
      }
      above = row;
    }
    return image;
  }
}

function weights(t) {
  const s = 1 - t;
  return [-0.5 * t * s * s, 1 + t * t * (1.5 * t - 2.5), 1 + s * s * (1.5 * s - 2.5), -0.5 * s * t * t];
}

/** An image as a canvas that can be drawn. */
export function painted(image) {
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d').putImageData(image, 0, 0);
  return canvas;
}
