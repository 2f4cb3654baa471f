// The lab: three trainings of the engine over one loss, in step, forward and back.
import { RUNNERS, SPEEDS, preset, read, write } from './address.js';
import { Chart } from './charts.js';
import { lessonOf, stateOf } from './course.js';
import { element, table } from './dom.js';
import { Field, painted, repaint } from './field.js';
import { count, fixed, sig, time } from './format.js';
import { inspect } from './inspector.js';
import { LessonCard } from './lesson.js';
import { Line } from './line.js';
import { icon } from './marks.js';
import { Panel, boxOf } from './panel.js';
import { rename, showProblem, showRunners } from './settings.js';
import { miles, sparkline, verdict } from './summary.js';
import { finish, place, placeAt, when } from './trail.js';
import { Refused, frame, get, latest, post } from './wire.js';

const $ = id => document.getElementById(id);
const WHOLE_RUN = 30; // seconds that a run takes at speed 1×
const SHOWING = 4; // seconds in which a lesson shows what it is about
const DRAWS = 170;
const only = latest();

/** The state of an address; of one that names a lesson and no problem, that of the lesson. */
function stateAt(hash) {
  const state = read(hash);
  if (!lessonOf(state.lesson)) return { ...state, lesson: null };
  return new URLSearchParams(hash.slice(1)).has('p') ? state : stateOf(state.lesson);
}

const lab = { state: stateAt(location.hash), problem: null, trails: [], next: [], field: null, camera: null, playing: 0, stops: [], catalogue: null };
const panels = [];
const charts = [...document.querySelectorAll('figure[data-clock]')].map(figure =>
  new Chart(figure.querySelector('[role=img]'), figure.dataset.clock, figure.dataset.clock !== 'examples'));

/* ---------- asking the engine ---------- */

function tell(error) {
  $('toast').textContent = error instanceof Refused ? error.message : `This page has a fault: ${error.message}`;
  $('toast').hidden = false;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { $('toast').hidden = true; }, 7000);
  if (!(error instanceof Refused)) console.error(error);
}
const guarded = work => (...given) => Promise.resolve(work(...given)).catch(tell);

/** Another problem: everything is made anew. */
const loadProblem = guarded(async () => {
  const { state } = lab;
  const found = await only('problem', signal => post('/api/problem', { problem: state.problem }, signal));
  if (!found) return;
  lab.problem = found;
  state.runners.forEach((r, i) => {
    if (!r.batch || r.batch > found.examples) r.batch = i === 0 || r.batch > found.examples ? found.examples : r.batch || 1;
    if (r.rate == null) r.rate = +(r.share * found.stable_rate).toPrecision(3);
  });
  $('panels').replaceChildren();
  panels.length = 0;
  lab.trails = [];
  lab.next = [];
  lab.field = null;
  rename(state.runners, found.examples);
  buildPanels();
  showProblem(lab, again);
  showRunners(lab, changed);
  await Promise.all(RUNNERS.map((_, i) => loadTrail(i)));
});

/** The same problem, but for what was chosen of it. */
function again() {
  pause();
  lab.state.at = 0;
  lab.state.camera = null;
  loadProblem();
}

/** A training with other settings. */
function changed(i) {
  rename(lab.state.runners, lab.problem.examples);
  remember();
  showRunners(lab, changed);
  buildPanels();
  loadTrail(i);
}

/** One training anew; the others stay as they are, and so does the clock. */
const loadTrail = guarded(async i => {
  const { state, problem } = lab, r = state.runners[i];
  const card = document.querySelector(`.runner[data-i="${i}"]`);
  card?.setAttribute('aria-busy', 'true');
  const asked = (lab.asked ??= [0, 0, 0])[i] += 1;
  try {
    const trail = await only('run' + i, signal => frame('/api/run', {
      problem: state.problem, start: startOf(),
      runner: { batch: r.batch, rate: r.rate, momentum: r.momentum, schedule: r.schedule, order: state.order,
        epochs: state.epochs, seed: state.seed + (state.same ? 0 : i) } }, signal));
    if (!trail || lab.problem !== problem) return;
    lab.trails[i] = finish(trail);
    lab.next[i] = null;
    panels.forEach(p => p.forget());
    if (RUNNERS.every((_, j) => lab.trails[j])) arrived();
  } finally {
    // One that was overtaken leaves the sign to the one that comes.
    if (lab.asked[i] === asked) document.querySelector(`.runner[data-i="${i}"]`)?.removeAttribute('aria-busy');
  }
});

