// Shuffled or sorted.
import { byEpoch, ending } from '../engine.js';
import { plot } from '../figure.js';
import { sig } from '../format.js';

export default {
  key: 'order',
  title: 'The order of the data',
  line: 'All the low ones, then all the high ones: the same examples, another result.',
  state: { problem: { key: 'least-squares', noise: 1.2 }, epochs: 30, order: 'sorted', clock: 'examples', selected: 1, runners: [[256, 0.8], [16, 0.1], [1, 0.008]] },
  text: [
    'Each epoch shows the same 256 examples. Usually they are shuffled first. Here they come **sorted** by what is to be predicted: the lowest first, the highest last, as a file often is.',
    'So for the first half of an epoch every batch says that predictions are too high, and for the second half that they are too low. Each is a fair guess at the pull of its neighbours, and a bad one at the pull of all.'],
  predict: {
    ask: 'Blue, with batches of 16: how much higher is its mean loss above the minimum at the end, sorted rather than reshuffled?',
    choices: ['About the same: each epoch has the same examples', 'A few times as high', 'More than ten times as high'],
    answer: ({ ratio }) => ratio < 2 ? 0 : ratio <= 10 ? 1 : 2,
    reveal: ({ ends, ratio }) => `Over the last 5 epochs the engine has ${sig(ends.sorted)} sorted, and ${sig(ends.shuffle)} reshuffled: ${sig(ratio, 2)} times as high. The path is dragged to and fro, once an epoch.` },
  async measure(engine) {
    const orders = ['shuffle', 'replacement', 'sorted'], trails = Object.fromEntries(await Promise.all(orders.map(async order => [order, await engine.run(1, { order })])));
    const ends = Object.fromEntries(orders.map(o => [o, ending(trails[o], 5)]));
    const [a, b] = await Promise.all(['shuffle', 'sorted'].map(order => engine.run(0, { order })));
    return { trails, ends, ratio: ends.sorted / ends.shuffle, full: ending(b, 5) / ending(a, 5) };
  },
  figure({ trails }) {
    const look = { shuffle: ['reshuffled', 'mini', 'square'], replacement: ['with replacement', 'full', 'circle'], sorted: ['sorted', 'single', 'triangle'] };
    return plot({ title: 'Loss by epoch, m = 16', label: 'Sorted data leave the loss far above that of reshuffled data, epoch after epoch.', x: { name: 'epoch' }, y: { name: 'loss', log: true },
      series: Object.entries(trails).map(([o, t]) => ({ name: look[o][0], points: byEpoch(t), colour: look[o][1], dots: look[o][2] })) });
  },
  show: { runner: 1, epochs: 3 },
  checks: [
    { ask: 'Set “Data order” below to reshuffled, and back. Which training does not mind at all?', choices: ['Full batch', 'Minibatch', 'Single example'], answer: ({ full }) => Math.abs(full - 1) < 0.01 ? 0 : 1,
      hint: 'Which of them hears everyone before it moves?', solution: () => ['The full batch: its gradient is a sum over all, and a sum has no order.'] },
    { ask: 'In sorted data, is the gradient of a batch an unbiased guess at ∇L?', choices: ['Yes, over an epoch it evens out', 'No: it leans, by where it stands in the epoch'], answer: () => 1,
      hint: 'E ĝ = ∇L needs each example to be as likely as any other in each update.', solution: () => ['No. Over a whole epoch the leanings cancel only if θ stood still; it does not.'] },
    { ask: ({ ends }) => `With replacement the end is at ${sig(ends.replacement)}, reshuffled at ${sig(ends.shuffle)}. How many times as high is the former?`, relative: 0.05, answer: ({ ends }) => ends.replacement / ends.shuffle,
      hint: 'Divide. An epoch without repeats evens out its own noise.', solution: ({ ends }) => [`${sig(ends.replacement)}/${sig(ends.shuffle)} = ${sig(ends.replacement / ends.shuffle)}.`] }],
};
