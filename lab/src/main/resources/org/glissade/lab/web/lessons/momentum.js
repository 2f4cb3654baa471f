// The heavy ball.
import { byEpoch, ending, epochsTo } from '../engine.js';
import { plot } from '../figure.js';
import { sig } from '../format.js';

const NAMES = ['η 0.004', 'η 0.004, β 0.9', 'η 0.04'];

export default {
  key: 'momentum',
  title: 'Momentum',
  line: 'A ball with weight: what it remembers, and what that is worth.',
  state: { problem: { key: 'least-squares', condition: 30 }, epochs: 20, clock: 'examples', selected: 1, runners: [[4, 0.004], [4, 0.004, 0.9], [4, 0.04]] },
  text: [
    'With momentum the update is not η·ĝ but η·v, where v ← βv + ĝ sums up the gradients so far, older ones less and less. Pulls that agree add up; pulls that alternate cancel.',
    'Black and blue have the same rate, 0.004; blue has momentum β = 0.9 besides. Orange has none, but ten times the rate.'],
  predict: {
    ask: 'Whose loss will the curve of blue be like?',
    choices: ['Black: the rates are the same', 'Orange: ten times the rate', 'Neither of them'],
    answer: ({ reach }) => {
      const [slow, ball, fast] = reach.map(v => v ?? 1e3), near = Math.abs(Math.log(ball / fast)), far = Math.abs(Math.log(ball / slow));
      return Math.min(near, far) > Math.log(2) ? 2 : near < far ? 1 : 0;
    },
    reveal: ({ reach, target }) => `Loss below ${sig(target)} after ${reach.map((v, i) => `${v == null ? 'more than 20' : sig(v, 2)} epochs (${NAMES[i]})`).join(', ')}. A gradient stays in v for 1/(1 − β) = 10 updates, so it moves θ by η/(1 − β) in all.` },
  async measure(engine) {
    const [problem, ...trails] = await Promise.all([engine.problem(), engine.run(0), engine.run(1), engine.run(2)]);
    const target = 0.1 * trails[0].excess[0];
    const full = { batch: problem.examples, momentum: 0.9, epochs: 200 }, limit = 2 * 1.9 / problem.largest;
    const still = { order: 'replacement', epochs: 100, start: problem.minima[0].at };
    const floors = await Promise.all([0, 1, 2].map(i => engine.run(i, still)));
    const [below, above] = await Promise.all([0.97, 1.03].map(f => engine.run(0, { ...full, rate: f * limit })));
    return { trails, target, reach: trails.map(t => epochsTo(t, target)), problem, limit, ends: floors.map(t => ending(t, 80)),
      below: ending(below, 10) / below.excess[0], above: ending(above, 10) / above.excess[0] };
  },
  figure({ trails }) {
    return plot({ title: 'Loss by epoch', label: 'The curve of the training with momentum lies beside that of ten times the rate, far below that of the same rate without.',
      x: { name: 'epoch' }, y: { name: 'loss', log: true },
      series: trails.map((t, i) => ({ name: NAMES[i], points: byEpoch(t), colour: ['full', 'mini', 'single'][i], dots: ['circle', 'square', 'triangle'][i] })) });
  },
  show: { runner: 1, epochs: 4 },
  checks: [
    { ask: 'Which rate without momentum moves θ as far in all as η = 0.03 with β = 0.8?', tolerance: 0.002, answer: () => 0.03 / (1 - 0.8),
      hint: 'η/(1 − β).', solution: () => [`0.03/0.2 = ${sig(0.03 / (1 - 0.8))}.`] },
    { ask: 'What has momentum done to the floor, the mean loss in the end, of η = 0.004?', choices: ['Lowered it: the noise averages out', 'Left it where it was', 'Raised it to about that of ten times the rate'],
      answer: ({ ends }) => ends[1] > 3 * ends[0] || Math.abs(Math.log(ends[1] / ends[2])) < Math.log(2) ? 2 : ends[1] < 0.8 * ends[0] ? 0 : 1,
      hint: 'Compare the ends of the curves of blue and orange.', solution: ({ ends }) => [`The engine started each at the minimum and measured the mean loss over 80 epochs: ${ends.map((v, i) => `${sig(v)} (${NAMES[i]})`).join(', ')}.`, 'Momentum averages the noise of ten updates, but it also takes ten times the step: the floor is that of η/(1 − β).'] },
    { ask: ({ problem }) => `For the full batch, the largest stable rate is 2(1 + β)/λmax. λmax is ${sig(problem.largest)}; which rate is that for β = 0.9?`, relative: 0.02, answer: ({ limit }) => limit,
      hint: 'Without momentum it is 2/λmax; with it, 1.9 times that.',
      solution: ({ limit, below, above }) => [`3.8/λmax = ${sig(limit)}.`, `The engine ran 200 updates 3% below that and 3% above: the loss was ${sig(below, 2)} and ${sig(above, 2)} times the one at the start.`] }],
};