const startOf = () => lab.state.start?.length === lab.problem.weights ? lab.state.start : lab.problem.start;

/** What the next update may be, at the heads; while playing, as fast as answers come. */
const look = guarded(async i => {
  const { state, trails } = lab, trail = trails[i], k = at(i), r = state.runners[i];
  if (lab.looking?.[i] || !trail || lab.next[i]?.k === k && lab.next[i].trail === trail) return;
  (lab.looking ??= [])[i] = true;
  try {
    const here = place(trail, k), update = Math.min(k, trail.updates - 1), rate = trail.rates[update] ?? r.rate;
    const got = await frame('/api/lens', { problem: state.problem, at: [...here], batch: r.batch,
      replaced: state.order === 'replacement', draws: DRAWS, seed: k });
    if (lab.trails[i] !== trail) return;
    // The heavy ball goes on as it went: βv, which is what the last update moved by, divided by its rate.
    const drift = [0, 1].map(j => k > 0 && r.momentum > 0
      ? r.momentum * rate / trail.rates[k - 1] * (here[j] - trail.places[(k - 1) * trail.weights + j]) : 0);
    lab.next[i] = { ...got, k, rate, at: here, drift, trail };
  } finally {
    lab.looking[i] = false;
  }
  draw();
});

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

/* ---------- the race ---------- */

const ready = () => lab.cameraOf === lab.problem && RUNNERS.every((_, i) => lab.trails[i]);
const last = () => Math.max(...lab.trails.map(t => when(t, t.updates, lab.state.clock)));
const first = () => Math.min(...lab.trails.filter(t => t.updates).map(t => when(t, 1, lab.state.clock))) || 1e-9;

/** The slider is even in epochs, and in the logarithm of updates and of time. */
function momentOf(share) {
  if (lab.state.clock === 'examples') return share * last();
  return share <= 0 ? 0 : first() * (last() / first()) ** share;
}
function shareOf(moment) {
  if (lab.state.clock === 'examples') return moment / last();
  return moment < first() ? 0 : Math.log(moment / first()) / Math.log(last() / first());
}
const at = i => placeAt(lab.trails[i], lab.state.at, lab.state.clock);

function moveTo(moment) {
  if (!ready()) return;
  lab.state.at = Math.max(0, Math.min(last(), moment));
  draw();
}

/** To a place of a training. */
const goTo = (i, k) => moveTo(when(lab.trails[i], Math.max(0, Math.min(lab.trails[i].updates, k)), lab.state.clock));

function stepBy(updates) {
  if (!ready()) return;
  pause();
  const i = lab.state.selected;
  goTo(i, at(i) + updates);
}

/** Another clock: the training that is looked into stays where it is. */
function setClock(clock) {
  if (!ready()) { lab.state.clock = clock; return; }
  const i = lab.state.selected, k = at(i);
  lab.state.clock = clock;
  goTo(i, k);
}

/** @param until a moment, if not to the end: it takes some seconds to get there, at any speed */
function play(until) {
  if (!ready()) return;
  if (lab.state.at >= last()) lab.state.at = 0;
  const end = until == null ? 1 : shareOf(until), from = shareOf(lab.state.at);
  let before = performance.now(), share = from;
  const step = now => {
    const pace = until == null ? SPEEDS[lab.state.speed] / WHOLE_RUN : (end - from) / SHOWING;
    share = Math.min(end, share + (now - before) / 1000 * pace);
    before = now;
    moveTo(share < end || until == null ? momentOf(share) : until);
    lab.playing = share < end ? requestAnimationFrame(step) : 0;
    if (!lab.playing) settled();
  };
  lab.playing = requestAnimationFrame(step);
  settled();
}

