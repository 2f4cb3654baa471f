// What a machine makes of a batch.
import { plot } from '../figure.js';
import { count, sig } from '../format.js';

const micro = b => b.batch / b.examples_per_second * 1e6;
const of = ({ batches }, m) => batches.find(b => b.batch === m);

export default {
  key: 'hardware',
  title: 'Batch size and hardware',
  line: 'Examples a second, measured on this machine, now.',
  state: { problem: { key: 'least-squares' }, epochs: 20, clock: 'time', selected: 1, runners: [[256, 1.07], [16, 0.26], [1, 0.06]] },
  text: [
    'Statistics say what an update is worth; the machine says what it costs. An update has work of its own, whatever the batch: to fetch the weights, to step, to begin a loop. A batch of one pays all of that for one example.',
    'A processor also multiplies several numbers at once, if it gets them in a row. So a batch of 64 takes less than 64 times as long.'],
  predict: {
    ask: 'The engine trains a linear model of 64 features on one core. How many examples a second, with batches of 64 rather than 1?',
    choices: ['About as many', 'Two to five times as many', 'More than five times as many'],
    answer: facts => { const ratio = of(facts, 64).examples_per_second / of(facts, 1).examples_per_second; return ratio < 1.5 ? 0 : ratio <= 5 ? 1 : 2; },
    reveal: facts => `Just measured: ${count(of(facts, 1).examples_per_second)} a second with m = 1, ${count(of(facts, 64).examples_per_second)} with m = 64, which is ${sig(of(facts, 64).examples_per_second / of(facts, 1).examples_per_second, 2)} times as many. Another machine, or a busy one, will say something else.` },
  late: true,
  measure: engine => engine.throughput(),
  figure({ batches }) {
    return plot({ title: 'Examples a second on this machine', label: `From ${count(batches[0].examples_per_second)} examples a second at m = 1 the speed rises, and levels off.`,
      x: { name: 'batch m', log: true }, y: { name: 'examples/s', log: true }, series: [{ name: 'measured now', points: batches.map(b => [b.batch, b.examples_per_second]), colour: 'mini', dots: 'square' }] });
  },
  checks: [
    { ask: facts => `So how long does one update of 64 examples take here, in microseconds? The speed is ${count(of(facts, 64).examples_per_second)} examples a second.`, relative: 0.05, unit: 'µs', answer: facts => micro(of(facts, 64)),
      hint: '64 divided by the speed; a second has a million microseconds.', solution: facts => [`64/${count(of(facts, 64).examples_per_second)} s = ${sig(micro(of(facts, 64)))} µs. One update of one example takes ${sig(micro(of(facts, 1)))} µs.`] },
    { ask: facts => `An epoch has ${count(facts.rows)} rows. How many milliseconds does it take with m = 1?`, relative: 0.05, unit: 'ms', answer: facts => facts.rows / of(facts, 1).examples_per_second * 1e3,
      hint: 'Rows divided by the speed at m = 1, times a thousand.', solution: facts => [`${count(facts.rows)}/${count(of(facts, 1).examples_per_second)} s = ${sig(facts.rows / of(facts, 1).examples_per_second * 1e3)} ms.`] },
    { ask: 'Both curves, of speed and of noise, level off. Where is a batch well chosen?', choices: ['As large as memory allows', 'Where more speed is hardly to be had, and more exactness is hardly needed', 'Always at 1: most updates an epoch'], answer: () => 1,
      hint: 'See the gauge “Gradient noise scale” under Health: how many examples does it take until the noise is as large as the pull?', solution: () => ['In between: large enough for the machine, and not far above the noise scale, beyond which an update hardly gets better.'] }],
};
