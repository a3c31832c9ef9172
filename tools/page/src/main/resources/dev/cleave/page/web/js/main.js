// Opens the page: what is shown, and which topics there are.

import {get, post, link, still, ticks} from './api.js';
import {bytes} from './words.js';
import * as map from './map.js';
import * as figures from './figures.js';
import * as why from './why.js';
import * as flame from './flame.js';
import * as timeline from './timeline.js';
import * as holders from './holders.js';

const root = document.documentElement;
const state = document.getElementById('state');

function setTheme(name) {
  if (name === 'dark' || name === 'light') root.dataset.theme = name;
  map.draw();
}

document.getElementById('theme').addEventListener('click', () => {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  link.set('theme', dark ? 'light' : 'dark');
  setTheme(dark ? 'light' : 'dark');
});
setTheme(link.get('theme'));

async function open() {
  const [{topics, actions}, pool] = await Promise.all([get(''), get('pool')]);
  const {subject} = pool;
  document.title = `Cleave: ${subject.pool}`;
  document.getElementById('subject').textContent = subject.pool;
  document.getElementById('backing').textContent = `${bytes(subject.capacityBytes)} in units of ${bytes(subject.unitBytes)}, ${subject.backing}`;
  const live = subject.kind === 'pool';
  const refresh = map.open(subject, live ? 500 : 60000);
  figures.show(pool.figures);
  figures.open(subject, live ? 2000 : 60000);
  why.open();
  flame.open(live ? 3000 : 60000);
  timeline.open(live ? 2000 : 60000);
  holders.open(live ? 3000 : 60000);
  if (still()) state.textContent = 'standing still';
  if (!live) state.textContent = `snapshot of ${subject.takenAt}`;
  ticks(tick => {
    figures.show(tick.figures);
    if (live) state.textContent = `live, ${new Date(tick.figures.at).toLocaleTimeString('en-GB')}`;
  }, connected => { if (live && !connected) state.textContent = 'the connection is lost; trying again'; });
  const trim = document.getElementById('trim');
  trim.hidden = !(actions && live);
  trim.addEventListener('click', async () => {
    state.textContent = `trimmed ${bytes((await post('pool/trim')).trimmedBytes)}`;
    refresh();
  });
  const more = {replay: './replay.js', workshop: './workshop.js', convoy: './convoy.js', experiments: './experiments.js'};
  for (const [topic, script] of Object.entries(more)) {
    if (topics.includes(topic)) (await import(script)).open(actions);
  }
  root.dataset.ready = 'true';
}

open().catch(failure => { state.textContent = failure.message; });