function pause() {
  cancelAnimationFrame(lab.playing);
  lab.playing = 0;
  settled();
}

/** Not moving any more: what need not be done in each frame. */
function settled() {
  const playing = lab.playing !== 0;
  $('play').setAttribute('aria-pressed', String(playing));
  $('play').setAttribute('aria-label', playing ? 'Pause (space)' : 'Play (space)');
  $('play').firstElementChild.firstElementChild.setAttribute('d', playing ? 'M6 4h3v12H6zM11 4h3v12h-3z' : 'M6 3.5v13l10.5-6.5z');
  $('say').setAttribute('aria-live', playing ? 'off' : 'polite');
  if (!playing) remember();
}

const remember = () => {
  if (!ready()) return;
  clearTimeout(remember.timer);
  remember.timer = setTimeout(() => history.replaceState(null, '', write(lab.state)), 150);
};

/* ---------- lessons ---------- */

const card = new LessonCard($('lesson'), {
  guard: promise => guarded(() => promise)(),
  here: () => ({ at: [...place(lab.trails[lab.state.selected], at(lab.state.selected))], batch: lab.state.runners[lab.state.selected].batch, replaced: lab.state.order === 'replacement' }),
  /** From the start to a place of a training, playing; at once for who wants no motion. */
  show({ runner, updates, epochs }) {
    if (!ready()) return;
    pause();
    select(runner);
    const trail = lab.trails[runner], until = when(trail, Math.min(trail.updates, updates ?? epochs * trail.updates_per_epoch), lab.state.clock);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) { moveTo(until); return; }
    moveTo(0);
    play(until);
  },
  reset: () => begin(stateOf(lab.state.lesson)),
  leave: () => { lab.state.lesson = null; card.open(null); remember(); } });

/** Takes another state, whole. */
function begin(state) {
  pause();
  lab.state = state;
  lab.cameraOf = null; // until the problem is there, nothing is drawn
  lab.camera = null;
  card.open(state.lesson);
  showButtons();
  loadProblem();
}

/* ---------- drawing ---------- */

function arrived() {
  const shown = scene();
  charts.forEach(c => c.show(shown, lab.state.scale));
  verdict(shown);
  moments(shown);
  if (!lab.camera || lab.cameraOf !== lab.problem) fit(lab.state.camera);
  lab.state.at = Math.min(lab.state.at, last());
  for (const i of [0, 1, 2]) lab.looking && (lab.looking[i] = false);
  slide();
  draw();
  settled();
  card.arrived();
  document.body.dataset.ready = String(Number(document.body.dataset.ready ?? 0) + 1);
}

const moments = shown => miles(shown, lab.problem, lab.state.clock, (i, k) => { pause(); goTo(i, k); });
const slide = () => sparkline(scene(), lab.state.clock, momentOf);

const scene = () => RUNNERS.map((runner, i) => ({ runner, trail: lab.trails[i], k: lab.trails[i] ? at(i) : 0, next: lab.next[i],
  settings: { ...lab.state.runners[i], order: lab.state.order } }));

function draw() {
  if (draw.asked) return;
  draw.asked = requestAnimationFrame(() => { draw.asked = 0; if (ready()) paint(); });
}

