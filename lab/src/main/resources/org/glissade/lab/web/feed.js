// What happens in the lab, as it happens: one stream a tab for all topics.
import { post } from './wire.js';

export class Feed {
  /** @param heard told (topic, message); lost told when something was missed for good; there told when the stream is, before which nothing is heard */
  constructor(topics, heard, lost, there = () => {}) {
    this.tab = 't' + [...crypto.getRandomValues(new Uint8Array(9))].map(b => b.toString(16).padStart(2, '0')).join('');
    this.topics = topics;
    const events = new EventSource(`/api/events?tab=${this.tab}&topics=${topics.map(encodeURIComponent).join(',')}`);
    events.onmessage = e => { const { topic, message } = JSON.parse(e.data); heard(topic, message); };
    events.addEventListener('reset', lost);
    events.addEventListener('open', there);
    addEventListener('pagehide', () => events.close());
  }

  /** Asks for other topics from now on. */
  async watch(topics) {
    if (topics.join() === this.topics.join()) return;
    this.topics = topics;
    await post('/api/subscribe', { tab: this.tab, topics });
  }
}
