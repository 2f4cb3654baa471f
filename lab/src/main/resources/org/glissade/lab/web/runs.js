// The page of runs: which there are, how they go, and how they differ.
import { css, repaint } from './field.js';
import { Feed } from './feed.js';
import { RunChart } from './runchart.js';
import { csv, png, save, svg, table } from './runexport.js';
import { AXES, PLOTS } from './runplot.js';
import { differTable, dot, events, kpis, labels, matches, model, moment, number, progress, row, WORDS } from './runtell.js';
import { Trainings } from './runtrain.js';
import { Series } from './series.js';
import { themeSwitch } from './themeswitch.js';
import { guarded, tell } from './toast.js';
import { Refused, get } from './wire.js';

const $ = id => document.getElementById(id);
const COLOURS = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'];
const FIRST_LINES = 60;
const page = { entries: new Map(), shown: new Map(), chosen: null, axis: 'epochs', scale: 'log', smoothing: 2, zoom: null, about: null, all: false, touched: false };

/* ---------- the state in the address ---------- */

function remember() {
  const q = new URLSearchParams();
  if (page.chosen) q.set('run', page.chosen);
  const others = [...page.shown.keys()].filter(n => n !== page.chosen);
  if (others.length) q.set('with', others.join(','));
  if (page.axis !== 'epochs') q.set('x', page.axis);
  if (page.scale !== 'log') q.set('l', page.scale);
  if (page.smoothing !== 2) q.set('s', page.smoothing);
  history.replaceState(null, '', '#' + q.toString().replaceAll('%2C', ','));
}

function recall() {
  const q = new URLSearchParams(location.hash.slice(1));
  page.axis = q.get('x') in AXES ? q.get('x') : 'epochs';
  page.scale = q.get('l') === 'linear' ? 'linear' : 'log';
  page.smoothing = Math.max(0, Math.min(20, Math.round(Number(q.get('s') ?? 2)) || 0));
  const names = [q.get('run'), ...(q.get('with')?.split(',') ?? [])].filter(Boolean);
  page.touched = names.length > 0;
  return names;
}

/* ---------- which runs ---------- */

const ordered = () => [...page.entries.values()].sort((a, b) => (b.begun ?? '').localeCompare(a.begun ?? '') || (a.name < b.name ? 1 : -1));
const isShowable = entry => entry && entry.status !== 'damaged';

function show(name) {
  if (page.shown.has(name) || !isShowable(page.entries.get(name))) return page.shown.has(name);
  const used = new Set([...page.shown.values()].map(s => s.colour)), colour = COLOURS.find(c => !used.has(c));
  if (!colour) { tell(new Refused(`${COLOURS.length} runs are shown; hide one first`)); return false; }
  const series = new Series(name);
  page.shown.set(name, { series, colour });
  page.chosen ??= name;
  fetchSeries(name);
  return true;
}

function hide(name) {
  page.shown.delete(name);
  if (page.chosen === name) page.chosen = page.shown.keys().next().value ?? null;
}

/** What is zoomed in on is read from the logs again, value by value: first what is there is drawn, then that. */
const lookClosely = guarded(async () => {
  const { axis, zoom } = page;
  await Promise.all([...page.shown.values()].map(s => s.series.look(axis, zoom)));
  later();
});

const fetchSeries = guarded(async name => {
  const held = page.shown.get(name);
  if (!held) return;
  await held.series.refresh();
  if (page.shown.get(name) === held) later();
  if (page.zoom && !held.series.stretch) lookClosely();
});

/** A run that goes on tells often; it is asked a few times a second. */
const due = new Map();
function heardOf(name) {
  if (due.has(name)) return;
  due.set(name, setTimeout(() => { due.delete(name); fetchSeries(name); }, 150));
}

const watch = guarded(() => page.feed.watch(['runs', 'trainings', ...[...page.shown.keys()].map(n => page.entries.get(n)?.topic).filter(Boolean)]));

function changed() {
  watch();
  remember();
  later();
}

function choose(name) {
  if (!show(name)) return;
  page.touched = true;
  page.chosen = name;
  page.zoom = null;
  changed();
}

/* ---------- news ---------- */

function take(list) {
  for (const entry of list) {
    const before = page.entries.get(entry.name), fresh = !before;
    page.entries.set(entry.name, entry);
    if (fresh && entry.status === 'live' && page.ready) arrived(entry);
    else if (fresh && page.ready && !page.chosen) { show(entry.name); changed(); }
    if (page.shown.has(entry.name) && before?.topic && before.status !== entry.status) heardOf(entry.name);
  }
  later();
}