function paint() {
  const begin = performance.now();
  const { state, problem } = lab, shown = scene();
  const picture = { camera: lab.camera, field: lab.field, problem, layers: state, ground };
  if (state.view === 'overlay') panels[0].draw(picture, shown);
  else panels.forEach((panel, i) => panel.draw(picture, [shown[i]]));
  document.querySelectorAll('.panel').forEach((panel, i) => {
    if (state.view === 'overlay') return;
    const value = sig(shown[i].trail.excess[shown[i].k]);
    panel.querySelector('.v b').textContent = value;
    if (!lab.playing) {
      panel.querySelector('canvas').setAttribute('aria-label', `${RUNNERS[i].name} after ${shown[i].k} of ${shown[i].trail.updates} updates: at ${[...place(shown[i].trail, shown[i].k)].map(w => fixed(w, 3)).join(', ')}, loss ${value} above the minimum.`);
    }
  });
  charts.forEach(c => c.at(shown.map(s => s.k), c.clock === state.clock ? state.at : null));
  inspect(shown[state.selected], problem);
  transport();
  for (const m of document.querySelectorAll('#miles button')) m.classList.toggle('to', Number(m.dataset.t) > state.at * (1 + 1e-9));
  if (!lab.playing) {
    remember();
    charts.forEach((c, i) => c.box.setAttribute('aria-label', `Loss by ${['updates', 'epochs', 'wall-clock'][i]}. ` + shown.map(s => `${s.runner.name}: ${sig(s.trail.trend[s.k])} now, ${sig(s.trail.trend[s.trail.updates])} at the end`).join('; ') + '.'));
  }
  RUNNERS.forEach((_, i) => look(i));
  lab.frame = performance.now() - begin;
}

/** The shaded loss, painted once for all panels of one size. */
function ground(width, height, dpr) {
  const box = boxOf(lab.camera, width, height), id = [width, height, dpr, box.left, box.top, lab.camera.scale].join();
  if (lab.grounds?.id !== id) lab.grounds = { id, canvas: painted(lab.field.image(box, width, height, dpr)) };
  return lab.grounds.canvas;
}

function transport() {
  const { state } = lab, share = shareOf(state.at), range = $('pos');
  range.value = share * 10000;
  range.style.setProperty('--p', share * 100 + '%');
  const [big, of, text] = {
    updates: [count(Math.floor(state.at)), `of ${count(last())} updates`, `update ${Math.floor(state.at)} of ${last()}`],
    examples: [state.at.toFixed(state.at < 10 ? 2 : 1), `of ${state.epochs} epochs`, `epoch ${state.at.toFixed(2)} of ${state.epochs}`],
    time: [time(+state.at.toPrecision(3)), `of ${time(+last().toPrecision(3))}`, `${time(state.at)} of ${time(last())}`] }[state.clock];
  $('now').textContent = big;
  $('of').textContent = of;
  range.setAttribute('aria-valuetext', text);
}

/* ---------- the camera ---------- */

function fit(given) {
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

function zoomBy(factor, px, py) {
  if (!ready()) return;
  const { camera } = lab, canvas = panels[0].canvas, cx = canvas.clientWidth / 2, cy = canvas.clientHeight / 2;
  const next = Math.max(lab.fitted.scale / 20, Math.min(lab.fitted.scale * 200, camera.scale * factor));
  const dx = (px ?? cx) - cx, dy = (py ?? cy) - cy;
  camera.x += dx / camera.scale - dx / next;
  camera.y -= dy / camera.scale - dy / next;
  camera.scale = next;
  moved();
}

/* ---------- panels and settings ---------- */

function buildPanels() {
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
    } else {
      header.append(...RUNNERS.flatMap(each => [icon(each), Object.assign(document.createElement('b'), { textContent: each.name })]));
      canvas.setAttribute('aria-label', 'All three trainings on one picture of the loss');
    }
    article.append(header, canvas);
    $('panels').append(article);
    panels.push(lab.problem.weights === 1 ? new Line(canvas) : new Panel(canvas));
    handle(canvas);
  });
  watch.observe(panels[0].canvas);
}

const watch = new ResizeObserver(() => {
  if (!ready()) return;
  const untouched = !lab.state.camera;
  if (untouched) fit(null);
  else moved();
  slide();
});

