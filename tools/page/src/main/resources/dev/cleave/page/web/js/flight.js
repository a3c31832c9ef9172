// The time line of a recording of the Flight Recorder: figures of a pool and of the JVM, and what happened, of a range of time.

import {get, link} from './api.js';
import {chart} from './charts.js';
import {KINDS} from './map.js';
import {bytes, clock, element, number, percent, table} from './words.js';

const JVM = 'JVM';
const TABLE_ROWS = 500;
const LEAST_MILLIS = 10;
const LANE = 16;

let about;
let range;
let charts = [];

const place = id => document.getElementById(id);
const read = unit => unit === 'share' ? percent : bytes;
const seconds = millis => (about.start + millis) / 1000;

/** A range that lies within the recording, of whole milliseconds. */
function within(from, to) {
  const end = Math.ceil(about.millis);
  const length = Math.min(Math.max(LEAST_MILLIS, to - from), Math.max(LEAST_MILLIS, end));
  const start = Math.max(0, Math.min(Math.round(from), end - length));
  return {from: Math.floor(start), to: Math.ceil(start + length)};
}

function show(from, to) {
  range = within(from, to);
  const whole = range.from === 0 && range.to >= about.millis;
  link.set('time', whole ? null : `${range.from}-${range.to}`);
  return refresh();
}

const move = (nearer, by) => {
  const length = range.to - range.from;
  const middle = (range.from + range.to) / 2 + by * length;
  return show(middle - nearer * length / 2, middle + nearer * length / 2);
};

/** Series that have times of their own, as columns over all times; a gap where one has none. */
function columns(series) {
  const times = [...new Set(series.flatMap(each => each.at))].sort((one, other) => one - other);
  const row = new Map(times.map((time, at) => [time, at]));
  return [times.map(seconds), ...series.map(each => {
    const values = new Array(times.length).fill(null);
    each.at.forEach((time, at) => { values[row.get(time)] = each.values[at]; });
    return values;
  })];
}

function draw(source, unit, series) {
  const box = element('div', {class: 'chart', 'aria-hidden': 'true'});
  place('flight-charts').append(element('h3', {}, `${source}, ${unit === 'share' ? 'shares' : 'bytes'}`), box);
  const made = chart(box, series.map((each, at) => ({name: each.what, colour: KINDS[(at + 1) % KINDS.length]})), read(unit), {
    gaps: true, range: () => [seconds(range.from), seconds(range.to)],
    selected: (from, to) => show(from * 1000 - about.start, to * 1000 - about.start),
  });
  made.setData(columns(series));
  charts.push(made);
}

async function figures() {
  const chosen = place('flight-source').value;
  const sources = [...new Set([chosen, ...about.sources.filter(each => each === JVM)])].filter(Boolean);
  const told = await Promise.all(sources.map(source => get('timeline/series', {source, ...range})));
  charts.forEach(each => each.destroy());
  charts = [];
  place('flight-charts').replaceChildren();
  const rows = [];
  told.forEach(({series}, at) => {
    const some = series.filter(each => each.at.length);
    for (const unit of new Set(some.map(each => each.unit))) draw(sources[at], unit, some.filter(each => each.unit === unit));
    rows.push(...some.map(each => [sources[at], each.what,
      ...[each.values[0], Math.min(...each.values), Math.max(...each.values), each.values.at(-1)].map(read(each.unit))]));
  });
  table(place('flight-figures'), 'Figures in this range of time', ['of', 'what', 'first', 'least', 'greatest', 'last'], rows);
}

/** A lane for each event, a stroke for each time that it happened. */
function lanes(marks) {
  const canvas = place('flight-lanes');
  const names = [...new Set(marks.map(each => each.event))].sort();
  canvas.style.height = `${Math.max(1, names.length) * LANE}px`;
  canvas.width = Math.max(1, canvas.clientWidth);
  canvas.height = Math.max(1, names.length) * LANE;
  canvas.setAttribute('aria-label', names.map(name => `${name}: ${marks.filter(each => each.event === name).length} times`).join(', ') || 'nothing happened');
  const painter = canvas.getContext('2d');
  const scale = canvas.width / (range.to - range.from);
  for (const mark of marks) {
    const lane = names.indexOf(mark.event);
    painter.fillStyle = KINDS[(lane + 1) % KINDS.length];
    painter.fillRect((mark.at - range.from) * scale, lane * LANE + 2, Math.max(2, mark.durationMillis * scale), LANE - 4);
  }
  place('flight-legend').replaceChildren(...names.map((name, lane) => {
    const swatch = element('span', {class: 'swatch'});
    swatch.style.background = KINDS[(lane + 1) % KINDS.length];
    return element('li', {}, swatch, name);
  }));
}

async function happenings() {
  const event = place('flight-event').value;
  const {count, marks} = await get('timeline/marks', event ? {event, ...range} : range);
  lanes(marks);
  const shown = marks.slice(0, TABLE_ROWS);
  table(place('flight-marks'), count > shown.length ? `The first ${number(shown.length)} of ${number(count)}: choose a shorter time` : `${number(count)} in this range of time`,
    ['time', 'event', 'of', 'took', 'what'],
    shown.map(each => [`${clock(about.start + each.at)}, ${(each.at / 1000).toFixed(3)} s`, each.event, each.source,
      each.durationMillis ? `${each.durationMillis.toFixed(2)} ms` : '–', each.text]));
}

async function refresh() {
  place('flight-range').textContent = `${((range.to - range.from) / 1000).toFixed(3)} s from ${(range.from / 1000).toFixed(3)} s`;
  try {
    await Promise.all([figures(), happenings()]);
    place('flight').dataset.shown = `${range.from}-${range.to}`;
  } catch (failure) {
    place('flight-state').textContent = failure.message;
  }
}

function choices() {
  const options = (id, values, chosen) => {
    place(id).append(...values.map(([value, text]) => element('option', {value, selected: value === chosen}, text)));
  };
  const pools = about.sources.filter(each => each !== JVM);
  options('flight-source', pools.length ? pools.map(each => [each, each]) : [['', 'no pool']], link.get('source'));
  options('flight-event', [['', 'all'], ...about.events.map(each => [each, `${each} (${number(about.counts[each] ?? 0)})`])], link.get('event'));
  place('flight-source').addEventListener('change', () => { link.set('source', place('flight-source').value); refresh(); });
  place('flight-event').addEventListener('change', () => { link.set('event', place('flight-event').value); refresh(); });
  const buttons = {earlier: () => move(1, -.5), later: () => move(1, .5), nearer: () => move(.5, 0), farther: () => move(2, 0), all: () => show(0, about.millis)};
  for (const [name, action] of Object.entries(buttons)) place(`flight-${name}`).addEventListener('click', action);
}

/** Shows the time line that the server has. */
export async function open() {
  about = await get('timeline');
  place('flight').hidden = false;
  place('flight-state').textContent = `${about.recording}: from ${new Date(about.start).toISOString()}, ${(about.millis / 1000).toFixed(1)} s`
    + (about.marksLeftOut ? `; ${number(about.marksLeftOut)} events more are counted alone` : '');
  table(place('flight-counts'), 'Events of the whole recording', ['event', 'times'], Object.entries(about.counts).map(([name, count]) => [name, number(count)]));
  choices();
  const [from, to] = (/^(\d+)-(\d+)$/.exec(link.get('time') ?? '') ?? [0, 0, about.millis]).slice(1).map(Number);
  await show(from, to);
}
