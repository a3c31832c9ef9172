// Who holds most, as a flame graph: callers below, what they call above.

import {get, every, link} from './api.js';
import {bytes, element, number, percent, table} from './words.js';

const LINE = 1.4;
const COLOURS = ['#f0b88a', '#f2c879', '#eeda8d', '#c9dd92', '#9fd6a8', '#9bd0d8', '#b3c4ec', '#d8b9e3'];

/** The sites as a tree of frames, outermost first. */
export function tree(sites) {
  const root = {name: 'all', bytes: 0, children: new Map()};
  for (const site of sites) {
    root.bytes += site.bytes;
    let node = root;
    const frames = site.place.split(' < ').reverse();
    for (const name of site.child ? [`child ${site.child}`, ...frames] : frames) {
      if (!node.children.has(name)) node.children.set(name, {name, bytes: 0, children: new Map()});
      node = node.children.get(name);
      node.bytes += site.bytes;
    }
  }
  return root;
}

function paint(place, root) {
  const boxes = [];
  let depth = 0;
  const add = (node, left, level) => {
    depth = Math.max(depth, level + 1);
    const box = element('div', {title: `${node.name}: ${bytes(node.bytes)}`}, `${node.name.split('.').slice(-2).join('.')} ${bytes(node.bytes)}`);
    box.style.left = `${100 * left}%`;
    box.style.width = `${100 * node.bytes / root.bytes}%`;
    box.style.bottom = `${level * LINE}rem`;
    box.style.background = COLOURS[(level * 3 + node.name.length) % COLOURS.length];
    boxes.push(box);
    let at = left;
    for (const child of node.children.values()) {
      add(child, at, level + 1);
      at += child.bytes / root.bytes;
    }
  };
  if (root.bytes > 0) add(root, 0, 0);
  place.style.height = `${Math.max(4, depth * LINE)}rem`;
  place.replaceChildren(...boxes);
}

async function refresh() {
  const when = document.getElementById('sites-when').value;
  const minutes = Number(document.getElementById('sites-minutes').value) || 10;
  const now = Date.now();
  const told = await get('pool/sites', when === 'range' ? {when, from: now - 60000 * minutes, to: now} : {when});
  const root = tree(told.sites);
  paint(document.getElementById('flame'), root);
  const place = document.getElementById('sites-table');
  if (told.sites.length === 0) {
    place.replaceChildren(element('p', {}, 'Nothing is sampled: open the pool with sampleEvery(bytes).'));
    document.getElementById('flame').replaceChildren();
  } else {
    table(place, 'Estimates from samples', ['bytes', 'share', 'samples', 'child', 'allocated at'],
      told.sites.map(site => [bytes(site.bytes), percent(site.bytes / root.bytes), number(site.samples), site.child || '–', site.place]));
  }
}

export function open(period) {
  const when = document.getElementById('sites-when');
  if (['now', 'peak', 'range'].includes(link.get('sites'))) when.value = link.get('sites');
  const run = every(period, refresh);
  when.addEventListener('change', () => {
    link.set('sites', when.value);
    run();
  });
  document.getElementById('sites-minutes').addEventListener('change', run);
}
