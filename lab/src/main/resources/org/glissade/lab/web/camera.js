// What is seen of the plane of the weights: one camera for all panels, moved by pointer, wheel and keys.
import { RUNNERS } from './address.js';
import { $, lab, only, panels, ready, startOf } from './bench.js';
import { element } from './dom.js';
import { draw, slide } from './drawing.js';
import { Field } from './field.js';
import { Line } from './line.js';
import { icon } from './marks.js';
import { Panel, boxOf } from './panel.js';
import { guarded } from './toast.js';

/** Looks at all of it, or as an address says. */
export function fit(given) {
  const { problem } = lab, canvas = panels[0].canvas, width = Math.max(60, canvas.clientWidth), height = Math.max(60, canvas.clientHeight);
  const points = [startOf(), ...problem.minima.map(m => m.at)], xs = points.map(p => p[0]), ys = points.map(p => p[1] ?? 0);
  const x = (Math.min(...xs) + Math.max(...xs)) / 2, y = (Math.min(...ys) + Math.max(...ys)) / 2;
  const wide = Math.max(0.2, Math.max(...xs) - Math.min(...xs)), high = Math.max(0.2, Math.max(...ys) - Math.min(...ys));
  const scale = problem.weights === 1 ? width / (wide * 2.2) : Math.min(width / (wide * 1.55), height / (high * 2.7));
  lab.fitted = { x, y, scale };
  lab.camera = given ? { x: given[0], y: given[1], scale: given[2] * scale } : { ...lab.fitted };
  lab.cameraOf = problem;
  moved();
}

function moved() {
  lab.state.camera = ['x', 'y', 'scale'].every(c => lab.camera[c] === lab.fitted[c]) ? null
    : [lab.camera.x, lab.camera.y, lab.camera.scale / lab.fitted.scale];
  $('zoom').textContent = (lab.camera.scale / lab.fitted.scale).toFixed(1) + '×';
  lab.grounds = null;
  panels.forEach(p => p.forget());
  loadField();
  draw();
}

/** Zooms; what is under a pixel stays there. */
export function zoomBy(factor, px, py) {
  if (!ready()) return;
  const { camera } = lab, canvas = panels[0].canvas, cx = canvas.clientWidth / 2, cy = canvas.clientHeight / 2;
  const next = Math.max(lab.fitted.scale / 20, Math.min(lab.fitted.scale * 200, camera.scale * factor));
  const dx = (px ?? cx) - cx, dy = (py ?? cy) - cy;
  camera.x += dx / camera.scale - dx / next;
  camera.y -= dy / camera.scale - dy / next;
  camera.scale = next;
  moved();
}

/** Asks for the losses of what is seen, and some around it. */
const loadField = guarded(async () => {
  const { problem, camera, state } = lab, canvas = panels[0]?.canvas;
  if (!problem || !canvas || canvas.clientWidth < 2) return;
  const box = boxOf(camera, canvas.clientWidth, canvas.clientHeight);
  if (lab.field?.covers(box) && lab.field.box.right - lab.field.box.left < 2.5 * (box.right - box.left)) return;
  const w = (box.right - box.left) * 0.2, h = (box.top - box.bottom) * 0.2;
  const wide = { left: box.left - w, right: box.right + w, bottom: box.bottom - h, top: box.top + h };
  const field = await only('field', signal => Field.of(state.problem, wide, problem, signal));
  if (!field || lab.problem !== problem) return;
  lab.field = field;
  lab.grounds = null;
  draw();
});

/** Makes the panels anew. */
export function buildPanels() {
  const overlay = lab.state.view === 'overlay', list = overlay ? [null] : RUNNERS;
  $('panels').classList.toggle('one', overlay);
  $('panels').replaceChildren();
  panels.length = 0;
  list.forEach((runner, i) => {
    const article = document.createElement('article'), header = document.createElement('header'), canvas = document.createElement('canvas');
    article.className = 'panel';
    canvas.setAttribute('role', 'img');
    canvas.tabIndex = -1;
    if (runner) {
      article.style.setProperty('--col', `var(--${runner.key})`);
      article.style.setProperty('--col-t', `var(--${runner.key}-t)`);
      const r = lab.state.runners[i], name = document.createElement('b'), size = document.createElement('span'), value = document.createElement('span');
      name.textContent = runner.name;
      size.className = 'size';
      size.textContent = r.batch >= lab.problem.examples ? `all ${lab.problem.examples}` : `${r.batch} at a time`;
      value.className = 'v';
      value.title = 'Loss above the minimum';
      value.append(Object.assign(document.createElement('i'), { textContent: 'loss' }), document.createElement('b'));
      header.append(icon(runner), name, size, value);
      article.append(tableButton(runner.name, i));
    } else {
      header.append(...RUNNERS.flatMap((each, j) => [icon(each), Object.assign(document.createElement('b'), { textContent: each.name }), tableButton(each.name, j)]));
      canvas.setAttribute('aria-label', 'All three trainings on one picture of the loss');
    }
    article.prepend(header, canvas);
    $('panels').append(article);
    panels.push(lab.problem.weights === 1 ? new Line(canvas) : new Panel(canvas));
    handle(canvas);
  });
  watch.observe(panels[0].canvas);
}

const tableButton = (name, i) => element('button', { className: 'tablebtn', textContent: 'table', 'data-way': i, 'aria-label': `Show as table: the way of ${name}` });

const watch = new ResizeObserver(() => {
  if (!ready()) return;
  const untouched = !lab.state.camera;
  if (untouched) fit(null);
  else moved();
  slide();
});

/** The weights under the pointer, to three decimals. */
export function weightsAt(canvas, e) {
  const box = canvas.getBoundingClientRect(), { camera } = lab;
  const a = camera.x + (e.clientX - box.left - canvas.clientWidth / 2) / camera.scale;
  const b = camera.y - (e.clientY - box.top - canvas.clientHeight / 2) / camera.scale;
  return lab.problem.weights === 1 ? [+a.toFixed(3)] : [+a.toFixed(3), +b.toFixed(3)];
}

/** Drag pans, the wheel zooms. */
function handle(canvas) {
  let from = null;
  canvas.addEventListener('pointerdown', e => { from = [e.clientX, e.clientY]; canvas.setPointerCapture(e.pointerId); });
  canvas.addEventListener('pointermove', e => {
    if (!from) return;
    lab.camera.x -= (e.clientX - from[0]) / lab.camera.scale;
    if (lab.problem.weights > 1) lab.camera.y += (e.clientY - from[1]) / lab.camera.scale;
    from = [e.clientX, e.clientY];
    moved();
  });
  for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, () => { from = null; });
  canvas.addEventListener('wheel', e => {
    e.preventDefault();
    const box = canvas.getBoundingClientRect();
    zoomBy(Math.exp(-e.deltaY * 0.0015), e.clientX - box.left, e.clientY - box.top);
  }, { passive: false });
}
