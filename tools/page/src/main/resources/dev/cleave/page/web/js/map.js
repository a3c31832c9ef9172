// The map: a cell a pageblock; nearer, a cell a unit. It is painted into a picture of a pixel a cell, which the
// canvas enlarges: 64 GiB are 32,768 cells, and never more than 65,536 units are asked for at once.

import {get, unpack, link, every} from './api.js';
import {bytes, element, percent, table, number} from './words.js';

const MOST_UNITS = 65536;
export const KINDS = ['#9aa5b1', '#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442', '#7b61c9', '#8c564b'];
const UNIT_KINDS = ['free', 'block begins', 'block goes on', 'held in a magazine'];
const TABLE_ROWS = 64;

const canvas = document.getElementById('map');
const info = document.getElementById('map-info');
const painter = canvas.getContext('2d', {alpha: false});
const picture = document.createElement('canvas');

let subject;
let map = null;
let frames = null;
let first = 0;
let shown = 0;
let mark = -1;
let draws = 0;

const rgb = text => [1, 3, 5].map(at => parseInt(text.slice(at, at + 2), 16));
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const ground = () => getComputedStyle(canvas).backgroundColor.match(/\d+/g).slice(0, 3).map(Number);

/** How many columns and rows show so many items, and how large each is, in pixels of the canvas. */
export function layout(items, width, height) {
  let size = Math.max(1, Math.floor(Math.sqrt(width * height / Math.max(1, items))));
  while (size > 1 && Math.ceil(items / Math.floor(width / size)) * size > height) size--;
  const columns = Math.max(1, Math.floor(width / size));
  return {columns, rows: Math.ceil(items / columns), size};
}

const byUnits = () => subject.blocks && shown * subject.unitsPerCell <= MOST_UNITS;
const firstUnit = () => first * subject.unitsPerCell;
const unitsShown = () => Math.min(subject.units - firstUnit(), shown * subject.unitsPerCell);
const items = () => byUnits() && frames ? frames.states.length : shown;

const pale = (colour, back, share) => colour.map((each, at) => Math.round(back[at] + (each - back[at]) * share));

/** The colours of a ramp of 256 steps for each kind, made once for a theme. */
function ramps(count, back) {
  return Array.from({length: Math.max(1, count)}, (_, kind) => {
    const colour = rgb(KINDS[count === 0 ? 1 : kind % KINDS.length]);
    return Array.from({length: 256}, (_, level) => level === 0 ? back : pale(colour, back, .25 + .75 * level / 255));
  });
}

let theme = '';
let ramp = [];
let back = [0, 0, 0];

function prepare() {
  const now = `${css('--empty')}${document.documentElement.dataset.theme}${matchMedia('(prefers-color-scheme: dark)').matches}${map?.colour}${map?.names.length}`;
  if (now !== theme) {
    theme = now;
    back = ground();
    ramp = ramps(map ? map.names.length : 0, back);
  }
}

/** Draws what is known. Answers how many items that were. */
export function draw() {
  if (!map) return 0;
  prepare();
  const width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  const height = Math.max(1, Math.round(canvas.clientHeight * devicePixelRatio));
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const count = items();
  const {columns, rows, size} = layout(count, width, height);
  const image = new ImageData(columns, rows);
  const pixels = image.data;
  const units = byUnits() && frames ? unitColours() : null;
  for (let at = 0; at < count; at++) {
    const colour = units ? units[frames.states[at]]
      : ramp[map.names.length ? map.kinds[first + at] : 0][map.fill[first + at]];
    pixels[4 * at] = colour[0];
    pixels[4 * at + 1] = colour[1];
    pixels[4 * at + 2] = colour[2];
    pixels[4 * at + 3] = 255;
  }
  picture.width = columns;
  picture.height = rows;
  picture.getContext('2d').putImageData(image, 0, 0);
  painter.imageSmoothingEnabled = false;
  painter.fillStyle = `rgb(${back})`;
  painter.fillRect(0, 0, width, height);
  painter.drawImage(picture, 0, 0, columns * size, rows * size);
  grid(columns, rows, size);
  if (mark >= 0 && mark < count) {
    painter.strokeStyle = css('--bad');
    painter.lineWidth = 2;
    painter.strokeRect(mark % columns * size, Math.floor(mark / columns) * size, size, size);
  }
  if (draws === 0) performance.mark('first-map');
  canvas.dataset.drawn = ++draws;
  return count;
}

