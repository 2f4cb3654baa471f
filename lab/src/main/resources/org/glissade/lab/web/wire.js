// Talks to the engine behind the page.

/** What was asked for cannot be; the message is for people. */
export class Refused extends Error {}

async function ask(path, body, signal) {
  let reply;
  try {
    reply = await fetch(path, body === undefined
      ? { signal }
      : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Refused('The lab does not answer. Is glissade lab still running?');
  }
  if (!reply.ok) {
    let message = `The lab answered ${reply.status}.`;
    try { message = (await reply.json()).error ?? message; } catch { /* no more is known */ }
    throw new Refused(message);
  }
  return reply;
}

export const get = async (path, signal) => (await ask(path, undefined, signal)).json();
export const post = async (path, body, signal) => (await ask(path, body, signal)).json();

const TYPES = { f32: Float32Array, f64: Float64Array, i32: Int32Array };

/** Posts, and takes arrays as they lie: {…head, array, array, …}. */
export async function frame(path, body, signal) {
  const bytes = await (await ask(path, body, signal)).arrayBuffer();
  const length = new DataView(bytes).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  for (const { name, type, length: n, offset } of head.arrays) {
    head[name] = new TYPES[type](bytes, 4 + length + offset, n);
  }
  delete head.arrays;
  return head;
}

/**
 * Lets the last request of each kind win: an earlier one that is still under way is given up.
 * Answers null for one that was overtaken.
 */
export function latest() {
  const running = new Map();
  return async (kind, work) => {
    running.get(kind)?.abort();
    const controller = new AbortController();
    running.set(kind, controller);
    try {
      const result = await work(controller.signal);
      return running.get(kind) === controller ? result : null;
    } catch (e) {
      if (e.name === 'AbortError') return null;
      throw e;
    } finally {
      if (running.get(kind) === controller) running.delete(kind);
    }
  };
}
