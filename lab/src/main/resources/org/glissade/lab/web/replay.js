// A recorded run, trained again: its way in the plane of its two principal directions.
import { element } from './dom.js';
import { ACROSS, Field, repaint } from './field.js';
import { Feed } from './feed.js';
import { count, sig } from './format.js';
import { themeSwitch } from './themeswitch.js';
import { guarded } from './toast.js';
import { boxFor, drawLosses, drawPlane, isStraight, percent } from './waymap.js';
import { Refused, frame, get, latest, post } from './wire.js';

const $ = id => document.getElementById(id);
const COARSE = 33; // points of a first picture, there in a ninth of the time
const MOST_FIELDS = 12; // that are kept, for boxes that are looked at again
const WHOLE_WAY = 12; // seconds that it plays
const ROUNDING = 1e-9; // of shares
const PARTS = { whole: 0, half: 0.5, tenth: 0.9 };
const MODELS = { mean: 'a mean of the places on the way', point: 'a point beside it that the optimiser goes by', best: 'an earlier one, the best of those that were tested' };
const only = latest();
const name = new URLSearchParams(location.search).get('run') ?? '';
const path = `/api/replays/${encodeURIComponent(name)}`;
const page = { state: null, way: null, k: 0, part: 'whole', scales: 'fit', scale: 'log', field: null, fields: new Map(), keep: {}, playing: 0 };

/* ---------- the state in the address ---------- */

function recall() {
  const q = new URLSearchParams(location.hash.slice(1));
  page.at = q.has('at') ? Number(q.get('at')) || 0 : Infinity;
  page.part = q.get('part') in PARTS ? q.get('part') : 'whole';
  page.scales = q.get('axes') === 'equal' ? 'equal' : 'fit';
  page.scale = q.get('l') === 'linear' ? 'linear' : 'log';
}

function remember() {
  const q = new URLSearchParams();
  if (page.way && page.k < last()) q.set('at', page.way.steps[page.k]);
  if (page.part !== 'whole') q.set('part', page.part);
  if (page.scales !== 'fit') q.set('axes', page.scales);
  if (page.scale !== 'log') q.set('l', page.scale);
  clearTimeout(remember.timer);
  remember.timer = setTimeout(() => history.replaceState(null, '', location.search + (q.size ? '#' + q : '')), 150);
}

/* ---------- until it is there ---------- */

function stand(state) {
  page.state = state.state;
  document.body.dataset.state = state.state;
  const running = state.state === 'running';
  $('waiting-title').textContent = { running: `Replaying ${name}`, refused: 'No replay', cancelled: 'Cancelled', done: `Replaying ${name}` }[state.state] ?? 'Replay';
  $('waiting-text').textContent = running ? `The run is trained again, from its record, by the same engine: ${state.words}.` : state.words;
  $('progress').hidden = !running;
  $('progress').value = state.share;
  $('cancel').hidden = !running;
  $('again').hidden = state.state !== 'cancelled';
  if (state.state === 'done' && !page.arriving) { page.arriving = true; arrive(); }
}

/** An answer: what has been heard of the end meanwhile is newer. */
const answered = state => { if (!page.state || page.state === 'running') stand(state); };

/** How it stands now; what happened before the stream of news was there has been told to nobody. */
const ask = guarded(async () => {
  page.there = true;
  if (page.state) answered(await get(path));
});

const begin = guarded(async () => {
  page.state = null;
  try {
    answered(await post(path, {}));
    if (page.there) await ask();
  } catch (e) {
    if (!(e instanceof Refused)) throw e;
    stand({ state: 'refused', words: e.message, share: 0 });
  }
});

const arrive = guarded(async () => {
  const way = await frame(path + '/way', {});
  page.way = way;
  page.k = Math.max(0, way.steps.findLastIndex(s => s <= page.at));
  $('waiting').hidden = true;
  for (const id of ['wayside', 'told', 'transport']) $(id).hidden = false;
  $('pos').max = last();
  say();
  buttons();
  look();
  document.title = `${way.name} · Replay · Glissade`;
});

const last = () => page.way.steps.length - 1;

/* ---------- what is said of all of it ---------- */