function unitColours() {
  const used = rgb(KINDS[1]);
  return [back, pale(used, back, 1), pale(used, back, .6), rgb(KINDS[2])];
}

function grid(columns, rows, size) {
  if (size < 8) return;
  painter.fillStyle = `rgb(${back})`;
  for (let column = 1; column <= columns; column++) painter.fillRect(column * size - 1, 0, 1, rows * size);
  for (let row = 1; row <= rows; row++) painter.fillRect(0, row * size - 1, columns * size, 1);
}

/** The item under a point of the page, or -1. */
function itemAt(event) {
  const box = canvas.getBoundingClientRect();
  const {columns, rows, size} = layout(items(), canvas.width, canvas.height);
  const column = Math.floor((event.clientX - box.left) * canvas.width / box.width / size);
  const row = Math.floor((event.clientY - box.top) * canvas.height / box.height / size);
  const item = row * columns + column;
  return column < columns && row < rows && item < items() ? item : -1;
}

// ---- What a cell is

let asked = 0;

async function describe(item) {
  if (item < 0 || !map) return;
  const turn = ++asked;
  if (!byUnits()) {
    const cell = first + item;
    const kind = map.names.length ? `, ${map.names[map.kinds[cell]]}` : '';
    info.textContent = `Pageblock ${number(cell)} from ${bytes(cell * map.cellBytes)}: ${percent(map.fill[cell] / 255)} used${kind}`;
    return;
  }
  const unit = firstUnit() + item;
  const block = await get('pool/block', {unit});
  if (turn !== asked) return;
  info.textContent = block.state !== 'used' ? `Unit ${number(unit)}: ${block.state}`
    : `Unit ${number(unit)}: block of ${bytes(block.bytes)} from unit ${number(block.firstUnit)}, held by ${block.holder}`
      + (block.ageMillis === null ? '' : `, for ${(block.ageMillis / 1000).toFixed(1)} s`)
      + (block.site === null ? '' : `, allocated at ${block.site}`);
}

function legend() {
  const place = document.getElementById('legend');
  const names = byUnits() ? UNIT_KINDS : map.names.length ? map.names : ['empty', 'nearly empty', 'half full', 'full'];
  const colours = byUnits() ? unitColours()
    : map.names.length ? map.names.map((name, kind) => ['free', 'empty'].includes(name) ? back : ramp[kind][255]) : [0, 1, 128, 255].map(level => ramp[0][level]);
  place.replaceChildren(...names.slice(0, 24).map((name, kind) => {
    const swatch = element('span', {class: 'swatch'});
    swatch.style.background = `rgb(${colours[kind]})`;
    return element('li', {}, swatch, name);
  }));
  document.getElementById('map-scale').textContent = byUnits()
    ? `a cell is a unit of ${bytes(subject.unitBytes)}; ${bytes(unitsShown() * subject.unitBytes)} from ${bytes(firstUnit() * subject.unitBytes)}`
    : `a cell is ${bytes(map.cellBytes)}; ${number(shown)} cells from ${bytes(first * map.cellBytes)}`;
}

function tabulate() {
  const place = document.getElementById('map-table');
  if (!place.closest('details').open) return;
  const step = Math.ceil(map.fill.length / TABLE_ROWS);
  const rows = [];
  for (let from = 0; from < map.fill.length; from += step) {
    const part = map.fill.slice(from, from + step);
    const kinds = new Set([...map.kinds.slice(from, from + step)].map(kind => map.names[kind]));
    rows.push([`${bytes(from * map.cellBytes)}`, percent(part.reduce((sum, each) => sum + each, 0) / 255 / part.length),
      part.filter(each => each === 0).length, map.names.length ? [...kinds].join(', ') : '–']);
  }
  table(place, `${step} pageblocks a row`, ['from', 'used', 'empty pageblocks', 'kinds'], rows);
}

// ---- Zoom

