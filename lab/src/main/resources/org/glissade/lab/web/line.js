// A panel of a problem of one weight: the loss as a curve, the training as a ball that jumps on it.
import { css } from './field.js';
import { arrow, fitted, mark } from './marks.js';
import { place, slope, step } from './trail.js';
import { boxOf, ticks } from './panel.js';

export class Line {
  constructor(canvas) {
    this.canvas = canvas;
  }

  forget() {}

  draw(scene, shown) {
    const c = fitted(this.canvas), { x, width, height } = c, { camera, field, problem } = scene;
    if (width < 2 || !field) return;
    const box = boxOf(camera, width, height);
    const across = Array.from({ length: Math.ceil(width) + 1 }, (_, i) => field.at(box.left + i / camera.scale, 0));
    const most = Math.max(...across) || 1, foot = 34;
    const px = w => width / 2 + (w - camera.x) * camera.scale;
    const low = field.each ? -field.floor : 0;
    const py = loss => height - foot - (loss - low) / (most - low) * (height - foot - 26);
    x.fillStyle = css('--card');
    x.fillRect(0, 0, width, height);
    this.axis(c, box, px);
    x.font = '500 11px ' + css('--sans');
    for (const [i, one] of (field.each ?? []).entries()) { // what each example alone would have
      x.beginPath();
      let lowest = [0, -Infinity];
      for (let p = 0; p <= width; p++) {
        const y = py(one.at(box.left + p / camera.scale, 0) - field.floor);
        p ? x.lineTo(p, y) : x.moveTo(p, y);
        if (y > lowest[1]) lowest = [p, y];
      }
      x.strokeStyle = css('--line2');
      x.lineWidth = 1.2;
      x.setLineDash([4, 3]);
      x.stroke();
      x.setLineDash([]);
      x.fillStyle = css('--ink3');
      x.textAlign = 'center';
      x.fillText(`example ${i + 1}`, Math.max(34, Math.min(width - 34, lowest[0])), lowest[1] - 6);
    }
    x.beginPath();
    across.forEach((loss, i) => i ? x.lineTo(i, py(loss)) : x.moveTo(i, py(loss)));
    x.strokeStyle = css('--ink3');
    x.lineWidth = 1.6;
    x.stroke();
    const best = px(problem.minima[0].at[0]);
    x.strokeStyle = css('--ink2');
    x.lineWidth = 1.5;
    x.beginPath();
    x.moveTo(best - 5, py(0)); x.lineTo(best + 5, py(0)); x.moveTo(best, py(0) - 5); x.lineTo(best, py(0) + 5);
    x.stroke();
    for (const s of shown) this.way(c, s, px, py);
    x.fillStyle = css('--ink3');
    x.font = 'italic 500 12px ' + css('--sans');
    x.textAlign = 'left';
    x.fillText('L(θ)', 7, 16);
    x.textAlign = 'right';
    x.fillText('θ', width - 7, height - 22);
  }

  axis({ x, width, height }, box, px) {
    x.strokeStyle = x.fillStyle = css('--ink3');
    x.lineWidth = 1;
    x.font = '500 11px ' + css('--sans');
    x.textAlign = 'center';
    x.globalAlpha = 0.4;
    x.beginPath(); x.moveTo(0, height - 20.5); x.lineTo(width, height - 20.5); x.stroke();
    x.globalAlpha = 1;
    for (const t of ticks(box.left, box.right, (box.right - box.left) / (width / 50))) {
      if (px(t) > 12 && px(t) < width - 20) x.fillText(String(t).replace('-', '−'), px(t), height - 7);
    }
  }

  way({ x, height }, s, px, py) {
    const { trail, k, runner } = s, colour = css('--' + runner.key), from = Math.max(0, k - 400);
    const spot = i => [px(trail.places[i]), py(trail.excess[i])];
    x.save();
    x.lineJoin = 'round';
    x.strokeStyle = colour;
    x.globalAlpha = 0.75;
    x.lineWidth = 1.4;
    x.beginPath();
    for (let i = from; i <= k; i++) { const [a, b] = spot(i); i === from ? x.moveTo(a, b) : x.lineTo(a, b); }
    x.stroke();
    x.fillStyle = colour;
    for (let i = Math.max(from, k - 60); i < k; i++) { const [a, b] = spot(i); x.beginPath(); x.arc(a, b, 2.2, 0, 7); x.fill(); }
    x.restore();
    const [hx, hy] = spot(k), foot = height - 20.5, now = place(trail, k)[0];
    if (k < trail.updates) {
      const rate = trail.rates[k], truth = now - rate * slope(trail, k)[0];
      arrow(x, hx, foot - 5, px(truth), foot - 5, css('--ink'), 1.7, [3, 2.5]);
      arrow(x, hx, foot + 1, px(now - rate * step(trail, k)[0]), foot + 1, colour, 2.4);
    }
    mark(x, runner.marker, hx, hy, 5, colour, css('--card'));
  }
}
