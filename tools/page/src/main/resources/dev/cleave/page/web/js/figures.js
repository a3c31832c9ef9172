// The four figures, free blocks by order, and fragmentation indices: now, and over time.

import {get, every} from './api.js';
import {chart} from './charts.js';
import {bytes, clock, element, number, percent, table} from './words.js';
import {KINDS} from './map.js';

const FIGURES = [['requestedBytes', 'requested', '#009e73'], ['usedBytes', 'used', '#0072b2'],
  ['committedBytes', 'committed', '#e69f00'], ['reservedBytes', 'reserved', '#7b8794']];
const TABLE_ROWS = 30;

let unit = 4096;
let charts = null;

/** Shows the figures of a tick; the size of a unit is told once. */
export function show(figures, unitBytes = unit) {
  unit = unitBytes;
  document.getElementById('figures').replaceChildren(...FIGURES.map(([key, name]) =>
    element('div', {}, element('dt', {}, name), element('dd', {'data-figure': key, title: `${number(figures[key])} bytes`}, bytes(figures[key])))),
  element('div', {}, element('dt', {}, 'largest free block'), element('dd', {}, bytes(figures.largestFreeBlockBytes))),
  element('div', {}, element('dt', {}, 'refused'), element('dd', {}, number(figures.failures))));
  const orders = figures.freeBlocksByOrder.map((count, order) => [`${order}: ${bytes(unit * 2 ** order)}`, number(count),
    percent(figures.unusableByOrder[order]), figures.fragmentationByOrder[order] < 0 ? 'would be served' : figures.fragmentationByOrder[order].toFixed(2)]);
  table(document.getElementById('orders-table'), 'Unusable: the share of free memory in smaller blocks. Fragmentation: towards 0 it would fail for lack of memory, towards 1 for scatter.',
    ['order', 'free blocks', 'unusable', 'fragmentation'], orders);
}

async function overTime() {
  const history = await get('pool/history');
  const column = name => history.values[history.columns.indexOf(name)] ?? [];
  const seconds = column('at').map(each => each / 1000);
  charts ??= {
    figures: chart(document.getElementById('figures-chart'), FIGURES.slice(0, 3).map(([, name, colour]) => ({name, colour})), bytes),
    orders: null,
  };
  charts.figures.setData([seconds, ...FIGURES.slice(0, 3).map(([key]) => column(key))]);
  const orders = Array.from({length: history.orders}, (_, order) =>
    (history.values[history.columns.length + order] ?? []).map(count => count * unit * 2 ** order));
  stacked(seconds, orders);
  const details = document.getElementById('figures-table');
  if (details.closest('details').open) {
    const rows = column('at').map((at, row) => [clock(at), ...FIGURES.map(([key]) => bytes(column(key)[row])), number(column('failures')[row])]);
    table(details, 'The latest last', ['time', ...FIGURES.map(([, name]) => name), 'refused'], rows.slice(-TABLE_ROWS));
  }
}

/** Free bytes by order, upon each other: the largest order lowest. */
function stacked(seconds, orders) {
  if (charts.orders?.series.length !== orders.length + 1) {
    charts.orders?.destroy();
    charts.orders = chart(document.getElementById('orders-chart'), orders.map((_, order) =>
      ({name: `order ${order}`, colour: KINDS[order % KINDS.length], fill: `${KINDS[order % KINDS.length]}99`})), bytes);
  }
  const sums = [];
  for (let order = orders.length - 1; order >= 0; order--) {
    sums[order] = orders[order].map((value, at) => value + (sums[order + 1]?.[at] ?? 0));
  }
  charts.orders.setData([seconds, ...sums]);
}

export function open(subject, period) {
  unit = subject.unitBytes;
  every(period, overTime);
}
