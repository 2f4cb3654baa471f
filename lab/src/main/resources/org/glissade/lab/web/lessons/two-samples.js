// Two samples that want different things, one at a time.
import { place, drawn, step } from '../trail.js';
import { element, table } from '../dom.js';
import { plot } from '../figure.js';
import { fixed, sig } from '../format.js';

const wanted = [1, 3];

export default {
  key: 'two-samples',
  title: 'Two samples pulling apart',
  line: 'One number, two wishes, and an update that hears one wish at a time.',
  state: { problem: { key: 'two-samples' }, epochs: 20, order: 'sequential', clock: 'updates', selected: 2,
    runners: [[2, 0.1], [1, 0.05], [1, 0.1]] },
  text: [
    'Sample 1 would have θ = 1, sample 2 would have θ = 3. How unhappy sample i is, its loss, is (θ − yᵢ)²; so its gradient is 2(θ − yᵢ), and an update moves θ by η times that, downhill.',
    'The orange training hears **one sample at a time**, first 1, then 2, and round again, with η = 0.1 from θ = 0. Blue does so at half the rate; black hears both at once.'],
  predict: {
    ask: 'The samples take turns for 40 updates. How does the orange θ end?',
    choices: ['At rest on 2, halfway', 'Still swinging to and fro about 2', 'Near 3, which spoke last'],
    answer: ({ ends }) => Math.abs(ends[0] - ends[1]) > 0.01 ? 1 : Math.abs(ends[1] - 2) < 0.5 ? 0 : 2,
    reveal: ({ ends }) => `It goes between ${sig(Math.min(...ends), 4)} and ${sig(Math.max(...ends), 4)} for ever: each sample pulls it back its way, equally hard. The mean of the two wishes, 2, is in the middle. Blue, at half the rate, swings half as wide; black comes to rest.` },
  async measure(engine) {
    const trail = await engine.run(2);
    return { trail, minimum: (await engine.problem()).minima[0].at[0], ends: [trail.updates - 1, trail.updates].map(k => place(trail, k)[0]) };
  },
  figure({ trail, minimum }) {
    const points = Array.from({ length: 21 }, (_, k) => [k, place(trail, k)[0]]);
    const rows = [0, 1, 2, 3].map(k => [String(k + 1), String(drawn(trail, k)[0] + 1), fixed(place(trail, k)[0], 3), fixed(step(trail, k)[0], 3), fixed(place(trail, k + 1)[0], 4)]);
    return element('div', {},
      plot({ title: 'θ, one sample at a time', label: `θ rises from 0 in steps that grow shorter and longer in turns, and swings about ${sig(minimum)} after a dozen updates.`,
        x: { name: 'update' }, y: { name: 'θ', from: 0 },
        series: [{ name: 'θ', points, colour: 'single', dots: 'triangle' }, { name: 'the minimum', points: [[0, minimum], [20, minimum]], colour: 'faint', dash: true }] }),
      table(['update', 'sample', 'θ', 'gradient', 'θ after'], rows));
  },
  show: { runner: 2, updates: 4 },
  checks: [
    { ask: 'Update 2 hears sample 2 at θ = 0.2. Where is θ after it?', tolerance: 0.005, answer: ({ trail }) => place(trail, 2)[0],
      hint: 'The gradient is 2(0.2 − 3).',
      solution: ({ trail }) => [`2(0.2 − 3) = ${fixed(step(trail, 1)[0], 1)}.`, `θ ← 0.2 − 0.1 · (${fixed(step(trail, 1)[0], 1)}) = ${sig(place(trail, 2)[0], 3)}.`] },
    { ask: 'And after update 4, which hears sample 2 again?', tolerance: 0.005, answer: ({ trail }) => place(trail, 4)[0],
      hint: 'First update 3, with sample 1: it takes θ from 0.76 a little towards 1.',
      solution: ({ trail }) => [2, 3].map(k => `Update ${k + 1}: θ ← ${sig(place(trail, k)[0], 3)} − 0.1 · 2(${sig(place(trail, k)[0], 3)} − ${wanted[drawn(trail, k)[0]]}) = ${fixed(place(trail, k + 1)[0], 4)}.`) },
    { ask: 'Play to the end. How far from 2 is θ then?', tolerance: 0.005, answer: ({ ends }) => Math.abs(ends[1] - 2),
      hint: 'Press the End key, and read θ in “This update”; or look at the swing: with d the distance, one update leads from 2 − d to 2 + d.',
      solution: ({ ends }) => ['In the swing, sample 2 takes 2 − d to 2 + d: 2 + d = 0.8(2 − d) + 0.2 · 3.', `So 1.8d = 0.2, and d = 1/9. The engine ends at ${fixed(ends[1], 4)}.`] }],
};
