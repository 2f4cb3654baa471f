// What came of a race, in a sentence, in moments, and in a line above the slider.
import { CLOCKS, RUNNERS } from './address.js';
import { css } from './field.js';
import { count, sig, time } from './format.js';
import { milestones } from './inspector.js';
import { fitted, icon } from './marks.js';
import { placeAt, when } from './trail.js';

const $ = id => document.getElementById(id);

/** Who is first below a loss that all reach, by each clock. */
export function verdict(shown) {
  const fine = shown.filter(s => Math.min(...s.trail.trend.slice(-Math.ceil(s.trail.trend.length / 4))) < s.trail.excess[0]);
  const out = $('verdict');
  out.replaceChildren();
  const name = s => { const b = document.createElement('b'); b.append(icon(s.runner), ' ' + s.runner.name.toLowerCase()); return b; };
  if (fine.length < 2) { out.textContent = fine.length ? 'Only one of them goes down.' : 'None of them goes down: the rates are too high.'; return; }
  const least = Math.max(...fine.map(s => s.trail.trend.reduce((a, b) => Math.min(a, b), Infinity)));
  const power = 10 ** Math.floor(Math.log10(least)), target = [1, 2, 5, 10].map(f => f * power).find(v => v >= least * 1.02);
  const by = clock => fine.map(s => {
    const k = s.trail.trend.findIndex(v => v < target);
    return [k < 0 ? Infinity : when(s.trail, k, clock), s];
  }).sort((a, b) => a[0] - b[0])[0];
  out.append(`First below ${sig(target, 1)}: `);
  const winners = CLOCKS.map(clock => by(clock)[1]);
  if (winners.every(w => w === winners[0])) { out.append(name(winners[0]), ' by every clock'); return; }
  CLOCKS.forEach((clock, i) => {
    out.append((i ? ', ' : '') + `by ${{ updates: 'updates', examples: 'epochs', time: 'time' }[clock]} `, name(by(clock)[1]));
  });
}

/** Moments worth a look, as buttons. @param go takes a number of a training and a place of it */
export function miles(shown, problem, clock, go) {
  const list = milestones(shown, problem).map(m => ({ ...m, t: when(m.trail, m.k, clock) })).sort((a, b) => a.t - b.t).slice(0, 9);
  $('miles').replaceChildren(...list.map(m => {
    const item = document.createElement('li'), button = document.createElement('button'), text = document.createElement('span'), value = document.createElement('b');
    text.textContent = m.text;
    value.textContent = clock === 'examples' ? m.t.toFixed(m.t < 1 ? 2 : 1) : clock === 'updates' ? count(m.t) : time(+m.t.toPrecision(2));
    button.dataset.t = m.t;
    button.title = `${m.runner.name}: go there`;
    button.append(icon(m.runner), text, value);
    button.onclick = () => go(RUNNERS.indexOf(m.runner), m.k);
    item.append(button);
    return item;
  }));
}

/** The trends above the slider, and its ticks. @param momentOf the moment of a share of the slider */
export function sparkline(shown, clock, momentOf) {
  const { x, width, height } = fitted($('spark')), inset = 7, span = width - 2 * inset;
  const all = shown.map(s => s.trail).flatMap(t => [t.trend[0], t.trend[t.updates]]).filter(v => v > 0 && v < 1e12);
  const high = Math.log(Math.max(...all)), low = Math.min(high - 1, Math.log(Math.min(...all)));
  for (const { runner, trail } of shown) {
    x.beginPath();
    for (let i = 0; i <= 240; i++) {
      const v = trail.trend[placeAt(trail, momentOf(i / 240), clock)];
      const y = height - 9 - Math.max(0, Math.min(1, (Math.log(Math.max(1e-12, v)) - low) / (high - low))) * (height - 12);
      i ? x.lineTo(inset + i / 240 * span, y) : x.moveTo(inset, y);
    }
    x.strokeStyle = css('--' + runner.key);
    x.globalAlpha = 0.45;
    x.lineWidth = 1;
    x.stroke();
  }
  const shares = [0, 0.25, 0.5, 0.75, 1];
  $('ticks').replaceChildren(...shares.map(share => {
    const moment = momentOf(share), span = document.createElement('span');
    span.textContent = clock === 'examples' ? (share ? String(+(moment).toPrecision(3)) : 'epoch 0')
      : clock === 'updates' ? count(share ? moment : 0) : time(share ? +moment.toPrecision(2) : 0);
    span.style.left = share * 100 + '%';
    return span;
  }));
}
