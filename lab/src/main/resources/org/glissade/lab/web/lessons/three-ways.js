// All, some, one.
import { plot } from '../figure.js';
import { byEpoch } from '../engine.js';
import { count, sig } from '../format.js';

const NAMES = ['full batch', 'minibatch', 'single example'];

export default {
  key: 'three-ways',
  title: 'Full batch, minibatch, single example',
  line: 'What an update costs, and what it buys.',
  state: { problem: { key: 'least-squares' }, epochs: 20, clock: 'examples', selected: 1, runners: [[256, 1.07], [16, 0.26], [1, 0.06]] },
  text: [
    'There are 256 examples. The **full batch** asks all of them before it moves once. The **minibatch** asks 16, moves, and asks the next 16. The **single example** moves after every answer.',
    'One time through all the examples is an epoch, whichever way: the same number of gradients, but 1, 16 or 256 updates. Each has a rate that suits it.'],
  predict: {
    ask: 'Each of them has asked every example once. Which loss is the lowest?',
    choices: ['Full batch: its one step is exact', 'Minibatch, after 16 steps', 'Single example, after 256 steps'],
    answer: ({ first }) => first.indexOf(Math.min(...first)),
    reveal: ({ first }) => `After one epoch the losses above the minimum are ${first.map((v, i) => `${sig(v)} (${NAMES[i]})`).join(', ')}. Many rough steps beat one exact step, to begin with. Race by equal updates, and the order turns round.` },
  async measure(engine) {
    const trails = await Promise.all([0, 1, 2].map(i => engine.run(i)));
    return { trails, first: trails.map(t => t.trend[t.updates_per_epoch]) };
  },
  figure({ trails }) {
    const colours = ['full', 'mini', 'single'], marks = ['circle', 'square', 'triangle'];
    return plot({ title: 'Loss by epoch', label: 'Single example and minibatch fall at once and then stay level; the full batch falls evenly and passes them in the end.',
      x: { name: 'epoch' }, y: { name: 'loss', log: true },
      series: trails.map((t, i) => ({ name: NAMES[i], points: byEpoch(t), colour: colours[i], dots: marks[i] })) });
  },
  show: { runner: 1, epochs: 1 },
  checks: [
    { ask: 'How many updates does the minibatch make in one epoch?', tolerance: 0, answer: ({ trails }) => trails[1].updates_per_epoch,
      hint: 'Each example is in one batch of an epoch.', solution: ({ trails }) => [`N/m = ${trails[1].examples}/${trails[1].batch} = ${trails[1].updates_per_epoch}.`] },
    { ask: 'The full batch has made 10 updates. How many gradients of single examples did that take?', tolerance: 0, answer: ({ trails }) => 10 * trails[0].batch,
      hint: 'Every update asks every example.', solution: ({ trails }) => [`10 · ${trails[0].batch} = ${count(10 * trails[0].batch)}. The single example would have made so many updates of them.`] },
    { ask: 'Play to the end of the 20 epochs. Which one is the lowest then?', choices: ['Full batch', 'Minibatch', 'Single example'],
      answer: ({ trails }) => { const ends = trails.map(t => t.trend[t.updates]); return ends.indexOf(Math.min(...ends)); },
      hint: 'Look at the right end of the middle chart.',
      solution: ({ trails }) => [`${trails.map((t, i) => `${NAMES[i]}: ${sig(t.trend[t.updates])}`).join('; ')}.`, 'The two that hear only some are held up by their own noise; lesson 5 says at which level.'] }],
};
