// A training as the engine recorded it, and where it is at a moment of the race.
import { fixed, sig } from './format.js';

/** What a trail lacks for drawing: its trend. */
export function finish(trail) {
  const n = trail.excess.length, half = Math.max(1, trail.updates_per_epoch >> 1);
  const trend = new Float64Array(n);
  // Trailing arithmetic mean over half an epoch: a geometric one would lie below the mean.
  let sum = 0;
  for (let k = 0; k < n; k++) {
    sum += trail.excess[k];
    if (k >= half) sum -= trail.excess[k - half];
    trend[k] = Math.max(0, sum / Math.min(k + 1, half));
  }
  trail.trend = trend;
  return trail;
}

/** The position on a clock of place k: updates, epochs or seconds. */
export const when = (trail, k, clock) =>
  clock === 'updates' ? k : clock === 'examples' ? epochs(trail, k) : k * trail.seconds_per_update;

/** Epochs after k updates; the last batch of an epoch may be short. */
export function epochs(trail, k) {
  const per = trail.updates_per_epoch, inEpoch = k % per;
  return Math.floor(k / per) + Math.min(1, inEpoch * trail.batch / trail.examples);
}

/** The last place at or before a moment of a clock. */
export function placeAt(trail, moment, clock) {
  if (clock === 'examples') {
    const epoch = Math.floor(moment + 1e-9), rest = Math.max(0, moment - epoch);
    const inEpoch = Math.min(trail.updates_per_epoch, Math.floor(rest * trail.examples / trail.batch + 1e-6));
    return Math.min(trail.updates, epoch * trail.updates_per_epoch + inEpoch);
  }
  const each = clock === 'updates' ? 1 : trail.seconds_per_update;
  return Math.min(trail.updates, Math.floor(moment / each * (1 + 1e-12) + 1e-9));
}

/** θ of place k. */
export const place = (trail, k) => trail.places.subarray(k * trail.weights, (k + 1) * trail.weights);

/** ∇L at place k. */
export const slope = (trail, k) => trail.slopes.subarray(k * trail.weights, (k + 1) * trail.weights);

/** ĝ of update k, from 0. */
export const step = (trail, k) => trail.steps.subarray(k * trail.weights, (k + 1) * trail.weights);

/** The examples of update k. */
export function drawn(trail, k) {
  const per = trail.updates_per_epoch, epoch = Math.floor(k / per);
  const from = epoch * trail.examples + k % per * trail.batch;
  return trail.rows.subarray(from, Math.min(from + trail.batch, (epoch + 1) * trail.examples));
}

/** The examples that came in this epoch before update k. */
export function before(trail, k) {
  const per = trail.updates_per_epoch, epoch = Math.floor(k / per);
  return trail.rows.subarray(epoch * trail.examples, epoch * trail.examples + k % per * trail.batch);
}

/** The angle between two vectors, in degrees. */
export function angle(a, b) {
  let dot = 0, aa = 0, bb = 0;
  for (let j = 0; j < a.length; j++) { dot += a[j] * b[j]; aa += a[j] * a[j]; bb += b[j] * b[j]; }
  return aa && bb ? Math.acos(Math.max(-1, Math.min(1, dot / Math.sqrt(aa * bb)))) * 180 / Math.PI : 0;
}

const PLACES = 40;

/** The way of a training in numbers: some forty places of it, and the one where it is. */
export function way(trail, now) {
  const by = Math.ceil(trail.updates / PLACES) || 1, ks = new Set([now, trail.updates]);
  for (let k = 0; k <= trail.updates; k += by) ks.add(k);
  return { names: ['update', 'epoch', ...(trail.weights === 1 ? ['θ'] : ['w₁', 'w₂']), 'loss above the minimum', '‖∇L‖', ''],
    rows: [...ks].sort((a, b) => a - b).map(k => [String(k), epochs(trail, k).toFixed(2), ...[...place(trail, k)].map(w => fixed(w, 4)),
      sig(trail.excess[k]), sig(Math.hypot(...slope(trail, k))), k === now ? 'now' : '']) };
}
