// What the page of the lab is about: its state, its trainings, its pictures. Here it lies; the other rooms work on it.
import { RUNNERS, read, write } from './address.js';
import { Chart } from './charts.js';
import { lessonOf, stateOf } from './course.js';
import { latest } from './wire.js';

export const $ = id => document.getElementById(id);

/** Of each kind of request the last one wins. */
export const only = latest();

/** The state of an address; of one that names a lesson and no problem, that of the lesson. */
export function stateAt(hash) {
  const state = read(hash);
  if (!lessonOf(state.lesson)) return { ...state, lesson: null };
  return new URLSearchParams(hash.slice(1)).has('p') ? state : stateOf(state.lesson);
}

export const lab = { state: stateAt(location.hash), problem: null, trails: [], next: [], field: null, camera: null, playing: 0, stops: [], catalogue: null };
export const panels = [];
export const charts = [...document.querySelectorAll('figure[data-clock]')].map(figure =>
  new Chart(figure.querySelector('[role=img]'), figure.dataset.clock, figure.dataset.clock !== 'examples'));

/** Whether there is something to show: all trainings of the problem that the camera looks at. */
export const ready = () => lab.cameraOf === lab.problem && RUNNERS.every((_, i) => lab.trails[i]);

export const startOf = () => lab.state.start?.length === lab.problem.weights ? lab.state.start : lab.problem.start;

/** Keeps the state in the address, once it has been at rest for a moment. */
export const remember = () => {
  if (!ready()) return;
  clearTimeout(remember.timer);
  remember.timer = setTimeout(() => history.replaceState(null, '', write(lab.state)), 150);
};