/** A run has begun: it is shown where there is room, and looked at unless another was chosen. */
function arrived(entry) {
  const ours = page.trainings.of(entry);
  if (page.shown.size >= COLOURS.length && !ours) return;
  if (page.shown.size >= COLOURS.length) hide([...page.shown.keys()].find(n => n !== page.chosen));
  if (!show(entry.name)) return;
  if (!page.touched || ours) { page.chosen = entry.name; page.zoom = null; }
  changed();
}

function heard(topic, message) {
  if (topic === 'runs') {
    for (const name of message.gone) { page.entries.delete(name); hide(name); }
    if (message.gone.length) changed();
    take(message.changed);
  } else if (topic === 'trainings') {
    page.trainings.take(message.trainings);
  } else {
    for (const name of page.shown.keys()) if (page.entries.get(name)?.topic === topic) heardOf(name);
  }
}

const load = guarded(async () => {
  page.about = await get('/api/runs');
  page.replays = (await get('/api/lab')).replays;
  page.entries = new Map();
  take(page.about.runs);
  page.trainings.take((await get('/api/trainings')).trainings);
  for (const name of [...page.shown.keys()]) if (page.entries.has(name)) fetchSeries(name); else hide(name);
});

/* ---------- drawing: once a frame, whatever has happened ---------- */

function later() {
  if (later.asked) return;
  later.asked = requestAnimationFrame(() => { later.asked = 0; guarded(draw)(); });
}

/** The runs that are drawn, the chosen one first. */
function drawn() {
  const held = [...page.shown].filter(([n, s]) => s.series.detail && page.entries.has(n));
  const names = labels(held.map(([, s]) => s.series.detail));
  return held.map(([name, s], i) => ({ series: s.series, colour: s.colour, label: names[i], chosen: name === page.chosen, live: page.entries.get(name).status === 'live' }))
    .sort((a, b) => b.chosen - a.chosen);
}

function draw() {
  const runs = drawn(), entry = page.entries.get(page.chosen);
  if (!page.pressed) { // a line that is replaced under the pointer would not be clicked
    drawList();
    page.trainings.show();
  }
  $('empty').hidden = page.shown.size > 0;
  $('board').hidden = page.shown.size === 0;
  if (!page.shown.size) { drawEmpty(); $('differs').textContent = ''; $('diff').replaceChildren(); return; }
  $('differs').textContent = runs.length === 1 ? 'Recipe' : runs.length ? 'What differs' : '';
  $('diff').replaceChildren(...(runs.length ? differTable(runs) : []));
  $('diff').className = runs.length > 1 ? 'many' : '';
  $('diff').style.minWidth = runs.length > 1 ? `${76 + 47 * runs.length}px` : '';
  const detail = page.shown.get(page.chosen)?.series.detail;
  if (entry) {
    $('title').textContent = entry.name;
    $('title').title = entry.name;
    $('standing').replaceChildren(dot(entry), [entry.read < 1 ? '' : entry.status === 'live' ? 'training' : WORDS[entry.status],
      entry.read < 1 || entry.status === 'live' ? progress(entry) : entry.reason && entry.reason !== 'interrupted' && entry.status !== 'diverged' ? entry.reason : '', model(entry.model)].filter(Boolean).join(' · '));
    document.title = `${entry.status === 'live' ? '● ' : ''}${entry.name} · Glissade`;
  }
  $('stop').hidden = !page.trainings.of(entry);
  $('stop').disabled = page.trainings.of(entry)?.stopping ?? false;
  $('replay').hidden = !(page.replays && entry?.model === 'linear' && ['finished', 'interrupted'].includes(entry.status));
  if (entry) $('replay').href = `replay.html?run=${encodeURIComponent(entry.name)}`;
  $('unzoom').hidden = !page.zoom;
  $('close').textContent = closeness();
  if (detail) {
    $('kpis').replaceChildren(...kpis(detail));
    $('events').replaceChildren(...events(detail, page.axis));
  }
  const view = { runs, axis: page.axis, smoothing: page.smoothing / 100, scale: page.scale, zoom: page.zoom };
  charts.forEach(c => c.show(view));
  document.body.dataset.ready = '1';
}

