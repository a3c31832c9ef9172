// Opens the page: the map first, with as little as can be; then what else is shown, and the topics that there are.

import {get, post, link, still, ticks} from './api.js';
import {bytes, clock, element} from './words.js';
import * as map from './map.js';

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

/** Where there are several pools, which one is shown. */
async function choosePool() {
  const {pools} = await get('pool/all');
  const choice = document.getElementById('pool');
  choice.closest('label').hidden = pools.length < 2;
  choice.replaceChildren(...pools.map((each, at) => element('option', {value: at}, `${each.pool}: ${bytes(each.usedBytes)} of ${bytes(each.capacityBytes)}`)));
  choice.value = link.get('pool') ?? 0;
  choice.addEventListener('change', () => {
    for (const name of ['from', 'cells']) link.set(name, null);
    link.set('pool', choice.value);
    location.reload();
  });
  for (const each of ['get-snapshot', 'get-json']) {
    if (link.get('pool')) document.getElementById(each).href += `?pool=${link.get('pool')}`;
  }
}

const SILENT_MILLIS = 15000;

/** How things stand with a pool that lives, in words. */
function standing(tick, subject) {
  if (tick.end) return `${tick.end}; what was seen last is shown`;
  const silent = tick.now - tick.figures.at;
  return subject.kind === 'told' && silent > SILENT_MILLIS ? `nothing was told for ${Math.round(silent / 1000)} s: the pool may be closed, or its program stopped`
    : `live, ${clock(tick.figures.at)}`;
}

/** So long the other panels wait for the map, which is to be the first picture. */
const MAP_FIRST_MILLIS = 2000;

const panels = () => Promise.all(['figures', 'why', 'flame', 'timeline', 'holders'].map(each => import(`./${each}.js`)));

async function openPool({subject, figures: now, end}, actions) {
  document.title = `Cleave: ${subject.pool}`;
  document.getElementById('subject').textContent = subject.pool;
  document.getElementById('backing').textContent = `${bytes(subject.capacityBytes)} in units of ${bytes(subject.unitBytes)}, ${subject.backing}`;
  const live = subject.lives;
  const refresh = map.open(subject, live ? 500 : 60000);
  await Promise.race([map.drawn, new Promise(resolve => setTimeout(resolve, MAP_FIRST_MILLIS))]);
  const [figures, why, flame, timeline, holders] = await panels();
  figures.show(now, subject.unitBytes);
  figures.open(subject, live ? 2000 : 60000);
  why.open();
  timeline.open(live ? 2000 : 60000);
  if (subject.blocks) {
    flame.open(live ? 3000 : 60000);
    holders.open(live ? 3000 : 60000);
  } else {
    for (const id of ['sites-heading', 'holders-heading']) document.getElementById(id).closest('section').hidden = true;
  }
  if (still()) state.textContent = 'standing still';
  if (!live) state.textContent = `snapshot of ${subject.takenAt}`;
  if (end) state.textContent = end;
  ticks(tick => {
    figures.show(tick.figures);
    if (live) state.textContent = standing(tick, subject);
  }, connected => { if (live && !connected) state.textContent = 'the connection is lost; trying again'; });
  await choosePool();
  const trim = document.getElementById('trim');
  trim.hidden = !(actions && subject.kind === 'pool');
  trim.addEventListener('click', async () => {
    state.textContent = `trimmed ${bytes((await post('pool/trim')).trimmedBytes)}`;
    refresh();
  });
}

async function open() {
  const {topics, actions, pool} = await get('');
  if (pool) {
    await openPool(pool, actions);
  } else {
    for (const each of document.querySelectorAll('[data-needs-pool]')) each.hidden = true;
    state.textContent = '';
  }
  const more = {timeline: './flight.js', replay: './replay.js', workshop: './workshop.js', convoy: './convoy.js', experiments: './experiments.js'};
  for (const [topic, script] of Object.entries(more)) {
    if (topics.includes(topic)) (await import(script)).open(actions);
  }
  root.dataset.ready = 'true';
}

open().catch(failure => { state.textContent = failure.message; });
