// What went wrong, where it is seen.
import { Refused } from './wire.js';

export function tell(error) {
  const box = document.getElementById('toast');
  box.textContent = error instanceof Refused ? error.message : `This page has a fault: ${error.message}`;
  box.hidden = false;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { box.hidden = true; }, 7000);
  if (!(error instanceof Refused)) console.error(error);
}

/** The same work; what it throws is told, now or later. */
export const guarded = work => (...given) => new Promise(done => done(work(...given))).catch(tell);
