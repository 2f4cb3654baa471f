// What a machine makes of a batch.
import { element } from '../dom.js';
import { plot } from '../figure.js';
import { count, sig } from '../format.js';

const speed = (list, m) => list.find(b => b.batch === m).examples_per_second;
const round = v => count(+v.toPrecision(3));
const gain = list => speed(list, 64) / speed(list, 1);
const times = ratio => `${sig(ratio, 2)} times`;

export default {
  key: 'hardware',
  title: 'Batch size and hardware',
  line: 'Examples a second, measured on this machine, now.',
  state: { problem: { key: 'least-squares' }, epochs: 20, clock: 'time', selected: 1, runners: [[256, 1.07], [16, 0.26], [1, 0.06]] },
  text: [
    'Statistics say what an update is worth; the machine says what it costs. A processor is faster at arithmetic than at fetching numbers from memory, so the question is how often a number that was fetched gets used.',
    'A **network** multiplies each example by matrices of weights. With a batch, a piece of a matrix is fetched once and serves all of its examples. A **linear model** has but one row of weights: there is little to share.'],
  predict: {
    ask: 'A network with one hidden layer, 64 features and 64 units. How many examples a second does the engine learn from with batches of 64 rather than 1?',
    choices: ['About as many', 'Two to five times as many', 'More than five times as many'],
    answer: ({ network }) => gain(network) < 1.6 ? 0 : gain(network) <= 5 ? 1 : 2,
    reveal: ({ linear, network }) => `Just measured for the network: ${round(speed(network, 1))} a second with m = 1, ${round(speed(network, 64))} with m = 64, which is ${times(gain(network))} as many. For the linear model: ${times(gain(linear))}. Another machine, or a busy one, will say something else.` },
  late: true,
  measure: engine => engine.throughput(),
  figure({ linear, network }) {
    const chart = (name, list, colour, dots) => plot({ title: `${name}: examples a second on this machine`,
      label: `${name}: ${round(speed(list, 1))} examples a second with m = 1, ${round(speed(list, 64))} with m = 64.`,
      x: { name: 'batch m', log: true }, y: { name: 'examples/s', from: 0 },
      series: [{ name: 'measured now', points: list.map(b => [b.batch, b.examples_per_second]), colour, dots }] });
    return element('div', {}, chart('Network', network, 'mini', 'square'), chart('Linear model', linear, 'single', 'triangle'));
  },
  checks: [
    { ask: ({ network }) => `The network learns from ${round(speed(network, 64))} examples a second with m = 64. So how long does one update take, in microseconds?`, relative: 0.05, unit: 'µs', answer: ({ network }) => 64 / speed(network, 64) * 1e6,
      hint: '64 divided by the speed; a second has a million microseconds.', solution: ({ network }) => [`64/${round(speed(network, 64))} s = ${sig(64 / speed(network, 64) * 1e6)} µs. An update of one example takes ${sig(1 / speed(network, 1) * 1e6)} µs.`] },
    { ask: ({ rows, network }) => `An epoch has ${count(rows)} rows. How many milliseconds does it take with m = 1, at ${round(speed(network, 1))} examples a second?`, relative: 0.05, unit: 'ms', answer: ({ rows, network }) => rows / speed(network, 1) * 1e3,
      hint: 'Rows divided by the speed, times a thousand.', solution: ({ rows, network }) => [`${count(rows)}/${round(speed(network, 1))} s = ${sig(rows / speed(network, 1) * 1e3)} ms.`] },
    { ask: 'Speed levels off as batches grow, and so does what an update is worth. Where is a batch well chosen?', choices: ['As large as memory allows', 'Where more speed is hardly to be had, and more exactness is hardly needed', 'Always at 1: most updates an epoch'], answer: () => 1,
      hint: 'See “Gradient noise scale” under Health: how many examples does it take until the noise is no larger than the pull?', solution: () => ['In between: large enough for the machine, and not far above the noise scale, beyond which an update hardly gets better.'] }],
};
