// The settings at the left: the problem, and each of the three trainings.
import { RUNNERS } from './address.js';
import { count, sig } from './format.js';
import { icon } from './marks.js';

const $ = id => document.getElementById(id);
const three = v => +v.toPrecision(3);

/** Controls are made anew with every change; who is using one goes on using it. */
function keepingFocus(box, work) {
  const id = box.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  work();
  if (id) box.querySelector(`[data-id="${id}"]`)?.focus();
}

/** Names the trainings by what they do, and where two do alike, by what differs. */
export function rename(runners, examples) {
  const kind = r => r.batch >= examples ? 'Full batch' : r.batch === 1 ? 'Single example' : 'Minibatch';
  const telling = { batch: r => ` of ${r.batch}`, schedule: r => `, ${SCHEDULES[r.schedule] ?? r.schedule}`, rate: r => `, η ${sig(r.rate, r.rate < 0.1 ? 2 : 3).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')}`, momentum: r => r.momentum ? `, β ${r.momentum}` : '' };
  runners.forEach((r, i) => {
    const alike = runners.filter(other => kind(other) === kind(r));
    RUNNERS[i].name = kind(r) + Object.keys(telling).filter(what => alike.some(other => other[what] !== r[what]) && (what !== 'rate' || alike.every(other => other.batch === r.batch)))
      .map(what => telling[what](r)).join('');
  });
  [...$('pick').children].forEach((b, i) => { b.title = RUNNERS[i].name; b.setAttribute('aria-label', RUNNERS[i].name); });
}

const SCHEDULES = { constant: 'constant', step: 'steps down', inverse: '1/√t', cosine: 'cosine, warmed up', linear: 'linear to 0' };

/** A slider over a range, even in its logarithm if both ends are above 0. */
function slider({ label, title, min, max, log, value, show, change, id }) {
  const row = document.createElement('div'), name = document.createElement('span'), input = document.createElement('input'), output = document.createElement('output');
  row.className = 'ctl';
  name.textContent = label;
  name.title = title;
  Object.assign(input, { type: 'range', min: 0, max: 1000, step: 1 });
  input.setAttribute('aria-label', title);
  const toShare = v => log ? Math.log(v / min) / Math.log(max / min) : (v - min) / (max - min);
  const toValue = share => log ? min * (max / min) ** share : min + share * (max - min);
  const set = v => {
    const share = Math.max(0, Math.min(1, toShare(v)));
    input.value = share * 1000;
    input.style.setProperty('--p', share * 100 + '%');
    output.textContent = show(v);
    input.setAttribute('aria-valuetext', show(v));
  };
  set(value);
  input.oninput = () => { const v = change.round ? change.round(toValue(input.value / 1000)) : toValue(input.value / 1000); set(v); };
  input.onchange = () => change.set(change.round ? change.round(toValue(input.value / 1000)) : toValue(input.value / 1000));
  input.addEventListener('keydown', e => {
    const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[e.key];
    if (way && change.next) { e.preventDefault(); e.stopPropagation(); const v = change.next(way); set(v); change.set(v); }
  });
  input.dataset.id = id;
  row.append(name, input, output);
  return row;
}

