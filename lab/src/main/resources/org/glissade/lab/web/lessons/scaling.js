// Batch and rate together.
import { epochsTo } from '../engine.js';
import { plot } from '../figure.js';
import { sig } from '../format.js';

const BATCHES = [4, 8, 16, 32, 64, 128, 256], PER = 0.01, FIXED = 0.04, EPOCHS = 60;

export default {
  key: 'scaling',
  title: 'Batch size and linear scaling',
  line: 'Twice the batch, twice the rate: why it works, and where it breaks.',
  state: { problem: { key: 'least-squares' }, epochs: 20, clock: 'examples', selected: 1, tie: 'linear', runners: [[64, 0.64], [16, 0.16], [4, 0.04]] },
  text: [
    'A batch of 64 makes a sixteenth of the updates of a batch of 4. To keep up by equal examples, each of its updates must go sixteen times as far. It can afford that: its noise is smaller.',
    'So the rate follows the batch here, η = 0.01·m, and “η with the batch” is set to follow m: move a batch, and its rate moves along.'],
  predict: {
    ask: 'All three race by equal examples, with m = 64, 16 and 4. How far apart are they on the way down?',
    choices: ['Nearly together', 'The small batch is far ahead', 'The large batch is far ahead'],
    answer: ({ scaled }) => {
      const by = m => scaled.find(p => p[0] === m)[1], ratio = by(64) / by(4);
      return ratio > 2 ? 1 : ratio < 0.5 ? 2 : 0;
    },
    reveal: ({ scaled, target }) => `Loss below ${sig(target)}: ${[4, 16, 64].map(m => `after ${sig(scaled.find(p => p[0] === m)[1], 2)} epochs with m = ${m}`).join(', ')}. Linear scaling keeps them together.` },
  async measure(engine) {
    const problem = await engine.problem();
    const each = changes => Promise.all(BATCHES.map(async batch => [batch, await engine.run(0, { epochs: EPOCHS, ...changes(batch) })]));
    const [scaled, fixed] = await Promise.all([each(batch => ({ batch, rate: +(PER * batch).toPrecision(6) })), each(batch => ({ batch, rate: FIXED }))]);
    const target = 0.05 * scaled[0][1].excess[0], reach = list => list.map(([m, t]) => [m, epochsTo(t, target)]);
    return { problem, target, scaled: reach(scaled), fixed: reach(fixed) };
  },
  figure({ scaled, fixed, target }) {
    return plot({ title: `Epochs until the loss is below ${sig(target)}`, label: 'With the rate in proportion to the batch the number of epochs stays level up to m = 64 and is missing at 256, where it diverges; with one rate for all it grows with the batch.',
      x: { name: 'batch m', log: true }, y: { name: 'epochs', log: true },
      series: [{ name: 'η = 0.01·m', points: scaled, colour: 'mini', dots: 'square' }, { name: 'η = 0.04 for all', points: fixed, colour: 'single', dots: 'triangle' }] });
  },
  note: `No mark: not within ${EPOCHS} epochs.`,
  show: { runner: 1, epochs: 4 },
  checks: [
    { ask: 'A training goes well with m = 16 and η = 0.16. By linear scaling, which η goes with m = 40?', tolerance: 0.004, answer: () => PER * 40, hint: 'η/m stays.', solution: () => ['0.16 · 40/16 = 0.4.'] },
    { ask: ({ problem }) => `The full batch is stable up to η = 2/λmax = ${sig(problem.stable_rate)}. At which m does η = 0.01·m reach that?`, relative: 0.03, answer: ({ problem }) => problem.stable_rate / PER,
      hint: 'Divide by 0.01.', solution: ({ problem }) => [`${sig(problem.stable_rate)}/0.01 = ${sig(problem.stable_rate / PER)}. Somewhat before that the curve bends already.`] },
    { ask: 'Drag the batch of black to 256: the rate follows to 2.56. What does its training do?', choices: ['It goes down as before', 'It goes down, but more slowly', 'It diverges'],
      answer: ({ scaled }) => { const last = scaled.at(-1)[1], first = scaled[0][1]; return last == null ? 2 : last > 2 * first ? 1 : 0; },
      hint: 'Compare 2.56 with the largest stable rate.', solution: ({ problem }) => [`It diverges: 2.56 is above ${sig(problem.stable_rate)}. Less noise does not help against a step that is too long for the curvature.`] }],
};
