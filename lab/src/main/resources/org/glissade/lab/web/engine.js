// The engine, as lessons ask it: by the settings of the lesson, whatever the learner has changed since.
import { finish } from './trail.js';
import { frame, post } from './wire.js';

const answers = new Map();

/** The answer to a question that has been asked before is the one of then. */
function once(kind, asked, work) {
  const id = kind + JSON.stringify(asked);
  if (!answers.has(id)) {
    answers.set(id, work().catch(error => { answers.delete(id); throw error; }));
  }
  return answers.get(id);
}

export class Engine {
  /** @param state of the lab, as the lesson begins */
  constructor(state) {
    this.state = state;
  }

  problem() {
    return once('problem', this.state.problem, () => post('/api/problem', { problem: this.state.problem }));
  }

  async start() {
    return this.state.start ?? (await this.problem()).start;
  }

  /** A training like number i of the lesson, but for some settings, or for where it starts. */
  async run(i, { start, ...changes } = {}) {
    const { problem, order, epochs, seed } = this.state, { batch, rate, momentum, schedule } = this.state.runners[i];
    const asked = { problem, start: start ?? await this.start(), runner: { batch, rate, momentum, schedule, order, epochs, seed, ...changes } };
    return once('run', asked, async () => finish(await frame('/api/run', asked)));
  }

  /** Gradients of batches that could be drawn at a place. */
  lens(asked) {
    return frame('/api/lens', { problem: this.state.problem, ...asked });
  }

  /** E‖ĝ − ∇L‖² by size of the batch, where the trainings start. */
  async variance() {
    const asked = { problem: this.state.problem, at: await this.start(), seed: this.state.seed };
    return once('variance', asked, () => post('/api/variance', asked));
  }

  /** Examples a second by size of the batch, measured on this machine, now. */
  throughput() {
    return post('/api/throughput', {});
  }
}

/** Mean loss above the minimum over the last epochs. */
export function ending(trail, epochs) {
  const from = Math.max(0, trail.excess.length - epochs * trail.updates_per_epoch);
  let sum = 0;
  for (let k = from; k < trail.excess.length; k++) sum += trail.excess[k];
  return sum / (trail.excess.length - from);
}

/** The trend of the loss by epoch, for a chart: one point an epoch, the start among them. */
export function byEpoch(trail) {
  const points = [];
  for (let k = 0; k <= trail.updates; k += trail.updates_per_epoch) points.push([k / trail.updates_per_epoch, trail.trend[k]]);
  return points;
}

/** After how many epochs the trend is below a loss; none where it never is. */
export function epochsTo(trail, loss) {
  const k = trail.trend.findIndex(v => v < loss);
  return k < 0 ? null : k / trail.updates_per_epoch;
}
