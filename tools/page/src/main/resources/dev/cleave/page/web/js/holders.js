// Children of the pool, arenas and heaps with what is stranded in them, leaks.

import {get, every} from './api.js';
import {bytes, element, number, table} from './words.js';

const place = document.getElementById('holders');

function part(title, head, rows) {
  const box = element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': title});
  table(box, title, head, rows);
  return box;
}

async function refresh() {
  const told = await get('pool/holders');
  const parts = [element('p', {}, `Arenas and heaps hold ${bytes(told.leasedBytes)} in ${number(told.leasedBlocks)} blocks; metadata ${bytes(told.metadataBytes)}.`)];
  if (told.leases.length) {
    parts.push(part('Blocks of arenas and heaps, some of them', ['bytes', 'child', 'for', 'allocated at'],
      told.leases.map(each => [bytes(each.bytes), each.child || '–', each.ageMillis ? `${each.ageMillis} ms` : '–', each.site || 'not sampled'])));
  }
  if (told.children.length) {
    parts.push(part('Children', ['name', 'used', 'most ever', 'cap', 'allocations', 'refused'],
      told.children.map(each => [each.name, bytes(each.usedBytes), bytes(each.peakBytes), each.capBytes > 2 ** 60 ? 'none' : bytes(each.capBytes), number(each.allocations), number(each.failures)])));
  }
  for (const heap of told.heaps) {
    parts.push(part(`A heap: ${bytes(heap.strandedBytes)} stranded of ${bytes(heap.blockBytes)}`, ['class', 'slabs', 'slots', 'used', 'stranded'],
      heap.classes.map(each => [`${number(each.slotBytes)} B`, number(each.slabs), number(each.slots), number(each.usedSlots), bytes(each.strandedBytes)])));
  }
  for (const leaks of told.leaks) {
    parts.push(element('details', {}, element('summary', {}, 'What the heap would report as leaks if it were closed now'),
      element('pre', {}, JSON.stringify(leaks, null, 1))));
  }
  const open = [...place.querySelectorAll('details')].map(each => each.open);
  place.replaceChildren(...parts);
  [...place.querySelectorAll('details')].forEach((each, at) => { each.open = open[at] ?? false; });
}

export const open = period => every(period, refresh);
