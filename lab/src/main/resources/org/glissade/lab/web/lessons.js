// The path of the lessons, and how far one has come.
import { COURSE, addressOf } from './course.js';
import { element } from './dom.js';
import { forget, stage } from './progress.js';
import { themeSwitch } from './themeswitch.js';

const $ = id => document.getElementById(id);
const WORDS = { none: 'Start', begun: 'Continue', done: 'Again' };

function show() {
  const stages = COURSE.map(stage), done = stages.filter(s => s === 'done').length, next = stages.findIndex(s => s !== 'done');
  $('path').replaceChildren(...COURSE.map((lesson, i) => element('li', { className: `card ${stages[i]}${i === next ? ' next' : ''}` },
    element('span', { className: 'n', 'aria-hidden': 'true', textContent: stages[i] === 'done' ? '✓' : String(i + 1) }),
    element('div', {}, element('h2', { textContent: lesson.title }), element('p', { textContent: lesson.line })),
    element('span', { className: 'state', textContent: { none: '', begun: 'begun', done: 'done' }[stages[i]] }),
    element('a', { className: i === next ? 'go first' : 'go', href: addressOf(i + 1), textContent: WORDS[stages[i]], 'aria-label': `${WORDS[stages[i]]}: ${lesson.title}` }))));
  $('meter').setAttribute('aria-valuemax', COURSE.length);
  $('meter').setAttribute('aria-valuenow', done);
  $('meter').firstElementChild.style.width = done / COURSE.length * 100 + '%';
  $('sofar').textContent = `${done} of ${COURSE.length} done`;
  $('forget').hidden = stages.every(s => s === 'none');
}

$('forget').onclick = () => { forget(); show(); };
themeSwitch();
addEventListener('pageshow', show);
show();
