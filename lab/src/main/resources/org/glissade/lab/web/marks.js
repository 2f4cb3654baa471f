// Markers of the three trainings: shape and colour, never colour alone.

const SHAPES = {
  circle: '<circle cx="6" cy="6" r="4.6"',
  square: '<rect x="1.6" y="1.6" width="8.8" height="8.8" rx="1"',
  triangle: '<path d="M6 .9 11.2 10.6H.8z"' };

/** A marker as an element. */
export function icon(runner) {
  const holder = document.createElement('span');
  holder.className = 'mk-holder';
  holder.innerHTML = `<svg class="mk" viewBox="0 0 12 12" aria-hidden="true">${SHAPES[runner.marker]} fill="var(--${runner.key})"/></svg>`;
  return holder.firstChild;
}

/** A marker on a canvas, with a ring of the ground's colour. */
export function mark(x, shape, px, py, r, fill, ring) {
  x.beginPath();
  if (shape === 'circle') x.arc(px, py, r, 0, 7);
  else if (shape === 'square') x.rect(px - r * 0.9, py - r * 0.9, r * 1.8, r * 1.8);
  else { x.moveTo(px, py - r * 1.2); x.lineTo(px + r * 1.15, py + r * 0.85); x.lineTo(px - r * 1.15, py + r * 0.85); x.closePath(); }
  x.fillStyle = fill;
  x.strokeStyle = ring;
  x.lineWidth = 2;
  x.lineJoin = 'round';
  x.stroke();
  x.fill();
}

/** An arrow on a canvas; none where it would be shorter than its head. */
export function arrow(x, x0, y0, x1, y1, colour, width, dash = []) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!(length >= 3) || length > 1e5) return;
  const a = Math.atan2(y1 - y0, x1 - x0), head = Math.min(7, length * 0.5);
  x.save();
  x.strokeStyle = x.fillStyle = colour;
  x.lineWidth = width;
  x.lineCap = 'round';
  x.setLineDash(dash);
  x.beginPath();
  x.moveTo(x0, y0);
  x.lineTo(x1 - Math.cos(a) * head * 0.7, y1 - Math.sin(a) * head * 0.7);
  x.stroke();
  x.setLineDash([]);
  x.beginPath();
  x.moveTo(x1, y1);
  x.lineTo(x1 - head * Math.cos(a - 0.42), y1 - head * Math.sin(a - 0.42));
  x.lineTo(x1 - head * Math.cos(a + 0.42), y1 - head * Math.sin(a + 0.42));
  x.closePath();
  x.fill();
  x.restore();
}

/** A canvas fitted to its box, ready to be drawn in CSS pixels. */
export function fitted(canvas) {
  const dpr = devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  const w = Math.round(width * dpr), h = Math.round(height * dpr);
  if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
  const x = canvas.getContext('2d');
  x.setTransform(dpr, 0, 0, dpr, 0, 0);
  x.clearRect(0, 0, width, height);
  return { x, width, height, dpr };
}