function say() {
  const w = page.way, straight = isStraight(w);
  $('title').textContent = w.name;
  $('title').title = w.name;
  $('to-run').href = `runs.html#run=${encodeURIComponent(w.name)}`;
  $('share').replaceChildren(...straight
    ? ['The way of the weights is straight: ', element('b', { textContent: 'one direction' }), ' holds all of it.']
    : ['These two directions hold ', element('b', { textContent: percent(w.share) }), ` of the way that the ${count(w.weights)} weights went.`]);
  const left = 1 - w.share, rest = left < ROUNDING ? 0 : left;
  $('shares').replaceChildren(...[['first', w.first_share], ['second', w.second_share], ['all others', rest]].map(([text, share], i) => {
    const bar = element('i');
    bar.style.width = `${share * 100}%`;
    return element('div', { className: i === 2 ? 'part rest' : 'part' }, element('span', { textContent: text }), element('div', { className: 'meter' }, bar), element('b', { textContent: percent(share) }));
  }));
  $('same').textContent = 'replayed: the same weights, to the bit';
  $('same').title = `Trained again by its record, all ${count(w.weights)} weights came out as in the model of the record.`;
  const notes = [];
  notes.push(last() === w.steps_taken ? 'Every update is kept.' : `Of ${count(w.steps_taken)} updates ${count(last())} are kept.`);
  notes.push(w.rows < w.all_rows ? `Losses are of ${count(w.rows)} of the ${count(w.all_rows)} training rows, drawn at random.` : `Losses are of all ${count(w.rows)} training rows.`);
  if (w.l1 || w.l2) notes.push(`They include the penalties (${[w.l1 && `L1 ${sig(w.l1)}`, w.l2 && `L2 ${sig(w.l2)}`].filter(Boolean).join(', ')}).`);
  if (MODELS[w.model_is]) notes.push(`The model is not the last place, but ${MODELS[w.model_is]}.`);
  notes.push(`Lowest in this plane: ${sig(w.lowest_loss, 4)}; the model: ${sig(w.model_loss, 4)}.`);
  $('notes').textContent = notes.join(' ');
}

/* ---------- drawing ---------- */

const look = guarded(async () => {
  const canvas = $('way');
  if (!page.way || canvas.clientWidth < 2) return;
  page.from = Math.floor(PARTS[page.part] * last());
  const box = page.box = boxFor(page.way, page.from, page.scales === 'equal', canvas.clientWidth, canvas.clientHeight);
  later();
  const id = Object.values(box).join();
  for (const points of page.fields.has(id) ? [ACROSS] : [COARSE, ACROSS]) {
    const field = page.fields.get(id) ?? await only('field', signal => fieldOver(box, points, signal));
    if (!field || page.box !== box) return;
    page.field = field;
    later();
  }
  if (page.fields.size > MOST_FIELDS) page.fields.clear();
  page.fields.set(id, page.field);
  page.seen = box;
});

/** The loss over a box, and some more: at its edges a field is read less well. */
async function fieldOver(box, points, signal) {
  const w = (box.right - box.left) * 0.06, h = (box.top - box.bottom) * 0.06;
  const wide = { left: box.left - w, right: box.right + w, bottom: box.bottom - h, top: box.top + h };
  const got = await frame(path + '/field', { ...wide, across: points, up: points }, signal);
  return new Field(wide, got.across, got.up, got.losses);
}

function later() {
  if (!later.asked) later.asked = requestAnimationFrame(() => { later.asked = 0; guarded(draw)(); });
}

function draw() {
  if (!page.way || !page.box) return;
  const { way, k, box } = page, seen = page.seen === box;
  drawPlane($('way'), { way, k, from: page.from, box, field: page.field?.covers(box) ? page.field : null, keep: page.keep });
  $('bands').textContent = seen ? 'bands: training loss, each 2.1 times as far above the lowest as the one inside' : 'bands: training loss, being computed…';
  const [a, b] = way.lowest;
  $('lowest').textContent = a < box.left || a > box.right || b < box.bottom || b > box.top ? 'lowest in this plane, outside the picture' : 'lowest in this plane';
  page.curve = drawLosses($('losses'), way, k, page.scale);
  here();
  if (!page.playing) {
    $('way').setAttribute('aria-label', `The way of ${count(way.steps_taken)} updates in the plane of its two principal directions, which hold ${percent(way.share)} of it. At update ${way.steps[k]}: ${sig(way.along[k])} along the first, ${sig(way.across[k])} along the second from the model, ${sig(way.off[k])} away from the plane.`);
    $('losses').setAttribute('aria-label', `Loss by epochs: ${sig(way.losses[0], 4)} at the start, ${sig(way.losses[k], 4)} here, ${sig(way.losses[last()], 4)} at the end.`);
    remember();
  }
  document.body.dataset.ready = seen ? '1' : '0';
}

function here() {
  const { way, k } = page, far = Math.hypot(way.along[k], way.across[k], way.off[k]);
  const figures = [['update', 'update', count(way.steps[k])], ['epoch', 'epoch', (+way.epochs[k].toFixed(3)).toString()], ['rate', 'learning rate', sig(way.rates[k])],
    ['loss', 'loss', sig(way.losses[k], 4)], ['far', 'distance from the model', sig(far)], ['off', 'of that, away from the plane', sig(way.off[k])]];
  $('here').replaceChildren(...figures.flatMap(([id, text, value]) => [element('dt', { textContent: text }), element('dd', { textContent: value, 'data-figure': id })]));
  const share = far > 0 ? way.off[k] / far : 0;
  $('off-note').textContent = far === 0 ? 'This is the model.' : share > 0.5 ? 'Here most of what separates the weights from the model is not in the picture: the point is only their shadow on the plane.'
    : share > 0.1 ? 'The point in the picture is the shadow of the weights on the plane; its loss there differs somewhat from theirs.' : 'The point in the picture is nearly where the weights are.';
  $('pos').value = k;
  $('pos').style.setProperty('--p', `${k / Math.max(1, last()) * 100}%`);
  $('pos').setAttribute('aria-valuetext', `update ${way.steps[k]} of ${way.steps_taken}`);
  $('now').textContent = count(way.steps[k]);
  $('of').textContent = `of ${count(way.steps_taken)} update${way.steps_taken === 1 ? '' : 's'}`;
}

