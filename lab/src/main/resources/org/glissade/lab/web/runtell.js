// What is said of runs in words and figures: the list, what differs, the strip of figures, events.
import { css } from './field.js';
import { count, sig, tick } from './format.js';
import { fitted } from './marks.js';
import { duration, shown } from './runplot.js';

export const number = v => v == null ? NaN : Number(v);
const make = (tag, properties = {}, ...children) => {
  const e = Object.assign(document.createElement(tag), properties);
  e.append(...children);
  return e;
};
export const WORDS = { live: 'live', finished: 'finished', diverged: 'diverged', interrupted: 'stopped', broke_off: 'broke off', damaged: 'damaged' };
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A run without the time in front: 20261125-102449-airfoil is airfoil. */
export const plain = name => name.replace(/^\d{8}-\d{6}-/, '');

/** When it began, as a clock on this desk shows. */
export function moment(iso) {
  const t = new Date(iso);
  if (!iso || Number.isNaN(+t)) return '';
  const two = n => String(n).padStart(2, '0'), clock = `${two(t.getHours())}:${two(t.getMinutes())}`;
  return t.toDateString() === new Date().toDateString() ? clock : `${t.getDate()} ${MONTHS[t.getMonth()]} ${clock}`;
}

/** How far it is: epoch 7 of 20. */
export function progress(entry) {
  if (entry.read < 1) return `reading the record, ${Math.floor(entry.read * 100)}%`;
  const epoch = Math.floor(entry.now.epoch), of = entry.epochs ? ` of ${count(entry.epochs)}` : '';
  if (!of && entry.steps) return `update ${count(entry.now.update)} of ${count(entry.steps)}`;
  return entry.status === 'live' ? `epoch ${count(Math.min(epoch + 1, entry.epochs ?? Infinity))}${of}` : `${count(epoch)} epoch${epoch === 1 ? '' : 's'}`;
}

/** A model or an optimizer without what is as usual. */
export const model = text => USUAL.reduce((t, usual) => t?.replace(usual, ''), text);
const USUAL = [', activation=relu, init=auto', '(beta1=0.9, beta2=0.999, epsilon=1.0e-8)'];

/** A run that is still read stands as nothing yet. */
export const dot = entry => make('i', { className: 's-' + (entry.read < 1 ? 'unread' : entry.status) });

/** Whether all words of a filter occur. */
export function matches(entry, words) {
  const text = [entry.name, entry.source, entry.model, entry.task, WORDS[entry.status], entry.reason].join(' ').toLowerCase();
  return words.toLowerCase().split(/\s+/).every(w => text.includes(w));
}

export function sparkline(canvas, entry, colour) {
  const { x, width, height } = fitted(canvas), all = entry.outline.map(number).filter(v => Number.isFinite(v));
  if (all.length < 2) return;
  const log = all.every(v => v > 0), on = v => log ? Math.log(v) : v;
  const low = Math.min(...all.map(on)), high = Math.min(Math.max(...all.map(on)), on(all[0]) + (log ? 3 : Math.abs(all[0]) * 3));
  x.beginPath();
  all.forEach((v, i) => x.lineTo(1 + i / (all.length - 1) * (width - 2), height - 3 - Math.min(1, (on(v) - low) / (high - low || 1)) * (height - 6)));
  x.strokeStyle = colour;
  x.lineWidth = 1.4;
  x.lineJoin = 'round';
  x.stroke();
}

