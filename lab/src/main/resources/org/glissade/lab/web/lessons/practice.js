// By hand.
import { place, slope, step } from '../trail.js';
import { fixed, sig } from '../format.js';

const POINTS = [[1, 2], [3, 1]], VARIANCE = 16;
const pull = ([x, y], w) => (w * x - y) * x;
const mean = POINTS.reduce((sum, p) => sum + pull(p, 0) / POINTS.length, 0);
const deviation = m => Math.sqrt(VARIANCE / m);

export default {
  key: 'practice',
  title: 'Practice: by hand',
  line: 'Two points, one weight, a pencil; the engine checks.',
  state: { problem: { key: 'two-points' }, epochs: 20, order: 'sequential', clock: 'updates', selected: 2, runners: [[2, 0.1], [1, 0.05], [1, 0.1]] },
  text: [
    'A line ŷ = wx through the origin is to fit (1, 2) and (2, 0). The loss of a point is ½(wx − y)², so its gradient is (wx − y)·x. Orange takes one point at a time in this order, with η = 0.1 from w = 0.',
    'Work the updates out first; then step with → and look.'],
  predict: {
    ask: 'Before you compute: is the second update of the orange training, with the point (2, 0), to the right as the first one was?',
    choices: ['Yes: it goes on towards the best w', 'No: it goes back to the left'],
    answer: ({ trail }) => step(trail, 1)[0] > 0 ? 1 : 0,
    reveal: ({ trail, minimum }) => `From ${sig(place(trail, 1)[0])} to ${sig(place(trail, 2)[0])}, although the best w is ${sig(minimum)}: for the point (2, 0) alone, any w above 0 is too steep.` },
  async measure(engine) {
    return { trail: await engine.run(2), minimum: (await engine.problem()).minima[0].at[0] };
  },
  show: { runner: 2, updates: 3 },
  checks: [
    { ask: 'Update 1, with (1, 2) at w = 0: where is w after it?', tolerance: 0.002, answer: ({ trail }) => place(trail, 1)[0],
      hint: 'The gradient is (0 · 1 − 2) · 1.', solution: ({ trail }) => [`ĝ = ${fixed(step(trail, 0)[0], 0)}; w ← 0 − 0.1 · (${fixed(step(trail, 0)[0], 0)}) = ${sig(place(trail, 1)[0], 1)}.`] },
    { ask: 'Update 2, with (2, 0): where is w now?', tolerance: 0.002, answer: ({ trail }) => place(trail, 2)[0],
      hint: '(0.2 · 2 − 0) · 2.', solution: ({ trail }) => [`ĝ = ${fixed(step(trail, 1)[0], 1)}; w ← 0.2 − 0.1 · ${fixed(step(trail, 1)[0], 1)} = ${sig(place(trail, 2)[0], 2)}.`] },
    { ask: 'Update 3, with (1, 2) again?', tolerance: 0.001, answer: ({ trail }) => place(trail, 3)[0],
      hint: '(0.12 − 2) · 1.', solution: ({ trail }) => [`ĝ = ${fixed(step(trail, 2)[0])}; w ← 0.12 − 0.1 · (${fixed(step(trail, 2)[0])}) = ${sig(place(trail, 3)[0])}.`] },
    { ask: 'What is the true gradient at w = 0.12, the mean over both points?', tolerance: 0.005, answer: ({ trail }) => slope(trail, 2)[0],
      hint: 'Half of (0.12 · 1 − 2) · 1 + (0.12 · 2 − 0) · 2.', solution: ({ trail }) => [`½(−1.88 + 0.48) = ${fixed(slope(trail, 2)[0])}. The full batch would have gone less than half as far.`] },
    { ask: 'Other points: the batch {(1, 2), (3, 1)} at w = 0. What is ĝ?', tolerance: 0.005, answer: () => mean,
      hint: 'The mean of (0 · 1 − 2) · 1 and (0 · 3 − 1) · 3.', solution: () => [`½(${POINTS.map(p => fixed(pull(p, 0), 0)).join(' + ').replace('+ −', '− ')}) = ${fixed(mean, 1)}.`] },
    { ask: 'And how far does w move, in units of η?', tolerance: 0.005, unit: 'η', answer: () => -mean, hint: 'w ← w − η·ĝ.', solution: () => [`w ← 0 − η · (${fixed(mean, 1)}) = ${fixed(-mean, 1)}·η.`] },
    ...[1, 4, 16].map(m => ({ ask: m === 1 ? `The gradients of single examples vary with σ² = ${VARIANCE}. What is the standard deviation of ĝ for m = 1?` : `And for m = ${m}?`, tolerance: 0.01, answer: () => deviation(m),
      hint: 'The root of the variance σ²/m.', solution: () => [`√(${VARIANCE}/${m}) = ${deviation(m)}.`] })),
    { ask: 'ĝ is the mean of m independent G with variance σ² each. What is Var(ĝ)?', choices: ['σ²', 'σ²/√m', 'σ²/m', 'm·σ²'], answer: () => [1, 1 / Math.sqrt(4), 1 / 4, 4].indexOf((deviation(4) / deviation(1)) ** 2),
      hint: 'Var(aX) = a²·Var(X), and variances of independent numbers add up.', solution: () => ['Var(ΣG) = m·σ²; ĝ is 1/m of the sum, so Var(ĝ) = m·σ²/m² = σ²/m.'] },
    { ask: 'ĝ = ∇ℓᵢ with i drawn evenly from N examples. What is E ĝ?', choices: ['∇L, the mean of all the gradients', 'The largest of the gradients', 'N times ∇L'], answer: () => 0,
      hint: 'Each example comes with probability 1/N.', solution: () => ['E ĝ = Σ (1/N)·∇ℓᵢ = ∇[(1/N)·Σ ℓᵢ] = ∇L: a sum and a derivative may change places.'] }],
};