/** How closely what is zoomed in on is seen. */
function closeness() {
  if (!page.zoom) return '';
  const all = [...page.shown.values()].map(s => s.series);
  if (all.some(s => !s.stretch && s.isCoarse(page.axis, ...page.zoom))) return 'reading this stretch…';
  const most = Math.max(1, ...all.filter(s => s.stretch).map(s => s.stretch.curves.train.width));
  return most === 1 ? 'every value' : `${most} values a point`;
}

function drawList() {
  const words = $('filter').value.trim(), all = ordered(), found = words ? all.filter(e => matches(e, words)) : all;
  const live = all.filter(e => e.status === 'live').length, focus = document.activeElement?.closest?.('.rrow'), on = document.activeElement?.tagName;
  $('count').textContent = words ? `${found.length} of ${all.length} runs` : `${all.length} run${all.length === 1 ? '' : 's'}`;
  $('lives').hidden = live === 0;
  $('live-count').textContent = `${live} live`;
  const lines = found.slice(0, page.all ? found.length : FIRST_LINES).map(entry => row(entry, {
    colour: page.shown.get(entry.name)?.colour, chosen: entry.name === page.chosen,
    onChoose: () => isShowable(entry) ? choose(entry.name) : tell(new Refused(entry.fault)),
    onShow: wanted => {
      page.touched = true;
      if (wanted) { if (!isShowable(entry)) tell(new Refused(entry.fault)); else show(entry.name); } else hide(entry.name);
      changed();
    } }));
  if (found.length > lines.length) {
    const more = Object.assign(document.createElement('button'), { className: 'more', textContent: `${found.length - lines.length} older runs…` });
    more.onclick = () => { page.all = true; later(); };
    lines.push(more);
  }
  $('list').replaceChildren(...lines);
  lines.forEach(l => l.paint?.());
  if (focus) [...$('list').children].find(l => l.dataset.run === focus.dataset.run)?.querySelector(on === 'INPUT' ? 'input' : 'button')?.focus();
}

function drawEmpty() {
  const { folder, exists } = page.about ?? {}, some = page.entries.size > 0;
  $('empty-title').textContent = some ? 'No run is shown' : 'No run is recorded yet';
  $('empty-text').textContent = some ? 'Choose runs in the list.' : folder
    ? `This page watches ${folder}${exists ? '' : ', which is made by the first run'}. Record a training there:`
    : 'This lab was started without a folder of runs. Record a training, and start the lab on its folder:';
  $('empty-command').hidden = some;
  $('empty-command').textContent = folder ? `glissade train DATA --runs ${folder}` : 'glissade train DATA --runs runs\nglissade lab --runs runs';
}

/* ---------- charts and their menus ---------- */

const charts = PLOTS.map(plot => {
  const figure = document.createElement('figure'), caption = document.createElement('figcaption'), box = document.createElement('div'), note = document.createElement('span');
  figure.dataset.plot = plot.id;
  box.setAttribute('role', 'img');
  note.className = 'rd';
  caption.append(Object.assign(document.createElement('b'), { textContent: plot.title }), note);
  figure.append(caption, box);
  $('charts').append(figure);
  const chart = new RunChart(plot, figure, at => charts.forEach(c => c.point(at, c === chart)), zoom => set({ zoom }));
  caption.append(menu(chart));
  return chart;
});

function menu(chart) {
  const details = document.createElement('details'), summary = document.createElement('summary'), list = document.createElement('div');
  details.className = 'menu';
  summary.textContent = '⋯';
  summary.setAttribute('aria-label', `${chart.plot.title}: table and export`);
  summary.title = 'Table and export';
  const name = end => `${page.chosen}-${chart.plot.id}.${end}`;
  const works = { 'Show as table': () => {
    $('table-title').textContent = `${chart.plot.title} by ${AXES[page.axis].title}`;
    $('table-body').replaceChildren(table(chart.plot, chart.view.runs, page.axis));
    $('table').showModal();
  },
  'Values as CSV': () => save(name('csv'), new Blob([csv(chart.plot, chart.view.runs)], { type: 'text/csv' })),
  'Picture as PNG': async () => chart.u && save(name('png'), await png(chart)),
  'Picture as SVG': () => chart.ranges && save(name('svg'), new Blob([svg(chart)], { type: 'image/svg+xml' })) };
  for (const [text, work] of Object.entries(works)) {
    const b = Object.assign(document.createElement('button'), { type: 'button', textContent: text });
    b.onclick = guarded(async () => { details.open = false; await work(); });
    list.append(b);
  }
  details.append(summary, list);
  return details;
}

