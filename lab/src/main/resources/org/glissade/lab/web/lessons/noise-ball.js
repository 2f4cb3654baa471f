// Where a constant rate ends.
import { ending } from '../engine.js';
import { plot } from '../figure.js';
import { sig } from '../format.js';

const RATES = [0.025, 0.05, 0.1, 0.2], LONG = { order: 'replacement', epochs: 300 };

export default {
  key: 'noise-ball',
  title: 'A constant rate, and the noise ball',
  line: 'Why the loss stops falling, and at which level.',
  state: { problem: { key: 'least-squares', condition: 4 }, epochs: 60, order: 'replacement', clock: 'examples', selected: 1, runners: [[16, 0.2], [16, 0.1], [16, 0.025]] },
  text: [
    'Near the minimum the pull fades, the noise does not. A training with a constant rate ends up as a fly in a lamp: drawn in, knocked about, never still. It circles in a **ball**, and its mean loss keeps a level, the floor.',
    'All three take batches of 16 here; black has η = 0.2, blue half of that, orange an eighth.'],
  predict: {
    ask: 'Blue has half the rate of black. Where is its floor, the mean loss above the minimum in the end?',
    choices: ['At the same level: the noise is the same', 'Half as high', 'A quarter as high'],
    answer: ({ ratio }) => [1, 0.5, 0.25].map(f => Math.abs(Math.log(ratio / f))).reduce((best, v, i, list) => v < list[best] ? i : best, 0),
    reveal: ({ floors, ratio }) => `Over 200 epochs of the engine: ${sig(floors[3][1])} for η = 0.2, ${sig(floors[2][1])} for η = 0.1, which is ${sig(ratio, 2)} of it. The price is on the way in: half the rate takes twice as long.` },
  async measure(engine) {
    const trails = await Promise.all(RATES.map(rate => engine.run(1, { ...LONG, rate })));
    const floors = trails.map((t, i) => [RATES[i], ending(t, 200)]);
    return { trace: (await engine.problem()).trace, floors, ratio: floors[2][1] / floors[3][1] };
  },
  figure({ floors, trace }) {
    return plot({ title: 'Floor by rate, m = 16', label: 'The measured floors lie on the line η·tr C/4m, a little above it where the rate is large.',
      x: { name: 'rate η', log: true }, y: { name: 'floor', log: true },
      series: [{ name: 'η·tr C/4m', points: RATES.map(r => [r, r * trace / 64]), colour: 'faint', dash: true }, { name: 'measured', points: floors, colour: 'mini', dots: 'square' }] });
  },
  note: 'tr C is the σ² of single examples at the minimum. The line is for small rates.',
  show: { runner: 1, epochs: 60 },
  checks: [
    { ask: ({ trace }) => `tr C is ${sig(trace)} here. By the formula η·tr C/4m, where is the floor for η = 0.1 and m = 16?`, relative: 0.05, answer: ({ trace }) => 0.1 * trace / 64,
      hint: '4m is 64.', solution: ({ trace, floors }) => [`0.1 · ${sig(trace)}/64 = ${sig(0.1 * trace / 64)}. The engine measured ${sig(floors[2][1])}.`] },
    { ask: 'You leave η alone. Which batch has half the floor of 16?', tolerance: 0, answer: () => 32,
      hint: 'm is below the line of the fraction.', solution: () => ['32: only η/m counts. To take half the rate, or twice the batch, is the same to the noise.'] },
    { ask: 'Which level do you reach in the end with a rate that goes to 0?', choices: ['The floor of the rate it began with', 'The floor of its mean rate', 'The minimum, if it does not go there too fast'], answer: () => 2,
      hint: 'The floor follows the rate down; the way must be long enough to follow the floor.', solution: () => ['The minimum. That is what schedules are for: the next lesson.'] }],
};