/* ---------- playback ---------- */

function moveTo(k) {
  page.k = Math.max(0, Math.min(last(), Math.round(k)));
  later();
}

function stepBy(places) {
  pause();
  moveTo(page.k + places);
}

/** Even in the square root of the updates: most happens at first. */
function play() {
  if (page.k >= last()) page.k = 0;
  let before = performance.now(), share = Math.sqrt(page.k / Math.max(1, last()));
  const step = now => {
    share = Math.min(1, share + (now - before) / 1000 / WHOLE_WAY);
    before = now;
    moveTo(share * share * last());
    page.playing = share < 1 ? requestAnimationFrame(step) : 0;
    if (!page.playing) settled();
  };
  page.playing = requestAnimationFrame(step);
  settled();
}

function pause() {
  cancelAnimationFrame(page.playing);
  page.playing = 0;
  settled();
}

function settled() {
  const playing = page.playing !== 0;
  $('play').setAttribute('aria-pressed', String(playing));
  $('play').setAttribute('aria-label', playing ? 'Pause (space)' : 'Play (space)');
  $('play').firstElementChild.firstElementChild.setAttribute('d', playing ? 'M6 4h3v12H6zM11 4h3v12h-3z' : 'M6 3.5v13l10.5-6.5z');
  later();
}

/* ---------- wiring ---------- */

function buttons() {
  for (const group of ['part', 'scales', 'scale']) for (const b of $(group).children) b.setAttribute('aria-pressed', String(b.dataset.v === page[group]));
}

function set(change) {
  Object.assign(page, change);
  buttons();
  if (change.scale) later(); else look();
}

function keys(e) {
  if (e.ctrlKey || e.metaKey || e.altKey || !page.way || document.querySelector('dialog[open]')) return;
  if (e.key === ' ' && e.target.matches('button, a')) return;
  if (e.target.matches('input[type=range]') && e.key.startsWith('Arrow') && !e.shiftKey && (e.key === 'ArrowUp' || e.key === 'ArrowDown')) return;
  const far = Math.max(1, Math.round(last() / 20));
  const work = { ' ': () => page.playing ? pause() : play(), ArrowLeft: () => stepBy(e.shiftKey ? -far : -1), ArrowRight: () => stepBy(e.shiftKey ? far : 1),
    Home: () => stepBy(-Infinity), End: () => stepBy(Infinity), 1: () => set({ part: 'whole' }), 2: () => set({ part: 'half' }), 3: () => set({ part: 'tenth' }),
    e: () => set({ scales: page.scales === 'fit' ? 'equal' : 'fit' }), l: () => set({ scale: page.scale === 'log' ? 'linear' : 'log' }), '?': () => $('keys').showModal() }[e.key];
  if (!work) return;
  e.preventDefault();
  work();
}

function wire() {
  for (const group of ['part', 'scales', 'scale']) for (const b of $(group).children) b.onclick = () => set({ [group]: b.dataset.v });
  $('pos').oninput = () => { pause(); moveTo(Number($('pos').value)); };
  $('home').onclick = () => stepBy(-Infinity);
  $('back').onclick = () => stepBy(-1);
  $('forth').onclick = () => stepBy(1);
  $('play').onclick = () => page.playing ? pause() : play();
  $('cancel').onclick = guarded(async () => answered(await post(path + '/cancel', {})));
  $('again').onclick = begin;
  $('help').onclick = () => $('keys').showModal();
  $('back-to-runs').href = name ? `runs.html#run=${encodeURIComponent(name)}` : 'runs.html';
  $('losses').onclick = e => {
    if (!page.curve) return;
    const x = e.offsetX, at = Array.from(page.way.epochs, v => Math.abs(page.curve.px(v) - x));
    pause();
    moveTo(at.indexOf(Math.min(...at)));
  };
  themeSwitch(() => { repaint(); page.keep = {}; later(); });
  addEventListener('keydown', keys);
  new ResizeObserver(() => {
    later();
    clearTimeout(look.timer);
    look.timer = setTimeout(look, 120); // once it is at rest
  }).observe($('way').parentElement);
}

guarded(async () => {
  recall();
  wire();
  await document.fonts.ready;
  if (!name) { stand({ state: 'refused', words: 'The address names no run: open a replay from the page of runs.', share: 0 }); return; }
  new Feed(['replays'], guarded((_, message) => { if (message.run === name) stand(message); }), ask, ask);
  await begin();
})();

// For tests: what is shown, as the page has it.
globalThis.glissadeReplay = { page };
