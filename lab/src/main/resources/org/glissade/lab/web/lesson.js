// The card of a lesson: words, a prediction, something to see, and checks.
import { COURSE, addressOf, lessonOf, stateOf } from './course.js';
import { element, rich } from './dom.js';
import { Engine } from './engine.js';
import { sig } from './format.js';
import { keep, progressOf } from './progress.js';

/** A number as people type it: 0.5, −3, 1,5, 1/9; NaN if it is none. */
export function typed(text) {
  const [above, below, more] = text.trim().replace(/[−–]/g, '-').replace(/(\d)[\s\u202f](?=\d)/g, '$1').replace(',', '.').split('/');
  const value = part => part.trim() === '' ? NaN : Number(part);
  return more !== undefined ? NaN : below === undefined ? value(above) : value(above) / value(below);
}

/** Whether a number is the answer, as far as the check wants to know. */
export const near = (value, answer, { tolerance, relative }) =>
  Math.abs(value - answer) <= (relative ? relative * Math.abs(answer) : tolerance) + 1e-6 * Math.abs(answer);

const within = ({ tolerance, relative }) => relative ? `to within ${+(relative * 100).toFixed(1)}%` : tolerance ? `to within ${tolerance}` : 'exactly';
const filled = (text, facts) => typeof text === 'function' ? text(facts) : text;
const shut = () => document.body.removeAttribute('data-lesson');

export class LessonCard {
  /** @param stage {here, guard, show, reset, leave}: what the card may do with the lab */
  constructor(box, stage) {
    Object.assign(this, { box, stage, number: null, facts: null });
  }

  /** Shows a lesson by its number, or none. */
  open(number) {
    if (number === this.number) return;
    this.number = number;
    this.lesson = number && lessonOf(number);
    this.box.hidden = !this.lesson;
    document.body.classList.toggle('taught', Boolean(this.lesson));
    if (!this.lesson) { shut(); return; }
    this.engine = new Engine(stateOf(number));
    this.progress = progressOf(this.lesson.key);
    this.facts = this.answers = null;
    this.asked = false;
    this.build();
    this.box.scrollIntoView?.({ block: 'nearest' });
  }

  /** The trainings of the lab are there: now the engine has time for the lesson. */
  arrived() {
    if (this.lesson && !this.asked && (!this.lesson.late || this.progress.predicted != null)) this.measure();
  }

  measure() {
    if (this.asked) return;
    this.asked = true;
    const { lesson } = this;
    this.status.textContent = lesson.late ? 'Measuring …' : '';
    this.stage.guard(lesson.measure(this.engine).then(facts => {
      if (this.lesson !== lesson) return;
      this.facts = facts;
      this.answers = lesson.checks.map(c => c.answer(facts));
      this.status.textContent = '';
      this.told();
    }, error => { this.asked = false; this.status.textContent = ''; throw error; }));
  }

  build() {
    const { lesson, number } = this;
    document.body.dataset.lesson = this.progress.predicted == null ? 'ask' : 'seen';
    this.status = element('p', { className: 'note', role: 'status' });
    this.after = element('div', { className: 'after', hidden: true });
    this.end = element('p', { className: 'end', role: 'status' });
    this.box.replaceChildren(
      element('div', { className: 'hd' }, element('span', { className: 'sub', textContent: `Lesson ${number} of ${COURSE.length}` }),
        element('button', { className: 'ic plain', textContent: 'Leave', title: 'Back to the lab without a lesson', onclick: () => this.stage.leave() })),
      element('h2', { textContent: lesson.title, id: 'lesson-title' }),
      ...lesson.text.map(text => element('p', {}, ...rich(text))),
      this.prediction(), this.status, this.after,
      element('nav', { 'aria-label': 'Lessons', className: 'steps' },
        number > 1 ? element('a', { href: addressOf(number - 1), textContent: '← Back' }) : element('span'),
        element('a', { href: 'lessons.html', textContent: 'All lessons' }),
        number < COURSE.length ? element('a', { href: addressOf(number + 1), textContent: 'Next →', title: lessonOf(number + 1).title }) : element('span')));
  }

  prediction() {
    const { predict } = this.lesson;
    this.question = element('p', { className: 'ask', id: 'predict-ask' });
    this.choices = predict.choices.map((text, i) => element('button', { className: 'choice', textContent: text, 'aria-pressed': 'false', onclick: () => this.choose(i) }));
    this.reveal = element('p', { className: 'result', role: 'status', 'aria-live': 'polite' });
    if (typeof predict.ask === 'string') this.question.textContent = predict.ask;
    return element('div', { className: 'part predict' }, element('h3', { textContent: 'Predict first' }), this.question,
      element('div', { className: 'choices', role: 'group', 'aria-labelledby': 'predict-ask' }, ...this.choices), this.reveal);
  }

  choose(i) {
    if (this.progress.predicted != null) return;
    this.progress.predicted = i;
    keep(this.lesson.key, this.progress);
    document.body.dataset.lesson = 'seen';
    if (this.facts) this.told();
    else {
      this.choices[i].setAttribute('aria-pressed', 'true');
      this.measure();
    }
  }

