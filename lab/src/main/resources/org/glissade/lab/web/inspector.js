// What this update does, in numbers and in one sentence; which examples it took; how healthy it is.
import { element } from './dom.js';
import { css } from './field.js';
import { fixed, sig, vector } from './format.js';
import { fitted } from './marks.js';
import { angle, before, drawn, place, slope, step } from './trail.js';

const $ = id => document.getElementById(id);

/** Shows update k of a training: the one that starts from place k. */
export function inspect({ runner, trail, k, next, settings }, problem) {
  for (const card of document.querySelectorAll('.insp .card')) card.style.setProperty('--col', `var(--${runner.key})`);
  $('eq').style.setProperty('--col-t', `var(--${runner.key}-t)`);
  const at = place(trail, k), more = k < trail.updates;
  formula(trail, k, at, settings);
  $('say').textContent = '';
  $('say').append(...(more ? sentence(trail, k, settings) : ended(trail, problem)));
  cells(runner, trail, k, problem);
  gauges(trail, k, next, problem, settings);
}

function formula(trail, k, at, settings) {
  const eta = element('span', { className: 'k', textContent: 'η' });
  const symbols = element('div', { className: 'toks' });
  const momentum = settings.momentum > 0;
  symbols.append('w ← w − ', eta, momentum ? ' · (βv + ĝ)' : ' · mean ∇ℓᵢ(w) ', element('small', { textContent: `over ${Math.min(trail.batch, trail.examples)}` }));
  $('eq').replaceChildren(symbols);
  if (k >= trail.updates) return;
  const numbers = element('div', { className: 'toks n' });
  const rate = trail.rates[k], g = step(trail, k);
  let pull = g;
  if (momentum) { // what the engine moved by, divided by its rate
    const after = place(trail, k + 1);
    pull = g.map((_, j) => (at[j] - after[j]) / rate);
  }
  numbers.append(vector(at), ' − ', element('span', { className: 'k', textContent: sig(rate) }), '·', pull.length === 1 && pull[0] < 0 ? `(${vector(pull)})` : vector(pull));
  $('eq').append(numbers);
}

const bold = text => element('b', { textContent: text });

function sentence(trail, k, settings) {
  const change = trail.excess[k + 1] - trail.excess[k], up = change > 0;
  if (trail.batch >= trail.examples && settings.order !== 'replacement') {
    return ['All ', `${trail.examples} examples voted, so this `, bold('is'), ' the true gradient. ',
      up ? 'Yet the loss went up: the step is too long for the curvature.' : 'No noise, but one update costs a whole epoch.'];
  }
  const degrees = angle(step(trail, k), slope(trail, k)).toFixed(0);
  return ['This batch points ', bold(degrees + '°'), ' away from the true gradient, ', settings.momentum > 0 ? 'and the loss went ' : 'and the loss went ',
    bold(up ? 'up' : 'down'), ` by ${sig(Math.abs(change))}. `,
    up ? (settings.order === 'sorted' ? 'Its examples are all of one side.' : 'One step up is noise, not a bug.') : trail.batch * 4 <= trail.examples ? 'With 4× the batch the cloud would be half as wide.' : ''];
}

function ended(trail, problem) {
  if (trail.reason === 'diverged' || trail.excess[trail.updates] > 4 * trail.excess[0]) {
    return ['The training ', bold('diverged'), `: the rate is too high. For the full batch it is stable below 2/λmax = ${sig(problem.stable_rate)}.`];
  }
  return ['The end: ', bold(String(trail.updates)), ` updates, ${trail.updates / trail.updates_per_epoch | 0} epochs. The loss is ${sig(trail.excess[trail.updates])} above the minimum.`];
}

function cells(runner, trail, k, problem) {
  const canvas = $('cells'), { x, width, height } = fitted(canvas), n = trail.examples;
  const rows = n <= 8 ? 1 : Math.max(1, Math.min(64, Math.round(Math.sqrt(n * height / width)))), columns = Math.ceil(n / rows);
  const gap = columns > 70 ? 0.5 : columns > 40 ? 1 : 2, w = (width - gap * (columns - 1)) / columns, h = Math.min(26, (height - gap * (rows - 1)) / rows);
  const last = Math.min(k, trail.updates - 1), used = new Set(before(trail, last)), current = new Set(drawn(trail, last));
  const colour = css('--' + runner.key), idle = css('--line');
  const rounded = w > 5, cell = i => rounded
    ? x.roundRect((i % columns) * (w + gap), Math.floor(i / columns) * (h + gap), w, h, 1.5)
    : x.rect((i % columns) * (w + gap), Math.floor(i / columns) * (h + gap), w, h);
  const all = Array.from({ length: n }, (_, i) => i), kinds = [[idle, 1, i => !current.has(i) && !used.has(i)], [colour, 0.34, i => !current.has(i) && used.has(i)], [colour, 1, i => current.has(i)]];
  for (const [fill, alpha, test] of kinds) { // one path a kind: thousands of cells are drawn at once
    x.beginPath();
    for (const i of all) if (test(i)) cell(i);
    x.globalAlpha = alpha;
    x.fillStyle = fill;
    x.fill();
  }
  x.globalAlpha = 1;
  const size = drawn(trail, last).length;
  $('drawn').textContent = `update ${last + 1} · ${size} of ${n}`;
  const some = [...current].slice(0, 8).map(i => i + 1).join(', ');
  canvas.setAttribute('aria-label', `Update ${last + 1} takes ${size} of ${n} examples: numbers ${some}${current.size > 8 ? ', …' : ''}. ${used.size} came before in this epoch.`);
}

