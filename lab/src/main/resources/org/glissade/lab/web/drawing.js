// Draws the whole page at a moment of the race: once a frame, whatever has happened.
import { RUNNERS } from './address.js';
import { $, charts, lab, panels, ready, remember } from './bench.js';
import { at, last, momentOf, scene, shareOf } from './clock.js';
import { painted } from './field.js';
import { count, fixed, sig, time } from './format.js';
import { inspect } from './inspector.js';
import { boxOf } from './panel.js';
import { sparkline } from './summary.js';
import { guarded } from './toast.js';
import { place } from './trail.js';
import { frame } from './wire.js';

const DRAWS = 170;

/** Asks for a drawing. */
export function draw() {
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
  position();
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

/** The slider, and what is beside it. */
function position() {
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

/** The line above the slider. */
export const slide = () => sparkline(scene(), lab.state.clock, momentOf);

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