async function zoomTo(start, count) {
  shown = Math.max(1, Math.min(count, map.fill.length));
  first = Math.max(0, Math.min(start, map.fill.length - shown));
  mark = -1;
  frames = null;
  link.set('from', first || null);
  link.set('cells', shown === map.fill.length ? null : shown);
  await refresh();
}

function zoomIn() {
  const inItems = items();
  const at = mark >= 0 ? mark / inItems : .5;
  const half = Math.max(1, Math.floor(shown / 4));
  return zoomTo(Math.round(first + shown * at - half / 2), half);
}

const zoomOut = () => zoomTo(Math.round(first + shown / 2 - shown * 2), shown * 4);

const KEYS = {
  ArrowRight: () => 1, ArrowLeft: () => -1,
  ArrowDown: columns => columns, ArrowUp: columns => -columns,
};

function onKey(event) {
  if (!map) return;
  const {columns} = layout(items(), canvas.width, canvas.height);
  if (KEYS[event.key]) {
    mark = Math.max(0, Math.min(items() - 1, (mark < 0 ? 0 : mark + KEYS[event.key](columns))));
    draw();
    describe(mark);
  } else if (event.key === 'Enter' || event.key === '+') {
    zoomIn();
  } else if (event.key === '-') {
    zoomOut();
  } else if (event.key === 'Escape') {
    zoomTo(0, map.fill.length);
  } else {
    return;
  }
  event.preventDefault();
}

// ---- Upkeep

async function refresh() {
  const colour = document.getElementById('colour').value;
  const told = await get('pool/map', {colour});
  const whole = !map || shown === map.fill.length;
  map = {...told, fill: unpack(told.fill), kinds: unpack(told.kinds)};
  if (whole) {
    first = 0;
    shown = map.fill.length;
  }
  if (byUnits()) {
    const from = firstUnit();
    const part = await get('pool/frames', {from, count: unitsShown()});
    if (part.from === firstUnit()) frames = {states: unpack(part.states)};
  } else {
    frames = null;
  }
  draw();
  firstDrawn();
  legend();
  tabulate();
}

let firstDrawn;

/** Comes true when the map was drawn first. */
export const drawn = new Promise(resolve => { firstDrawn = resolve; });

/** Begins to show the map of a subject. */
export function open(description, period) {
  subject = description;
  const colour = document.getElementById('colour');
  colour.replaceChildren(...subject.colours.map(each => element('option', {value: each}, each)));
  if (subject.colours.includes(link.get('colour'))) colour.value = link.get('colour');
  const cells = Number(link.get('cells'));
  if (cells > 0) {
    first = Number(link.get('from')) || 0;
    shown = cells;
    map = {fill: new Uint8Array(Math.ceil(subject.units / subject.unitsPerCell)), kinds: new Uint8Array(0), names: [], cellBytes: subject.unitBytes * subject.unitsPerCell};
    shown = Math.min(shown, map.fill.length);
    first = Math.min(first, map.fill.length - shown);
  }
  const run = every(period, refresh);
  colour.addEventListener('change', () => {
    link.set('colour', colour.value);
    run();
  });
  document.getElementById('zoom-in').addEventListener('click', zoomIn);
  document.getElementById('zoom-out').addEventListener('click', zoomOut);
  canvas.addEventListener('keydown', onKey);
  canvas.addEventListener('click', event => {
    mark = itemAt(event);
    draw();
    describe(mark);
  });
  canvas.addEventListener('dblclick', zoomIn);
  let waiting = 0;
  canvas.addEventListener('mousemove', event => {
    clearTimeout(waiting);
    waiting = setTimeout(() => describe(itemAt(event)), 60);
  });
  canvas.addEventListener('wheel', event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    mark = itemAt(event);
    (event.deltaY < 0 ? zoomIn : zoomOut)();
  }, {passive: false});
  new ResizeObserver(draw).observe(canvas);
  document.getElementById('map-table').closest('details').addEventListener('toggle', () => map && tabulate());
  document.getElementById('get-png').addEventListener('click', () => canvas.toBlob(blob => {
    const address = URL.createObjectURL(blob);
    element('a', {href: address, download: 'cleave-map.png'}).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }));
  return run;
}