/** Drag pans, the wheel zooms, a double click sets the start. */
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
  canvas.addEventListener('dblclick', e => {
    const box = canvas.getBoundingClientRect(), { camera } = lab;
    const a = camera.x + (e.clientX - box.left - canvas.clientWidth / 2) / camera.scale;
    const b = camera.y - (e.clientY - box.top - canvas.clientHeight / 2) / camera.scale;
    lab.state.start = lab.problem.weights === 1 ? [+a.toFixed(3)] : [+a.toFixed(3), +b.toFixed(3)];
    pause();
    lab.state.at = 0;
    RUNNERS.forEach((_, i) => loadTrail(i));
  });
}

function press(group, value) {
  for (const b of $(group).children) if (b.dataset.v) b.setAttribute('aria-pressed', String(b.dataset.v === value));
}

function showButtons() {
  const { state } = lab;
  press('view', state.view);
  press('scale', state.scale);
  press('clock', state.clock);
  press('speed', state.speed);
  for (const b of $('layers').children) b.setAttribute('aria-pressed', String(state[b.dataset.v]));
  [...$('pick').children].forEach((b, i) => b.setAttribute('aria-pressed', String(i === state.selected)));
  document.querySelectorAll('figure[data-clock]').forEach(f => {
    f.classList.toggle('sync', f.dataset.clock === state.clock);
    f.querySelector('.tag').hidden = f.dataset.clock !== state.clock;
  });
}

/* ---------- wiring ---------- */

function wire() {
  const on = (group, work) => { for (const b of $(group).children) if (b.dataset.v) b.onclick = () => { work(b.dataset.v); showButtons(); remember(); }; };
  $('speed').append(...Object.keys(SPEEDS).map(s => Object.assign(document.createElement('button'), { textContent: s })));
  for (const b of $('speed').children) b.dataset.v = b.textContent;
  $('pick').append(...RUNNERS.map((runner, i) => {
    const b = document.createElement('button');
    b.append(icon(runner));
    b.onclick = () => select(i);
    return b;
  }));
  on('view', v => { lab.state.view = v; if (ready()) { buildPanels(); fit(null); } });
  on('scale', v => { lab.state.scale = v; if (!ready()) return; charts.forEach(c => c.show(scene(), v)); draw(); });
  on('clock', v => { setClock(v); if (ready()) { moments(scene()); slide(); } });
  on('speed', v => { lab.state.speed = v; });
  on('layers', v => { lab.state[v] = !lab.state[v]; draw(); });
  $('problem').append(...lab.catalogue.problems.map(p => new Option(TITLES[p] ?? p, p)));
  if (lab.catalogue.data) $('problem').append(new Option(`Your file: ${lab.catalogue.data.source.split('/').pop()}`, 'own'));
  $('problem').onchange = () => begin({ ...preset($('problem').value), lesson: lab.state.lesson });
  $('first').onchange = () => { lab.state.problem.first = $('first').value; reload(); };
  $('second').onchange = () => { lab.state.problem.second = $('second').value; reload(); };
  const orders = { shuffle: 'reshuffled', 'shuffle-once': 'shuffled once', replacement: 'replacement', sequential: 'in order', sorted: 'sorted' };
  $('order').append(...lab.catalogue.orders.map(o => new Option(orders[o] ?? o, o)));
  const all = () => { remember(); RUNNERS.forEach((_, i) => loadTrail(i)); };
  $('order').onchange = () => { lab.state.order = $('order').value; all(); };
  $('tie').onchange = () => { lab.state.tie = $('tie').value; remember(); };
  $('same').onchange = () => { lab.state.same = $('same').checked; all(); };
  $('epochs').onchange = () => { lab.state.epochs = Math.max(1, Math.min(1000, Math.round(+$('epochs').value) || 20)); $('epochs').value = lab.state.epochs; all(); };
  $('seed').onchange = () => { lab.state.seed = Math.round(+$('seed').value) || 0; $('seed').value = lab.state.seed; all(); };
  $('play').onclick = () => lab.playing ? pause() : play();
  $('home').onclick = () => { pause(); moveTo(0); };
  $('back').onclick = () => stepBy(-1);
  $('forth').onclick = () => stepBy(1);
  $('pos').oninput = e => { if (lab.playing) pause(); moveTo(momentOf(e.target.value / 10000)); };
  $('in').onclick = () => zoomBy(1.5);
  $('out').onclick = () => zoomBy(1 / 1.5);
  $('fit').onclick = () => ready() && fit(null);
  $('help').onclick = () => $('keys').showModal();
  $('share').onclick = guarded(async () => {
    history.replaceState(null, '', write(lab.state));
    try { await navigator.clipboard.writeText(location.href); $('share').textContent = 'Copied'; } catch { $('share').textContent = 'In the address bar'; }
    setTimeout(() => { $('share').textContent = 'Copy link'; }, 1600);
  });
  $('theme').onclick = () => {
    const root = document.documentElement, dark = root.dataset.theme !== 'dark';
    root.dataset.theme = dark ? 'dark' : 'light';
    try { localStorage.setItem('theme', root.dataset.theme); } catch { /* not kept */ }
    repaint();
    lab.grounds = null;
    panels.forEach(p => p.forget());
    if (!ready()) return;
    charts.forEach(c => c.show(scene(), lab.state.scale));
    slide();
    draw();
  };
  for (const chart of charts) {
    const caption = chart.box.parentElement.querySelector('figcaption');
    caption.append(element('button', { className: 'tablebtn', textContent: 'table', 'aria-label': `Show as table: ${caption.firstChild.textContent}${caption.querySelector('b').textContent}`, onclick: () => ready() && numbers(chart) }));
  }
  addEventListener('keydown', keys);
  addEventListener('hashchange', () => begin(stateAt(location.hash)));
}

