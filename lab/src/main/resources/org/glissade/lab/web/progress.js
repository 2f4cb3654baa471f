// What has been done of the lessons, in this browser.

const KEY = 'lessons';

const all = () => { try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; } };

/** Of a lesson: {predicted: number of the choice, or null; passed: [numbers of checks]}. */
export function progressOf(key) {
  const kept = all()[key];
  return { predicted: Number.isInteger(kept?.predicted) ? kept.predicted : null, passed: Array.isArray(kept?.passed) ? kept.passed : [] };
}

export function keep(key, progress) {
  try { localStorage.setItem(KEY, JSON.stringify({ ...all(), [key]: progress })); } catch { /* not kept */ }
}

export function forget() {
  try { localStorage.removeItem(KEY); } catch { /* nothing was kept */ }
}

/** none, begun or done. */
export function stage(lesson) {
  const { predicted, passed } = progressOf(lesson.key);
  if (lesson.checks.every((_, i) => passed.includes(i))) return 'done';
  return predicted != null || passed.length ? 'begun' : 'none';
}
