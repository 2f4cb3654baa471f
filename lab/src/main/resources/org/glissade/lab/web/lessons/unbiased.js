// A batch misses the true gradient, but to no side.
import { element, shape } from '../dom.js';
import { count, sig, vector } from '../format.js';

const COUNTS = [10, 100, 1000, 10000];
const SHOWN = 400, SIZE = 210;

/** Batches of the engine at the place where the selected training is, and where their mean points. */
function draws(engine, stage) {
  const ask = element('div', { className: 'row-buttons', role: 'group', 'aria-label': 'How many batches to draw' });
  const picture = element('div', { className: 'cloud' }), words = element('p', { className: 'note', 'aria-live': 'polite' });
  let seed = 0;
  const draw = async n => {
    const { at, batch, replaced } = stage.here();
    const got = await engine.lens({ at, batch, replaced, draws: n, seed: ++seed });
    const w = at.length, drawn = got.draws.length / w, mean = at.map((_, j) => {
      let sum = 0;
      for (let i = 0; i < drawn; i++) sum += got.draws[i * w + j];
      return sum / drawn;
    });
    const off = Math.hypot(...mean.map((v, j) => v - got.gradient[j]));
    const expected = Math.sqrt((got.covariance[0] + got.covariance[2]) / drawn);
    picture.replaceChildren(cloud(got, mean, w), element('p', { className: 'note', textContent: 'Blue dots: steps of single batches. Triangle: their mean. Cross: the true step, dashed.' }));
    words.textContent = `Mean of ${count(drawn)} batches of ${batch}: ${vector(mean)}. True gradient: ${vector(got.gradient)}. They are ${sig(off)} apart; to be expected, σ/√(m·draws): about ${sig(expected)}.`;
    words.dataset.off = off;
    words.dataset.expected = expected;
  };
  ask.append(...COUNTS.map(n => element('button', { className: 'ic', textContent: count(n), onclick: () => stage.guard(draw(n)) })));
  return element('div', {}, element('p', { textContent: 'Draw batches at the place where the training is now:' }), ask, picture, words);
}

function cloud(got, mean, w) {
  const points = [];
  for (let i = 0; i < Math.min(SHOWN, got.draws.length / w); i++) points.push([got.draws[i * w], w > 1 ? got.draws[i * w + 1] : 0]);
  const truth = [got.gradient[0], got.gradient[1] ?? 0], middle = [mean[0], mean[1] ?? 0];
  // The true step is in the middle; a few far draws may lie outside. A step is downhill: −g.
  const reach = Math.max(1.1 * Math.hypot(...truth), 3 * Math.sqrt(Math.max(got.covariance[0], got.covariance[2])));
  const to = p => [0, 1].map(j => SIZE / 2 + (j ? 1 : -1) * (p[j] - truth[j]) / reach * SIZE / 2);
  const [ox, oy] = to([0, 0]);
  const line = (p, kind) => { const [x, y] = to(p); return shape('line', { x1: ox, y1: oy, x2: x, y2: y, class: kind }); };
  const [mx, my] = to(middle), [tx, ty] = to(truth);
  return shape('svg', { viewBox: `0 0 ${SIZE} ${SIZE}`, role: 'img', class: 'plot', 'aria-label': `The steps of ${points.length} batches as dots, their mean as a filled triangle, and the true step as a cross.` },
    ...points.map(p => { const [cx, cy] = to(p); return shape('circle', { cx, cy, r: 1.5, class: 'speck c-mini' }); }),
    line(truth, 'line c-full dash'), line(middle, 'line c-single'),
    shape('path', { d: `M${tx - 7} ${ty}h14M${tx} ${ty - 7}v14`, class: 'line c-full' }),
    shape('path', { d: `M${mx} ${my - 6}l5.4 9.4h-10.8z`, class: 'dot c-single' }),
    shape('circle', { cx: ox, cy: oy, r: 3.4, class: 'dot c-faint' }));
}

export default {
  key: 'unbiased',
  title: 'Wrong each time, right on average',
  line: 'A batch misses the true gradient, but to no side: average many, and the miss melts away.',
  state: { problem: { key: 'least-squares' }, epochs: 20, order: 'replacement', clock: 'updates', selected: 1, runners: [[256, 0.2], [4, 0.1], [1, 0.05]] },
  text: [
    'The gradient ĝ of a batch is a guess at the true gradient ∇L, the mean over all 256 examples. The lens of the blue panel shows the steps that other batches of 4 would have taken: a cloud.',
    'Each example is drawn as likely as any other, so E ĝ = ∇L: the guess is **unbiased**, here and at every other θ.'],
  predict: {
    ask: ({ alone }) => `One batch of 4 is off by ${sig(alone)}, typically. You draw 100 such batches and average their gradients. How far off is the average?`,
    choices: ['Just as far: noise plus noise is noise', 'About a tenth of that', 'About a hundredth of that'],
    answer: ({ alone, hundred }) => [1, 0.1, 0.01].map(f => Math.abs(Math.log(hundred / alone / f))).reduce((best, v, i, list) => v < list[best] ? i : best, 0),
    reveal: ({ alone, hundred, tries }) => `The engine tried it ${tries} times: ${sig(hundred)} from the true gradient, against ${sig(alone)} of a single batch. 100 times the draws, a tenth of the distance: the root.` },
  async measure(engine) {
    const at = await engine.start(), got = await engine.lens({ at, batch: 4, replaced: true, draws: 20000, seed: 99 });
    const each = 100, tries = got.draws.length / 2 / each;
    let squares = 0;
    for (let t = 0; t < tries; t++) {
      const mean = [0, 0];
      for (let i = t * each; i < (t + 1) * each; i++) for (const j of [0, 1]) mean[j] += got.draws[2 * i + j] / each;
      squares += (mean[0] - got.gradient[0]) ** 2 + (mean[1] - got.gradient[1]) ** 2;
    }
    return { sigma: Math.sqrt(got.trace), alone: Math.sqrt(got.covariance[0] + got.covariance[2]), hundred: Math.sqrt(squares / tries), tries };
  },
  figure: (facts, engine, stage) => draws(engine, stage),
  checks: [
    { ask: ({ sigma }) => `Here a single example is off by σ = ${sig(sigma)}. How far off is the mean of 400 batches of 4, typically?`, relative: 0.05, answer: ({ sigma }) => sigma / Math.sqrt(1600),
      hint: 'σ/√(m·draws): only how many examples there are in all matters.', solution: ({ sigma }) => [`√(4 · 400) = 40, so ${sig(sigma)}/40 = ${sig(sigma / 40)}.`] },
    { ask: 'The miss of one batch shall shrink to a hundredth. Of how many batches must you take the mean?', relative: 0.01, answer: () => 100 ** 2,
      hint: 'It shrinks with the root of their number.', solution: () => ['√10 000 = 100. Exactness is dear: that is why nobody waits for it.'] }],
};
