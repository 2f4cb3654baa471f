// Trainings that are started from the page: the form, their progress, and how to stop them.
import { get, post } from './wire.js';
import { progress } from './runtell.js';

const $ = id => document.getElementById(id);
const OPTIONS = ['target', 'model', 'batch-size', 'learning-rate', 'epochs', 'optimizer'];

export class Trainings {
  /** @param entryOf the run that a process records, or undefined; changed told when there is news */
  constructor(entryOf, guarded, changed) {
    Object.assign(this, { list: [], hidden: new Set(), entryOf, changed });
    $('new').onclick = guarded(() => this.ask());
    $('o-data').onchange = guarded(() => this.columns());
    $('o-cancel').onclick = () => $('train').close();
    $('order').onsubmit = e => { e.preventDefault(); this.order(); };
    this.stop = guarded(async job => { this.put(await post(`/api/trainings/${job.training}/stop`, {})); });
  }

  take(list) {
    this.list = list;
    this.changed();
  }

  /** An answer; the news that it has ended may have come before. */
  put(job) {
    if (this.list.some(j => j.training === job.training && !j.running)) return;
    this.take([job, ...this.list.filter(j => j.training !== job.training)].sort((a, b) => b.training - a.training));
  }

  async ask() {
    const { files } = await get('/api/files');
    $('o-data').replaceChildren(...files.map(f => new Option(f.name, f.name)));
    $('o-fault').hidden = files.length > 0;
    $('o-fault').textContent = 'There are no data files (.csv, .tsv, .arff, .libsvm, .npy) in the folder where the lab was started, or below it.';
    $('train').showModal();
    if (files.length) await this.columns();
  }

  /** The columns of the chosen file, to choose the target from; a target of another file is none of this one. */
  async columns() {
    const file = $('o-data').value;
    $('targets').replaceChildren();
    $('o-target').value = '';
    $('o-target').placeholder = 'the last column';
    const { columns, targets } = await get(`/api/columns?file=${encodeURIComponent(file)}`);
    if ($('o-data').value !== file) return;
    $('targets').append(...columns.map(name => Object.assign(document.createElement('option'), { value: name })));
    if (targets.length) $('o-target').placeholder = `${targets.join(', ')} (as no other is named)`;
  }

  async order() {
    const body = { data: $('o-data').value };
    for (const o of OPTIONS) if ($('o-' + o).value.trim()) body[o] = $('o-' + o).value.trim();
    try {
      this.put(await post('/api/trainings', body));
      $('train').close();
    } catch (e) {
      $('o-fault').textContent = e.message;
      $('o-fault').hidden = false;
    }
  }

  /** The training whose record a run is, if it goes on. */
  of(entry) {
    return this.list.find(j => j.running && j.process === entry?.process);
  }

  /** Those that go on, and those that failed. */
  show() {
    const jobs = this.list.filter(j => !this.hidden.has(j.training) && (j.running || ![0, 3, 130, 143].includes(j.status)));
    const focused = document.activeElement?.closest?.('[data-training]')?.dataset.training;
    $('trainings').replaceChildren(...jobs.map(j => {
      const job = document.createElement('div'), head = document.createElement('div'), name = document.createElement('b'), button = document.createElement('button');
      job.className = j.running ? 'job' : 'job failed';
      job.dataset.training = j.training;
      head.className = 'hd';
      name.textContent = j.data;
      button.className = 'ic';
      button.textContent = j.running ? (j.stopping ? 'Stopping…' : 'Stop') : 'Dismiss';
      button.disabled = j.running && j.stopping;
      button.onclick = () => { if (j.running) this.stop(j); else { this.hidden.add(j.training); this.show(); } };
      head.append(name, button);
      job.append(head);
      if (j.running) {
        const entry = this.entryOf(j.process), bar = document.createElement('progress'), line = document.createElement('span');
        line.className = 'sub';
        line.textContent = entry ? progress(entry) : 'reading the data';
        if (entry?.epochs) { bar.max = entry.epochs; bar.value = entry.now.epoch; }
        bar.setAttribute('aria-label', `Progress of ${j.data}`);
        job.append(bar, line);
      } else {
        const line = document.createElement('span'), said = document.createElement('pre');
        line.className = 'warn';
        line.textContent = `failed with status ${j.status}`;
        said.textContent = j.lines.join('\n');
        job.append(line, said);
      }
      return job;
    }));
    if (focused) $('trainings').querySelector(`[data-training="${focused}"] button`)?.focus();
  }
}
