// The lab: three trainings of the engine over one loss, in step, forward and back. What it asks the engine for, and
// how it begins; what is shown lies on the bench, and is drawn, played and changed by the rooms beside.
import { RUNNERS, preset } from './address.js';
import { $, charts, lab, only, panels, ready, remember, startOf } from './bench.js';
import { buildPanels, fit } from './camera.js';
import { at, last, scene } from './clock.js';
import { moments, select, showButtons, wire } from './controls.js';
import { stateOf } from './course.js';
import { draw, slide } from './drawing.js';
import { LessonCard } from './lesson.js';
import { rename, showProblem, showRunners } from './settings.js';
import { verdict } from './summary.js';
import { guarded } from './toast.js';
import { finish, place, when } from './trail.js';
import { moveTo, pause, play, settled } from './transport.js';
import { frame, get, post } from './wire.js';

/* ---------- asking the engine ---------- */

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

/** All of them anew. */
const train = () => RUNNERS.forEach((_, i) => loadTrail(i));

/** Of the problem other parts: its start is of no use any more. */
const reload = () => { lab.state.start = null; again(); };

/** All trainings are there. */
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

guarded(async () => {
  lab.catalogue = await get('/api/problems');
  if (lab.state.problem.key === 'own' && !lab.catalogue.data) lab.state = { ...preset('least-squares'), lesson: lab.state.lesson };
  else if (!location.hash && lab.catalogue.data) lab.state = preset('own');
  $('engine').textContent = `engine · ${lab.catalogue.processors} cores · float32`;
  wire({ begin, reload, train });
  card.open(lab.state.lesson);
  showButtons();
  await document.fonts.ready;
  await loadProblem();
})();

// For tests: what is shown, as the page has it.
lab.card = card;
globalThis.glissadeLab = lab;
