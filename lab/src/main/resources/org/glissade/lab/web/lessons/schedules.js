// Rates that go down.
import { byEpoch } from '../engine.js';
import { plot } from '../figure.js';
import { sig } from '../format.js';

const NAMES = { constant: 'constant', step: 'steps down', inverse: '1/√t', cosine: 'cosine', linear: 'linear' };
const mark = { constant: 'circle', step: 'square', cosine: 'triangle' };
const colour = { constant: 'full', step: 'mini', cosine: 'single' };

export default {
  key: 'schedules',
  title: 'Schedules: fast first, quiet later',
  line: 'One training, one starting rate, five ways to lower it.',
  state: { problem: { key: 'least-squares' }, epochs: 30, order: 'replacement', clock: 'examples', selected: 2, runners: [[16, 0.4], [16, 0.4, 0, 'step'], [16, 0.4, 0, 'cosine']] },
  text: [
    'A large rate gets there soon and stays noisy; a small one is quiet and slow. A **schedule** has both, one after the other: the rate goes down while the training goes on.',
    'All three take batches of 16 and start from η = 0.4. Black keeps it. Blue multiplies it by 0.3 each quarter of the run. Orange warms up for a moment and then follows a cosine down to 0.'],
  predict: {
    ask: 'Which of them has the lowest loss after 30 epochs?',
    choices: ['Constant: it never slows down', 'Steps down', 'Cosine'],
    answer: ({ ends }) => { const three = ['constant', 'step', 'cosine'].map(s => ends[s]); return three.indexOf(Math.min(...three)); },
    reveal: ({ ends }) => `${['constant', 'step', 'cosine'].map(s => `${NAMES[s]} ends at ${sig(ends[s])}`).join(', ')}. As the rate falls, the floor falls, and the loss with it.` },
  async measure(engine) {
    const trails = Object.fromEntries(await Promise.all(Object.keys(NAMES).map(async s => [s, await engine.run(0, { schedule: s })])));
    return { trails, ends: Object.fromEntries(Object.entries(trails).map(([s, t]) => [s, t.trend[t.updates]])) };
  },
  figure({ trails }) {
    return plot({ title: 'Loss by epoch, same rate to begin with', label: 'All fall alike at first. The constant rate then stays level; the others go on falling, the cosine and the line most of all near the end.',
      x: { name: 'epoch' }, y: { name: 'loss', log: true },
      series: Object.entries(trails).map(([s, t]) => ({ name: NAMES[s], points: byEpoch(t), colour: colour[s] ?? 'faint', dots: mark[s], dash: s === 'inverse' })) });
  },
  show: { runner: 2, epochs: 30 },
  checks: [
    { ask: 'Blue starts from 0.4 and has multiplied by 0.3 three times. What is its rate in the last quarter?', relative: 0.02, answer: ({ trails }) => trails.step.rates.at(-1),
      hint: '0.4 · 0.3 · 0.3 · 0.3.', solution: ({ trails }) => [`0.4 · 0.027 = ${sig(trails.step.rates.at(-1))}.`] },
    { ask: 'Look at the table of the chart: how many times lower than constant does cosine end?', relative: 0.15, answer: ({ ends }) => ends.constant / ends.cosine,
      hint: 'Open “Show as table”, go to epoch 30, and divide.', solution: ({ ends }) => [`${sig(ends.constant)}/${sig(ends.cosine)} = ${sig(ends.constant / ends.cosine)}.`] },
    { ask: 'Would the full batch gain as much by a schedule, near the minimum of this bowl?', choices: ['Yes: any training does', 'No: it has no noise that a smaller rate could quiet'], answer: () => 1,
      hint: 'What is the noise floor of the full batch? See its gauge under Health.', solution: () => ['No. Without noise a constant rate below 2/λmax goes to the minimum by itself, and a smaller one only takes longer.'] }],
};
