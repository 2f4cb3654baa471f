// The controls of the page: buttons, fields and keys, and what they do.
import { RUNNERS, SPEEDS, preset, write } from './address.js';
import { $, charts, lab, panels, ready, remember, stateAt } from './bench.js';
import { buildPanels, fit, weightsAt, zoomBy } from './camera.js';
import { at, last, momentOf, scene } from './clock.js';
import { element, table } from './dom.js';
import { draw, slide } from './drawing.js';
import { repaint } from './field.js';
import { icon } from './marks.js';
import { miles } from './summary.js';
import { themeSwitch } from './themeswitch.js';
import { guarded } from './toast.js';
import { way } from './trail.js';
import { goTo, moveTo, pause, play, setClock, stepBy } from './transport.js';

const TITLES = { 'least-squares': 'Least squares, 2 weights', logistic: 'Logistic regression, 2 weights', network: 'The smallest network, 2 weights',
  wells: 'Two wells, one deeper', 'two-samples': 'Two samples pulling apart', 'two-points': 'Two points, one weight' };

/** Wires them. @param work begin takes a whole state; reload makes the problem anew; train runs all trainings anew */
export function wire({ begin, reload, train }) {
  const on = (group, work) => { for (const b of $(group).children) if (b.dataset.v) b.onclick = () => { work(b.dataset.v); showButtons(); remember(); }; };
  $('speed').append(...Object.keys(SPEEDS).map(s => Object.assign(document.createElement('button'), { textContent: s })));
  for (const b of $('speed').children) b.dataset.v = b.textContent;
  $('pick').append(...RUNNERS.map((runner, i) => {
    const b = document.createElement('button');
    b.append(icon(runner));
    b.onclick = () => select(i);
    return b;
  }));
  on('view', v => { lab.state.view = v; if (ready()) { buildPanels(); fit(null); } });
  on('scale', v => { lab.state.scale = v; if (!ready()) return; charts.forEach(c => c.show(scene(), v)); draw(); });
  on('clock', v => { setClock(v); if (ready()) { moments(scene()); slide(); } });
  on('speed', v => { lab.state.speed = v; });
  on('layers', v => { lab.state[v] = !lab.state[v]; draw(); });
  $('problem').append(...lab.catalogue.problems.map(p => new Option(TITLES[p] ?? p, p)));
  if (lab.catalogue.data) $('problem').append(new Option(`Your file: ${lab.catalogue.data.source.split('/').pop()}`, 'own'));
  $('problem').onchange = () => begin({ ...preset($('problem').value), lesson: lab.state.lesson });
  $('first').onchange = () => { lab.state.problem.first = $('first').value; reload(); };
  $('second').onchange = () => { lab.state.problem.second = $('second').value; reload(); };
  const orders = { shuffle: 'reshuffled', 'shuffle-once': 'shuffled once', replacement: 'replacement', sequential: 'in order', sorted: 'sorted' };
  $('order').append(...lab.catalogue.orders.map(o => new Option(orders[o] ?? o, o)));
  const all = () => { remember(); train(); };
  $('order').onchange = () => { lab.state.order = $('order').value; all(); };
  $('tie').onchange = () => { lab.state.tie = $('tie').value; remember(); };
  $('same').onchange = () => { lab.state.same = $('same').checked; all(); };
  $('epochs').onchange = () => { lab.state.epochs = Math.max(1, Math.min(1000, Math.round(+$('epochs').value) || 20)); $('epochs').value = lab.state.epochs; all(); };
  $('seed').onchange = () => { lab.state.seed = Math.round(+$('seed').value) || 0; $('seed').value = lab.state.seed; all(); };
  $('play').onclick = () => lab.playing ? pause() : play();
  $('home').onclick = () => { pause(); moveTo(0); };
  $('back').onclick = () => stepBy(-1);
  $('forth').onclick = () => stepBy(1);
  $('pos').oninput = e => { if (lab.playing) pause(); moveTo(momentOf(e.target.value / 10000)); };
  $('in').onclick = () => zoomBy(1.5);
  $('out').onclick = () => zoomBy(1 / 1.5);
  $('fit').onclick = () => ready() && fit(null);
  $('panels').ondblclick = e => { // sets the start
    if (!lab.camera || e.target.tagName !== 'CANVAS') return;
    lab.state.start = weightsAt(e.target, e);
    pause();
    lab.state.at = 0;
    train();
  };
  $('panels').onclick = e => {
    const i = e.target.dataset?.way;
    if (i != null && ready()) show(`The way of ${RUNNERS[i].name} over the loss`, way(lab.trails[i], at(Number(i))));
  };
  $('help').onclick = () => $('keys').showModal();
  $('share').onclick = guarded(async () => {
    history.replaceState(null, '', write(lab.state));
    try { await navigator.clipboard.writeText(location.href); $('share').textContent = 'Copied'; } catch { $('share').textContent = 'In the address bar'; }
    setTimeout(() => { $('share').textContent = 'Copy link'; }, 1600);
  });
  themeSwitch(() => {
    repaint();
    lab.grounds = null;
    panels.forEach(p => p.forget());
    if (!ready()) return;
    charts.forEach(c => c.show(scene(), lab.state.scale));
    slide();
    draw();
  });
  for (const chart of charts) {
    const caption = chart.box.parentElement.querySelector('figcaption');
    caption.append(element('button', { className: 'tablebtn', textContent: 'table', 'aria-label': `Show as table: ${caption.firstChild.textContent}${caption.querySelector('b').textContent}`, onclick: () => ready() && numbers(chart) }));
  }
  addEventListener('keydown', keys);
  addEventListener('hashchange', () => begin(stateAt(location.hash)));
}