const reload = () => { lab.state.start = null; again(); };

function numbers(chart) {
  const { names, rows } = chart.numbers();
  $('table-title').textContent = `Loss above the minimum, by ${names[0]}: means over half an epoch`;
  $('table-body').replaceChildren(table(names, rows));
  $('table').showModal();
}

const TITLES = { 'least-squares': 'Least squares, 2 weights', logistic: 'Logistic regression, 2 weights', network: 'The smallest network, 2 weights',
  wells: 'Two wells, one deeper', 'two-samples': 'Two samples pulling apart', 'two-points': 'Two points, one weight' };

function select(i) {
  lab.state.selected = i;
  showButtons();
  draw();
}

function keys(e) {
  if (e.ctrlKey || e.metaKey || e.altKey || document.querySelector('dialog[open]')) return;
  if (e.target.matches('select, input') && !(e.target.id === 'pos')) return;
  const i = lab.state.selected, per = lab.trails[i]?.updates_per_epoch ?? 1;
  const work = { ' ': () => lab.playing ? pause() : play(), ArrowRight: () => stepBy(e.shiftKey ? per : 1), ArrowLeft: () => stepBy(e.shiftKey ? -per : -1),
    Home: () => { pause(); moveTo(0); }, End: () => { pause(); moveTo(last()); }, 1: () => select(0), 2: () => select(1), 3: () => select(2),
    '+': () => zoomBy(1.5), '=': () => zoomBy(1.5), '-': () => zoomBy(1 / 1.5), 0: () => ready() && fit(null), '?': () => $('keys').showModal() }[e.key];
  if (!work || (e.key === ' ' && e.target.matches('button, a, summary')) || e.target.closest('.scroll')) return;
  e.preventDefault();
  work();
}

guarded(async () => {
  lab.catalogue = await get('/api/problems');
  if (lab.state.problem.key === 'own' && !lab.catalogue.data) lab.state = { ...preset('least-squares'), lesson: lab.state.lesson };
  else if (!location.hash && lab.catalogue.data) lab.state = preset('own');
  $('engine').textContent = `engine · ${lab.catalogue.processors} cores · float32`;
  wire();
  card.open(lab.state.lesson);
  showButtons();
  await document.fonts.ready;
  await loadProblem();
})();

// For tests: what is shown, as the page has it.
lab.card = card;
globalThis.glissadeLab = lab;