/* ---------- wiring ---------- */

function press(group, value) {
  for (const b of $(group).children) b.setAttribute('aria-pressed', String(b.dataset.v === value));
}

function buttons() {
  press('axis', page.axis);
  press('scale', page.scale);
  $('smooth').value = page.smoothing;
  $('smooth').style.setProperty('--p', `${page.smoothing / 20 * 100}%`);
  $('smoothed').textContent = page.smoothing ? `${page.smoothing}%` : 'off';
  $('smooth').setAttribute('aria-valuetext', page.smoothing ? `mean over ${page.smoothing}% of the values` : 'off');
}

function set(change) {
  Object.assign(page, change);
  if (change.axis) page.zoom = null;
  if ('zoom' in change || change.axis) lookClosely();
  buttons();
  remember();
  later();
}

function step(way) {
  const names = [...$('list').querySelectorAll('.rrow')].filter(l => l.dataset.status !== 'damaged').map(l => l.dataset.run);
  const next = names[names.indexOf(page.chosen) + way];
  if (!next) return;
  if (page.shown.size >= COLOURS.length && !page.shown.has(next)) hide(page.chosen);
  choose(next);
}

function keys(e) {
  if (e.ctrlKey || e.metaKey || e.altKey || document.querySelector('dialog[open]')) return;
  if (e.key === 'Escape') document.querySelectorAll('.menu[open]').forEach(m => { m.open = false; });
  if (e.target.matches('input:not([type=checkbox]), select, textarea')) return;
  const work = { ArrowDown: () => step(1), ArrowUp: () => step(-1), 1: () => set({ axis: 'updates' }), 2: () => set({ axis: 'epochs' }), 3: () => set({ axis: 'seconds' }),
    l: () => set({ scale: page.scale === 'log' ? 'linear' : 'log' }), '+': () => set({ smoothing: Math.min(20, page.smoothing + 1) }), '-': () => set({ smoothing: Math.max(0, page.smoothing - 1) }),
    0: () => set({ zoom: null }), '/': () => $('filter').focus(), '?': () => $('keys').showModal() }[e.key];
  if (!work) return;
  e.preventDefault();
  work();
}

function wire() {
  for (const b of $('axis').children) b.onclick = () => set({ axis: b.dataset.v });
  for (const b of $('scale').children) b.onclick = () => set({ scale: b.dataset.v });
  $('smooth').oninput = () => set({ smoothing: Number($('smooth').value) });
  $('unzoom').onclick = () => set({ zoom: null });
  $('filter').oninput = later;
  $('help').onclick = () => $('keys').showModal();
  $('stop').onclick = () => { const job = page.trainings.of(page.entries.get(page.chosen)); if (job) page.trainings.stop(job); };
  themeSwitch(() => { repaint(); charts.forEach(c => c.forget()); later(); });
  addEventListener('keydown', keys);
  addEventListener('pointerdown', () => { page.pressed = true; });
  for (const end of ['pointerup', 'pointercancel', 'blur']) addEventListener(end, () => setTimeout(() => { page.pressed = false; later(); }));
  addEventListener('click', e => document.querySelectorAll('.menu[open]').forEach(m => { if (!m.contains(e.target)) m.open = false; }));
}

/** The newest run, and those of the same data beside it. */
function first(names) {
  const known = names.filter(n => isShowable(page.entries.get(n)));
  if (known.length) { known.slice(0, COLOURS.length).forEach(show); return; }
  page.touched = false;
  const all = ordered().filter(isShowable), top = all.find(e => e.status === 'live') ?? all[0];
  if (!top) return;
  show(top.name);
  all.filter(e => e !== top && plain(e) === plain(top)).slice(0, 3).forEach(e => show(e.name));
}
const plain = entry => `${entry.source} ${entry.task}`;

guarded(async () => {
  page.trainings = new Trainings(process => [...page.entries.values()].find(e => number(e.process) === process), guarded, later);
  const names = recall();
  wire();
  buttons();
  await document.fonts.ready;
  page.feed = new Feed(['runs', 'trainings'], guarded(heard), load);
  await load();
  page.ready = true;
  $('folder').textContent = page.about.folder ?? 'no folder of runs';
  $('folder').title = `The folder that is watched${page.about.folder ? ': ' + page.about.folder : ''}`;
  $('new').hidden = !page.about.can_train;
  first(names);
  changed();
})();

// For tests: what is shown, as the page has it.
globalThis.glissadeRuns = { page, charts, css, moment };
