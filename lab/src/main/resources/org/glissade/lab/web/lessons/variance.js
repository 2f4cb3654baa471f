// How loud the noise is, by size of the batch.
import { plot } from '../figure.js';
import { sig } from '../format.js';

export default {
  key: 'variance',
  title: 'The noise by size of the batch',
  line: 'σ²/m: a straight line of slope −1, and where it bends.',
  state: { problem: { key: 'least-squares' }, epochs: 20, clock: 'examples', selected: 1, runners: [[64, 0.3], [16, 0.2], [4, 0.1]] },
  text: [
    'Write ĝ = ∇L + ξ. The gradient is the pull downhill, ξ the noise of having asked only m examples. For independent draws E‖ξ‖² = σ²/m, with σ² the same for one example.',
    'In an epoch nobody is asked twice. Such draws, **without replacement**, are a bit better: times (N − m)/(N − 1), so that nothing is left of the noise at m = N.'],
  predict: {
    ask: 'From batches of 4 to batches of 16. What becomes of E‖ξ‖², the mean square of the noise?',
    choices: ['Half of it', 'A quarter of it', 'A sixteenth of it'],
    answer: ({ ratio }) => [0.5, 0.25, 0.0625].map(f => Math.abs(Math.log(ratio / f))).reduce((best, v, i, list) => v < list[best] ? i : best, 0),
    reveal: ({ ratio }) => `Measured on batches that the engine drew: ${sig(ratio)} of it. The length of the noise halves, its square goes to a quarter.` },
  async measure(engine) {
    const got = await engine.variance(), by = m => got.batches.find(b => b.batch === m);
    return { ...got, ratio: by(16).replaced_measured / by(4).replaced_measured };
  },
  figure({ trace, examples, batches }) {
    const largest = batches.at(-1).batch, draws = batches[0].draws;
    const sizes = [1, 2, 4, 8, 16, 32, 64, 128].filter(m => m <= 2 * largest && m < examples);
    return plot({ title: 'E‖ξ‖² where the trainings start', label: `On logarithmic axes the noise falls with slope −1, from ${sig(trace)} at m = 1; without replacement a little below that.`,
      x: { name: 'batch m', log: true }, y: { name: 'E‖ξ‖²', log: true },
      series: [
        { name: 'σ²/m', points: sizes.map(m => [m, trace / m]), colour: 'faint', dash: true },
        { name: 'less (N−m)/(N−1)', points: sizes.map(m => [m, trace / m * (examples - m) / (examples - 1)]), colour: 'faint' },
        { name: `with replacement, ${draws} draws`, points: batches.map(b => [b.batch, b.replaced_measured, 2 * b.replaced_error]), colour: 'mini', dots: 'square' },
        { name: `without, ${draws} draws`, points: batches.map(b => [b.batch, b.unreplaced_measured, 2 * b.unreplaced_error]), colour: 'single', dots: 'triangle' }] });
  },
  note: 'Bars are two standard errors of the mean.',
  checks: [
    { ask: ({ trace }) => `σ² is ${sig(trace)} here. What is E‖ξ‖² of batches of 32, drawn with replacement?`, relative: 0.03, answer: ({ trace }) => trace / 32,
      hint: 'σ²/m.', solution: ({ trace }) => [`${sig(trace)}/32 = ${sig(trace / 32)}.`] },
    { ask: ({ examples }) => `And of batches of ${examples} without replacement, out of ${examples}?`, tolerance: 0.0001, answer: ({ trace, examples }) => trace / examples * (examples - examples) / (examples - 1),
      hint: 'Which batch could that be?', solution: () => ['0: the only such batch is all of the examples, and ĝ is ∇L.'] },
    { ask: 'On axes that are both logarithmic, which slope has σ²/m?', tolerance: 0.01, answer: () => -1,
      hint: 'log(σ²/m) = log σ² − log m.', solution: () => ['−1: ten times the batch, a tenth of the mean square.'] }],
};
