// Moments of the race: where on the slider they are, and where each training is at them.
import { RUNNERS } from './address.js';
import { lab } from './bench.js';
import { placeAt, when } from './trail.js';

/** The end of the longest training, by the clock of the race. */
export const last = () => Math.max(...lab.trails.map(t => when(t, t.updates, lab.state.clock)));
const first = () => Math.min(...lab.trails.filter(t => t.updates).map(t => when(t, 1, lab.state.clock))) || 1e-9;

/** The slider is even in epochs, and in the logarithm of updates and of time. */
export function momentOf(share) {
  if (lab.state.clock === 'examples') return share * last();
  return share <= 0 ? 0 : first() * (last() / first()) ** share;
}
export function shareOf(moment) {
  if (lab.state.clock === 'examples') return moment / last();
  return moment < first() ? 0 : Math.log(moment / first()) / Math.log(last() / first());
}

/** The place of a training at the moment of the race. */
export const at = i => placeAt(lab.trails[i], lab.state.at, lab.state.clock);

/** The trainings as they stand, for whoever draws or tells of them. */
export const scene = () => RUNNERS.map((runner, i) => ({ runner, trail: lab.trails[i], k: lab.trails[i] ? at(i) : 0, next: lab.next[i],
  settings: { ...lab.state.runners[i], order: lab.state.order } }));