function press(group, value) {
  for (const b of $(group).children) if (b.dataset.v) b.setAttribute('aria-pressed', String(b.dataset.v === value));
}

export function showButtons() {
  const { state } = lab;
  press('view', state.view);
  press('scale', state.scale);
  press('clock', state.clock);
  press('speed', state.speed);
  for (const b of $('layers').children) b.setAttribute('aria-pressed', String(state[b.dataset.v]));
  [...$('pick').children].forEach((b, i) => b.setAttribute('aria-pressed', String(i === state.selected)));
  document.querySelectorAll('figure[data-clock]').forEach(f => {
    f.classList.toggle('sync', f.dataset.clock === state.clock);
    f.querySelector('.tag').hidden = f.dataset.clock !== state.clock;
  });
}

/** Looks into another training. */
export function select(i) {
  lab.state.selected = i;
  showButtons();
  draw();
}

/** The moments worth a look, as buttons that lead there. */
export const moments = shown => miles(shown, lab.problem, lab.state.clock, (i, k) => { pause(); goTo(i, k); });

function numbers(chart) {
  const found = chart.numbers();
  show(`Loss above the minimum, by ${found.names[0]}: means over half an epoch`, found);
}

function show(title, { names, rows }) {
  $('table-title').textContent = title;
  $('table-body').replaceChildren(table(names, rows));
  $('table').showModal();
}

function keys(e) {
  if (e.ctrlKey || e.metaKey || e.altKey || document.querySelector('dialog[open]')) return;
  if (e.target.matches('select, input') && !(e.target.id === 'pos')) return;
  const i = lab.state.selected, per = lab.trails[i]?.updates_per_epoch ?? 1;
  const work = { ' ': () => lab.playing ? pause() : play(), ArrowRight: () => stepBy(e.shiftKey ? per : 1), ArrowLeft: () => stepBy(e.shiftKey ? -per : -1),
    Home: () => { pause(); moveTo(0); }, End: () => { pause(); moveTo(last()); }, 1: () => select(0), 2: () => select(1), 3: () => select(2),
    '+': () => zoomBy(1.5), '=': () => zoomBy(1.5), '-': () => zoomBy(1 / 1.5), 0: () => ready() && fit(null), '?': () => $('keys').showModal() }[e.key];
  if (!work || (e.key === ' ' && e.target.matches('button, a, summary')) || e.target.closest('.scroll')) return;
  e.preventDefault();
  work();
}