  /** The facts are there. */
  told() {
    const { predict } = this.lesson, { predicted } = this.progress;
    this.question.textContent = filled(predict.ask, this.facts);
    this.prophecy = predict.answer(this.facts);
    if (predicted == null) return;
    this.choices.forEach((button, i) => {
      button.disabled = true;
      button.setAttribute('aria-pressed', String(i === predicted));
      button.classList.toggle('right', i === this.prophecy);
      button.classList.toggle('wrong', i === predicted && i !== this.prophecy);
    });
    this.reveal.replaceChildren(element('b', { textContent: predicted === this.prophecy ? '✓ As you said. ' : '✗ It is otherwise. ' }), predict.reveal(this.facts));
    this.reveal.classList.toggle('good', predicted === this.prophecy);
    if (this.after.hidden) this.unfold();
  }

  /** What comes after the prediction. */
  unfold() {
    const { lesson, facts } = this, figure = lesson.figure?.(facts, this.engine, this.stage);
    const look = element('div', { className: 'part' }, element('h3', { textContent: 'See it' }));
    if (lesson.show) look.append(element('button', { className: 'ic strong', textContent: '▶ Play it in the lab', onclick: () => this.stage.show(lesson.show) }));
    if (lesson.late) look.append(element('button', { className: 'ic strong', textContent: 'Measure again', onclick: () => this.again() }));
    look.append(element('button', { className: 'ic', textContent: 'Settings of the lesson', title: 'Sets the lab as the lesson began', onclick: () => this.stage.reset() }));
    if (figure) look.append(figure);
    if (lesson.note) look.append(element('p', { className: 'note', textContent: lesson.note }));
    const checks = element('div', { className: 'part' }, element('h3', { textContent: 'Check' }), ...lesson.checks.map((c, i) => this.check(c, i)), this.end);
    this.after.replaceChildren(look, checks);
    this.after.hidden = false;
    this.ended();
  }

  /** Measures once more, and shows what comes out. */
  again() {
    this.asked = false;
    this.after.hidden = true;
    this.measure();
  }

  check(check, i) {
    const { facts } = this, id = `check-${i}`, ask = element('p', { className: 'ask', id }, filled(check.ask, facts));
    const result = element('p', { className: 'result', role: 'status', 'aria-live': 'polite' });
    const say = right => this.judged(i, right, result);
    const done = this.progress.passed.includes(i);
    if (done) this.judged(i, true, result);
    const part = element('div', { className: 'check', 'data-check': String(i) }, ask, check.choices ? this.options(check, i, id, say) : this.field(check, i, id, say, result), result);
    if (check.hint) part.append(element('details', { className: 'hint' }, element('summary', { textContent: 'Show hint' }), element('p', { textContent: check.hint })));
    part.append(element('details', { className: 'solution' }, element('summary', { textContent: 'Show solution' }), ...check.solution(facts).map(text => element('p', { textContent: text }))));
    return part;
  }

  options(check, i, id, say) {
    const buttons = check.choices.map((text, choice) => element('button', { className: 'choice', textContent: text, 'aria-pressed': 'false', onclick: () => {
      buttons.forEach((b, other) => b.setAttribute('aria-pressed', String(other === choice)));
      say(choice === this.answers[i]);
    } }));
    return element('div', { className: 'choices', role: 'group', 'aria-labelledby': id }, ...buttons);
  }

  field(check, i, id, say, result) {
    const input = element('input', { type: 'text', inputMode: 'decimal', autocomplete: 'off', 'aria-labelledby': id, 'aria-describedby': id + '-within', size: 9 });
    const form = element('form', { className: 'field' }, input, check.unit ? element('span', { textContent: check.unit }) : '', element('button', { className: 'ic', textContent: 'Check' }),
      element('span', { className: 'sub', id: id + '-within', textContent: within(check) }));
    form.onsubmit = e => {
      e.preventDefault();
      const value = typed(input.value);
      if (Number.isNaN(value)) { result.className = 'result'; result.textContent = 'Type a number, such as 0.5, −2 or 1/3.'; return; }
      say(near(value, this.answers[i], check));
    };
    return form;
  }

  judged(i, right, result) {
    result.className = 'result ' + (right ? 'good' : 'bad-answer');
    const { choices, unit } = this.lesson.checks[i], answer = this.answers[i];
    result.textContent = !right ? '✗ Not yet. Try again, or open the hint.' : `✓ Right${choices ? '.' : `: ${sig(answer, 4).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')}${unit ? ' ' + unit : ''}.`}`;
    if (right && !this.progress.passed.includes(i)) {
      this.progress.passed.push(i);
      keep(this.lesson.key, this.progress);
      this.ended();
    }
  }

  ended() {
    const { lesson, number, progress } = this, left = lesson.checks.length - progress.passed.length, next = lessonOf(number + 1);
    this.end.textContent = left > 0 ? `${left} of ${lesson.checks.length} left.` : next ? `✓ Done. Next: ${next.title}.` : '✓ Done, and the last one.';
  }
}