/** The cards of the three trainings. @param changed told which of them has other settings */
export function showRunners(lab, changed) {
  const { state, problem } = lab, n = problem.examples;
  keepingFocus($('runners'), () => $('runners').replaceChildren(...RUNNERS.map((runner, i) => {
    const r = state.runners[i], card = document.createElement('section'), head = document.createElement('div'), name = document.createElement('span');
    card.className = 'card runner';
    card.dataset.i = i;
    card.style.setProperty('--col', `var(--${runner.key})`);
    head.className = 'hd';
    name.className = 'nm';
    name.append(icon(runner), runner.name);
    head.append(name);
    const again = () => changed(i);
    card.append(head,
      slider({ id: i + '-batch', label: 'Batch', title: `Examples averaged in an update of ${runner.name}`, min: 1, max: n, log: true, value: r.batch, show: String,
        change: { round: v => Math.max(1, Math.min(n, Math.round(v))),
          next: way => Math.max(1, Math.min(n, r.batch + way)),
          set: v => {
            const ratio = v / r.batch;
            if (state.tie !== 'none') r.rate = three(Math.max(1e-4, Math.min(1000, r.rate * (state.tie === 'sqrt' ? Math.sqrt(ratio) : ratio))));
            r.batch = v;
            again();
          } } }),
      slider({ id: i + '-rate', label: 'Rate η', title: `Learning rate of ${runner.name}`, min: problem.stable_rate / 2000, max: problem.stable_rate * 1.5, log: true, value: r.rate, show: v => sig(v, v < 0.1 ? 2 : 3),
        change: { round: three, next: way => three(r.rate * 1.05 ** way), set: v => { r.rate = v; again(); } } }),
      slider({ id: i + '-momentum', label: 'Momentum', title: `Heavy-ball momentum β of ${runner.name}`, min: 0, max: 0.99, log: false, value: r.momentum, show: v => String(+v.toFixed(2)),
        change: { round: v => +v.toFixed(2), next: way => Math.max(0, Math.min(0.99, +(r.momentum + way * 0.01).toFixed(2))), set: v => { r.momentum = v; again(); } } }));
    const row = document.createElement('div'), select = document.createElement('select');
    row.className = 'ctl';
    row.append(Object.assign(document.createElement('span'), { textContent: 'Schedule' }), select);
    select.dataset.id = i + '-schedule';
    select.setAttribute('aria-label', `Schedule of ${runner.name}`);
    select.append(...lab.catalogue.schedules.map(s => new Option(SCHEDULES[s] ?? s, s, false, s === r.schedule)));
    select.onchange = () => { r.schedule = select.value; again(); };
    card.append(row);
    return card;
  })));
}

/** The problem: what it is, and what can be chosen of it. @param again makes it anew */
export function showProblem(lab, again) {
  const { state, problem, catalogue } = lab, p = state.problem;
  $('problem').value = p.key;
  $('about').textContent = problem.text;
  const own = p.key === 'own';
  $('columns').hidden = !own;
  if (own) {
    for (const [id, chosen, usual] of [['first', p.first, 0], ['second', p.second, 1]]) {
      $(id).replaceChildren(...catalogue.data.columns.map(c => new Option(c, c, false, c === (chosen || catalogue.data.columns[usual]))));
    }
  }
  const knobs = [];
  if (p.key === 'least-squares') {
    knobs.push(slider({ id: 'condition', label: 'Condition', title: 'Condition number κ of the loss', min: 1, max: 300, log: true, value: p.condition, show: v => String(three(v)),
      change: { round: v => +v.toPrecision(2), next: way => +Math.max(1, Math.min(300, p.condition * 1.1 ** way)).toPrecision(2), set: v => { p.condition = v; again(); } } }));
  }
  if (['least-squares', 'logistic', 'network', 'wells'].includes(p.key)) {
    knobs.push(slider({ id: 'noise', label: 'Noise', title: 'Noise of the examples', min: 0, max: 2, log: false, value: p.noise, show: v => v.toFixed(2),
      change: { round: v => +v.toFixed(2), next: way => Math.max(0, +(p.noise + way * 0.05).toFixed(2)), set: v => { p.noise = v; again(); } } }));
  }
  if (problem.examples > 2) {
    knobs.push(slider({ id: 'examples', label: 'Examples', title: 'How many examples there are', min: 16, max: 4096, log: true, value: p.examples, show: String,
      change: { round: v => Math.round(v), next: way => Math.max(16, Math.min(4096, p.examples * 2 ** way)), set: v => {
        for (const r of state.runners) if (r.batch >= problem.examples) r.batch = v;
        p.examples = v;
        again();
      } } }));
  }
  keepingFocus($('knobs'), () => $('knobs').replaceChildren(...knobs));
  const fact = (name, value, title = '') => {
    const row = document.createElement('div');
    row.append(Object.assign(document.createElement('dt'), { textContent: name, title }), Object.assign(document.createElement('dd'), { textContent: value }));
    return row;
  };
  $('facts').replaceChildren(
    fact('max stable η', sig(problem.stable_rate), 'The full batch diverges at a constant rate above 2/λmax'),
    p.key === 'least-squares' || problem.weights === 1 ? fact('examples', count(problem.examples))
      : fact('condition κ', sig(problem.largest / problem.smallest), 'Ratio of the largest and the smallest curvature at the minimum'));
  $('order').value = state.order;
  $('tie').value = state.tie;
  $('same').checked = state.same;
  $('epochs').value = state.epochs;
  $('seed').value = state.seed;
}
