// Why would it fail? The pool's own answer to a size.

import {get, link} from './api.js';
import {bytes, element, number, size} from './words.js';

const answer = document.getElementById('why-answer');
const field = document.getElementById('why-size');

function rows(items, head, cells) {
  return element('table', {}, element('thead', {}, element('tr', {}, ...head.map(each => element('th', {scope: 'col'}, each)))),
    element('tbody', {}, ...items.map(item => element('tr', {}, ...cells(item).map((cell, at) =>
      element(at ? 'td' : 'th', at ? {class: 'words'} : {scope: 'row'}, cell))))));
}

function show(why) {
  const known = why.served !== null;
  const reaches = why.atMostFreeBytes > why.largestFreeBytes ? ` to ${bytes(why.atMostFreeBytes)}` : '';
  const parts = [element('p', {class: !known ? '' : why.served ? 'good' : 'bad', 'data-served': String(why.served)},
    `${bytes(why.bytes)}: ${!known ? 'cannot be told' : why.served ? 'yes' : 'no'}; ${why.cause}.`),
  element('p', {}, `The longest free run has ${bytes(why.largestFreeBytes)}${reaches}; ${bytes(why.freeBytes)} are free`
    + (why.freeRuns === undefined ? '.' : ` in ${number(why.freeRuns)} runs.`))];
  if (why.ways.length && !why.served) {
    parts.push(element('h3', {}, 'What each way would cost'), rows(why.ways, ['way', 'possible', 'copies', 'pieces', 'about', 'why'],
      way => [way.way, way.possible ? 'yes' : 'no', way.possible ? bytes(way.copiedBytes) : '–', way.possible ? number(way.pieces) : '–',
        way.possible && way.estimatedMillis ? `${way.estimatedMillis} ms` : '–', way.text]));
  }
  if (why.window) {
    parts.push(element('h3', {}, `What stands in the best place: ${bytes(why.window.usedBytes)} from unit ${number(why.window.from)}`));
  }
  if (why.window?.obstacles.length) {
    parts.push(rows(why.window.obstacles, ['unit', 'size', 'holder', 'allocated at'],
        each => [number(each.unit), bytes(each.bytes), each.holder, each.site || 'not sampled']));
  }
  const box = element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'The answer'}, ...parts);
  answer.replaceChildren(box);
}

async function ask() {
  const wanted = size(field.value);
  if (!(wanted >= 1)) {
    answer.replaceChildren(element('p', {class: 'bad'}, `'${field.value}' is no size: type one such as 64M, 350 MB or 4096.`));
    return;
  }
  link.set('why', field.value);
  try {
    show(await get('pool/why', {bytes: wanted}));
  } catch (failure) {
    answer.replaceChildren(element('p', {class: 'bad'}, failure.message));
  }
}

export function open() {
  document.getElementById('why').addEventListener('submit', event => {
    event.preventDefault();
    ask();
  });
  if (link.get('why')) {
    field.value = link.get('why');
    ask();
  }
}