/** [name, number, note, share filled, where a mark is, colour] */
function figures(trail, k, next, problem, settings) {
  const full = trail.batch >= trail.examples && settings.order !== 'replacement';
  const rate = trail.rates[Math.min(k, trail.updates - 1)], beta = settings.momentum;
  const curvature = problem.quadratic ? problem.largest : next?.largest ?? problem.largest;
  const limit = 2 * (1 + beta), stability = rate * curvature;
  const rows = [['Stability  η·λmax', sig(stability), curvature <= 0 ? 'The loss bends down here: no limit' : `Full batch diverges above ${limit.toFixed(2)}`,
    Math.max(0, Math.min(1, stability / (1.2 * limit))), 1 / 1.2, stability > 0.8 * limit ? 'var(--warn)' : 'var(--ok)']];
  if (next) {
    const scale = next.trace / next.squared_gradient, m = trail.batch;
    rows.push(['Gradient noise scale', sig(scale), trail.examples <= 4 ? 'Examples whose noise equals the signal'
      : scale > 4 * m ? `Batch ${m} is well below it: bigger would pay` : scale > m / 4 ? `Batch ${m} is near it: a good trade` : `Batch ${m} is well above it: smaller is cheaper`,
    Math.max(0, Math.min(1, Math.log10(Math.max(1, scale)) / 5)), Math.log10(Math.max(1.2, m)) / 5, 'var(--col)']);
  }
  const shrink = full ? 0 : settings.order === 'replacement' ? 1 : (trail.examples - trail.batch) / Math.max(1, trail.examples - 1);
  const floor = rate / (1 - beta) * problem.trace / (4 * trail.batch) * shrink;
  rows.push(['Noise floor at this η', sig(floor), full ? 'The full batch has no noise floor' : 'Halve η, halve the floor',
    floor > 0 ? Math.max(0.04, Math.min(1, 1 + Math.log10(floor) / 4)) : 0, null, 'var(--col)']);
  return rows;
}

/** The gauges are made once and set from then on: this is done in each frame. */
function gauges(trail, k, next, problem, settings) {
  const rows = figures(trail, k, next, problem, settings), box = $('gauges');
  while (box.children.length > rows.length) box.lastChild.remove();
  while (box.children.length < rows.length) {
    box.append(element('div', { className: 'g' }, element('div', { className: 't' }, element('span'), element('b')),
      element('div', { className: 'meter' }, element('i'), element('u')), element('div', { className: 'n' })));
  }
  rows.forEach(([name, value, note, share, notch, colour], i) => {
    const [head, meter, foot] = box.children[i].children;
    head.firstChild.textContent = name;
    head.lastChild.textContent = value;
    foot.textContent = note;
    meter.style.setProperty('--mc', colour);
    meter.firstChild.style.width = share * 100 + '%';
    meter.lastChild.hidden = notch == null;
    if (notch != null) meter.lastChild.style.left = Math.min(1, notch) * 100 + '%';
  });
}

/** Moments worth a look: [{runner, k, text}]. */
export function milestones(shown, problem) {
  const list = [];
  for (const { runner, trail, settings } of shown) {
    const first = (test, text) => {
      for (let k = 1; k < trail.trend.length; k++) if (test(trail.trend[k])) { list.push({ runner, trail, k, text }); return; }
    };
    const begin = trail.excess[0];
    for (const share of [10, 100]) first(v => v < begin / share, `loss below ${sig(begin / share, 2)}`);
    if (trail.batch < trail.examples) {
      const floor = trail.rates[0] / (1 - settings.momentum) * problem.trace / (4 * trail.batch) * (trail.examples - trail.batch) / Math.max(1, trail.examples - 1);
      if (settings.schedule === 'constant' && floor < begin) first(v => v < 1.1 * floor, 'reached its noise floor');
    }
    const away = trail.trend.findIndex(v => v > 4 * begin);
    if (away > 0) list.push({ runner, trail, k: away, text: 'runs away' });
  }
  return list;
}
