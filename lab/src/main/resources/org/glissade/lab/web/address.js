// The whole state of the lab in the address, so that a link restores it.

export const RUNNERS = [
  { key: 'full', name: 'Full batch', marker: 'circle' },
  { key: 'mini', name: 'Minibatch', marker: 'square' },
  { key: 'single', name: 'Single example', marker: 'triangle' }];

export const CLOCKS = ['updates', 'examples', 'time'];
export const SPEEDS = { '¼×': 0.25, '½×': 0.5, '1×': 1, '4×': 4, '16×': 16, max: 120 };

/** What a problem begins with; rates are in units of 2/λmax unless they are absolute. */
const PRESETS = {
  'least-squares': { epochs: 20, batches: [0, 16, 1], shares: [0.856, 0.2096, 0.05] },
  logistic: { epochs: 30, batches: [0, 16, 1], shares: [0.6, 0.06, 0.012] },
  network: { epochs: 40, batches: [0, 16, 1], shares: [0.3, 0.12, 0.05] },
  wells: { epochs: 40, batches: [0, 16, 1], rates: [0.2, 0.2, 0.22], examples: 64, noise: 0.7 },
  'two-samples': { epochs: 20, batches: [0, 2, 1], rates: [0.1, 0.1, 0.1], order: 'sequential' },
  'two-points': { epochs: 20, batches: [0, 2, 1], rates: [0.1, 0.1, 0.1], order: 'sequential' },
  own: { epochs: 10, batches: [0, 16, 1], shares: [0.6, 0.15, 0.02], examples: 1024 }};

/** The state with which a problem begins. */
export function preset(key) {
  const p = PRESETS[key] ?? PRESETS['least-squares'];
  return {
    problem: { key, examples: p.examples ?? 256, condition: 12, noise: p.noise ?? 0.6, seed: 7, first: '', second: '' },
    epochs: p.epochs, seed: 11, start: null, order: p.order ?? 'shuffle', tie: 'none', same: true,
    runners: p.batches.map((batch, i) => ({
      batch, rate: p.rates?.[i] ?? null, share: p.shares?.[i] ?? null, momentum: 0, schedule: 'constant' })),
    clock: 'examples', at: 0, selected: 1, speed: '1×', scale: 'log', view: 'side',
    cloud: true, lens: true, arrows: false, camera: null, lesson: null };
}

const number = (text, otherwise) => {
  const n = Number(text);
  return text == null || text === '' || !Number.isFinite(n) ? otherwise : n;
};
const among = (text, list, otherwise) => list.includes(text) ? text : otherwise;
const short = v => String(+v.toPrecision(6));

/** Reads an address; what is missing or makes no sense is as in the preset. */
export function read(hash) {
  const q = new URLSearchParams(hash.replace(/^#/, ''));
  const key = q.get('p') && q.get('p') in PRESETS ? q.get('p') : 'least-squares';
  const s = preset(key);
  s.problem.examples = number(q.get('n'), s.problem.examples);
  s.problem.condition = number(q.get('k'), s.problem.condition);
  s.problem.noise = number(q.get('s'), s.problem.noise);
  s.problem.seed = number(q.get('d'), s.problem.seed);
  s.problem.first = q.get('x') ?? '';
  s.problem.second = q.get('y') ?? '';
  s.epochs = Math.max(1, Math.round(number(q.get('e'), s.epochs)));
  s.seed = Math.round(number(q.get('seed'), s.seed));
  s.order = q.get('o') ?? s.order;
  s.tie = among(q.get('tie'), ['none', 'sqrt', 'linear'], s.tie);
  s.same = q.get('same') !== '0';
  const start = q.get('from')?.split(',').map(Number);
  if (start?.every(Number.isFinite)) s.start = start;
  s.runners.forEach((r, i) => {
    const parts = q.get('r' + i)?.split(',');
    if (!parts) return;
    r.batch = Math.max(0, Math.round(number(parts[0], r.batch)));
    r.rate = number(parts[1], r.rate);
    r.momentum = number(parts[2], 0);
    r.schedule = parts[3] || 'constant';
  });
  s.clock = among(q.get('c'), CLOCKS, s.clock);
  s.at = Math.max(0, number(q.get('t'), 0));
  s.selected = Math.min(2, Math.max(0, Math.round(number(q.get('sel'), 1))));
  s.speed = among(q.get('v'), Object.keys(SPEEDS), '1×');
  s.scale = among(q.get('l'), ['log', 'linear'], 'log');
  s.view = among(q.get('view'), ['side', 'overlay'], 'side');
  const off = q.get('off') ?? '', on = q.get('on') ?? '';
  s.cloud = !off.includes('c');
  s.lens = !off.includes('l');
  s.arrows = on.includes('a');
  s.lesson = Math.max(0, Math.round(number(q.get('lesson'), 0))) || null;
  const camera = q.get('z')?.split(',').map(Number);
  if (camera?.length === 3 && camera.every(Number.isFinite) && camera[2] > 0) s.camera = camera;
  return s;
}

/** Writes an address that {@link read} reads; what is as in the preset is left out. */
export function write(s) {
  const p = preset(s.problem.key), q = new URLSearchParams();
  const put = (name, value, usual) => { if (value !== usual) q.set(name, value); };
  if (s.lesson) q.set('lesson', s.lesson);
  q.set('p', s.problem.key);
  put('n', s.problem.examples, p.problem.examples);
  put('k', s.problem.condition, p.problem.condition);
  put('s', s.problem.noise, p.problem.noise);
  put('d', s.problem.seed, p.problem.seed);
  put('x', s.problem.first, '');
  put('y', s.problem.second, '');
  put('e', s.epochs, p.epochs);
  put('seed', s.seed, p.seed);
  put('o', s.order, p.order);
  put('tie', s.tie, 'none');
  put('same', s.same ? '' : '0', '');
  if (s.start) q.set('from', s.start.map(short).join(','));
  s.runners.forEach((r, i) => r.rate != null && q.set('r' + i, [r.batch, short(r.rate), short(r.momentum), r.schedule].join(',')));
  put('c', s.clock, 'examples');
  put('t', short(s.at), '0');
  put('sel', s.selected, 1);
  put('v', s.speed, '1×');
  put('l', s.scale, 'log');
  put('view', s.view, 'side');
  put('off', (s.cloud ? '' : 'c') + (s.lens ? '' : 'l'), '');
  put('on', s.arrows ? 'a' : '', '');
  if (s.camera) q.set('z', s.camera.map(short).join(','));
  return '#' + q.toString().replaceAll('%2C', ',');
}