/** One line of the list. */
export function row(entry, { colour, chosen, onChoose, onShow }) {
  const box = make('input', { type: 'checkbox', checked: colour != null }), name = make('button', { type: 'button', title: entry.fault ?? entry.name }, plain(entry.name));
  if (entry.model) name.append(make('small', { textContent: `${entry.model.replace(/,.*(?=\))/, '')} · ${entry.batch}` }));
  box.setAttribute('aria-label', `Show ${entry.name}`);
  box.onchange = () => onShow(box.checked);
  if (chosen) name.setAttribute('aria-current', 'true');
  const parts = [entry.status === 'damaged' ? `damaged: ${entry.fault}` : [entry.read < 1 ? '' : WORDS[entry.status], entry.status === 'damaged' ? '' : progress(entry), duration(entry.now.seconds)].filter(Boolean).join(' · ')];
  const meta = make('span', { className: 'm', title: [entry.model, `batch ${entry.batch}`, moment(entry.begun)].filter(Boolean).join(' · ') }, dot(entry), `${moment(entry.begun)} `, ...parts);
  const line = make('div', { className: `rrow ${colour ?? ''} ${chosen ? 'sel' : ''} ${colour ? '' : 'off'}` }, box, name, meta);
  line.dataset.run = entry.name;
  line.dataset.status = entry.status;
  const canvas = make('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  line.append(canvas);
  line.onclick = e => { if (e.target !== box) onChoose(); };
  line.paint = () => sparkline(canvas, entry, css(colour ? '--' + colour : '--ink3'));
  return line;
}

/** Lengths of schedules follow from epochs and batch, which are entries of their own. */
const fact = v => v == null ? '–' : typeof v === 'number' ? (Number.isInteger(v) ? count(v) : sig(v)) : model(String(v).replace(/, length=\d+/g, ''));
const PREFERRED = ['batch', 'optimizer', 'rate η', 'model', 'order', 'data', 'seed', 'loss', 'L2', 'averaging', 'epochs'];

/** Entries of the recipes in which runs differ. */
export function differences(runs) {
  const keys = [...new Set(runs.flatMap(r => Object.keys(r.facts)))];
  return keys.filter(k => new Set(runs.map(r => fact(r.facts[k]))).size > 1);
}

/** Short names that tell runs apart: by what differs, else by when they began. */
export function labels(details) {
  const names = details.map(d => plain(d.name));
  if (new Set(names).size === names.length) return names;
  const keys = PREFERRED.filter(k => differences(details).includes(k));
  for (let n = 1; n <= Math.min(3, keys.length); n++) {
    const found = details.map(d => keys.slice(0, n).map(k => k === 'batch' || k === 'seed' ? `${k} ${fact(d.facts[k])}` : k === 'rate η' ? `η ${fact(d.facts[k])}` : fact(d.facts[k])).join(', '));
    if (new Set(found).size === found.length && found.every(f => f.length < 36)) return found;
  }
  const at = details.map(d => new Date(d.begun)), same = at.some((t, i) => at.some((o, j) => i !== j && names[i] === names[j] && Math.floor(+o / 60000) === Math.floor(+t / 60000)));
  return details.map((d, i) => `${names[i]} ${moment(d.begun)}${same ? ':' + String(at[i].getSeconds()).padStart(2, '0') : ''}`);
}

/** A text that may be broken behind brackets and commas. */
const parts = text => text.split(/(?<=[(,=\/])/).flatMap((part, i) => i ? [make('wbr'), part] : [part]);

/** Of several runs what differs; of one, its recipe. */
export function differTable(runs) {
  const details = runs.map(r => r.series.detail), one = runs.length === 1, rows = [];
  const head = make('tr', {}, make('td'), ...runs.map(r =>
    make('th', { className: r.colour, scope: 'col', title: `${r.label}: ${r.series.name}` }, make('i'), make('span', { className: 'vh', textContent: r.label }))));
  if (!one) rows.push(head);
  const line = (name, values, result) => {
    const tr = make('tr', { className: result ? 'result' : '' }, make('th', { textContent: name, scope: 'row' }), ...values.map(v => make('td', { title: v }, ...parts(v))));
    tr.dataset.fact = name;
    return tr;
  };
  const keys = one ? Object.keys(details[0].facts).filter(k => details[0].facts[k] != null) : differences(details);
  const short = k => v => k === 'data' ? fact(v).split('/').pop() : fact(v);
  for (const k of keys) rows.push(line(k, details.map(d => short(k)(d.facts[k]))));
  const results = [['best val.', d => shown(number(d.best_validation_loss))], ['training', d => shown(number(d.training_loss))],
    ['epochs done', d => count(Math.floor(d.now.epoch))], ['time', d => duration(d.now.seconds)], ['rows/s', d => speed(number(d.speed)).join(' ')]];
  for (const [name, of] of results) rows.push(line(name, details.map(of), true));
  return rows;
}

/** Rows a second with their unit. */
export function speed(v) {
  if (!Number.isFinite(v)) return ['–', ''];
  return v >= 1e6 ? [sig(v / 1e6), 'M'] : v >= 1e4 ? [sig(v / 1e3), 'k'] : [count(v), ''];
}

/** The figures of a run, each with a line that says what to make of it. */
export function figures(d) {
  const loss = number(d.training_loss), before = number(d.previous_training_loss), held = number(d.validation_loss), best = number(d.best_validation_loss);
  const change = loss - before, [fast, unit] = speed(number(d.speed)), scale = number(d.scale), batch = number(d.batch_now);
  const left = d.status === 'live' && d.epochs && d.now.epoch > 0 ? d.now.seconds * (d.epochs - d.now.epoch) / d.now.epoch : NaN;
  const ratio = scale / batch;
  return [
    ['training loss', shown(loss), '', Number.isFinite(change) ? `${change <= 0 ? '↓' : '↑'} ${sig(Math.abs(change))} last epoch` : 'mean of the last window', change <= 0 ? 'up' : Number.isFinite(change) ? 'down' : ''],
    ['validation loss', shown(held), '', !Number.isFinite(best) ? 'nothing is held out' : held <= best ? 'best so far' : `best ${shown(best)} at epoch ${tick(d.best.epoch)}`, held <= best ? 'up' : ''],
    ['learning rate', sig(number(d.rate)), '', fact(d.facts['rate η'])],
    ['gradient norm', sig(number(d.norm)), '', Number.isFinite(number(d.norm)) ? 'of the mean loss' : 'not measured yet'],
    ['noise scale', Number.isFinite(scale) ? (scale >= 1 ? count(scale) : sig(scale)) : '–', Number.isFinite(scale) ? 'examples' : '',
      !Number.isFinite(ratio) ? 'not measured yet' : `${sig(ratio, 2)}× batch ${count(batch)}${ratio >= 3 ? ', could be larger' : ratio >= 0.3 ? ', near ideal' : ', could be smaller'}`],
    ['throughput', fast, `${unit} rows/s`.trim(), Number.isFinite(left) ? `at most ${duration(left < 60 ? Math.ceil(left) : Math.ceil(left / 60) * 60)} left` : `${duration(d.now.seconds)} in all`]];
}

export function kpis(d) {
  return figures(d).map(([name, value, unit, line, tone]) => {
    const b = make('b', {}, value, ...(unit ? [make('small', { textContent: unit })] : []));
    b.dataset.figure = name;
    return make('div', { className: 'kpi' }, make('span', { textContent: name }), b, make('em', { textContent: line, title: line, className: tone ?? '' }));
  });
}

/** What happened, at its place of the axis. */
export function events(d, axis) {
  const key = { updates: 'update', epochs: 'epoch', seconds: 'seconds' }[axis];
  return [make('b', { textContent: 'Events' }), ...d.notes.map(n => {
    const at = axis === 'seconds' ? duration(n.at.seconds) : axis === 'epochs' ? `epoch ${tick(+n.at[key].toFixed(2))}` : `update ${count(n.at[key])}`;
    return make('span', { className: n.kind }, make('i'), `${at}  ${n.text}`);
  })];
}
