// Plays the race: step, play, pause, and the way to any moment of it.
import { SPEEDS } from './address.js';
import { $, lab, ready, remember } from './bench.js';
import { at, last, momentOf, shareOf } from './clock.js';
import { draw } from './drawing.js';
import { when } from './trail.js';

const WHOLE_RUN = 30; // seconds that a run takes at speed 1×
const SHOWING = 4; // seconds in which a lesson shows what it is about

export function moveTo(moment) {
  if (!ready()) return;
  lab.state.at = Math.max(0, Math.min(last(), moment));
  draw();
}

/** To a place of a training. */
export const goTo = (i, k) => moveTo(when(lab.trails[i], Math.max(0, Math.min(lab.trails[i].updates, k)), lab.state.clock));

export function stepBy(updates) {
  if (!ready()) return;
  pause();
  const i = lab.state.selected;
  goTo(i, at(i) + updates);
}

/** Another clock: the training that is looked into stays where it is. */
export function setClock(clock) {
  if (!ready()) { lab.state.clock = clock; return; }
  const i = lab.state.selected, k = at(i);
  lab.state.clock = clock;
  goTo(i, k);
}

/** @param until a moment, if not to the end: it takes some seconds to get there, at any speed */
export function play(until) {
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

export function pause() {
  cancelAnimationFrame(lab.playing);
  lab.playing = 0;
  settled();
}

/** Not moving any more: what need not be done in each frame. */
export function settled() {
  const playing = lab.playing !== 0;
  $('play').setAttribute('aria-pressed', String(playing));
  $('play').setAttribute('aria-label', playing ? 'Pause (space)' : 'Play (space)');
  $('play').firstElementChild.firstElementChild.setAttribute('d', playing ? 'M6 4h3v12H6zM11 4h3v12h-3z' : 'M6 3.5v13l10.5-6.5z');
  $('say').setAttribute('aria-live', playing ? 'off' : 'polite');
  if (!playing) remember();
}
