// Numbers and sizes as people read them, and small pieces of the document.

const STEPS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes in words: 1.5 MiB. */
export function bytes(count) {
  let value = count;
  let step = 0;
  while (Math.abs(value) >= 1024 && step < STEPS.length - 1) {
    value /= 1024;
    step++;
  }
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${STEPS[step]}`;
}

/** A size that somebody typed, such as 64M or 350 MB, in bytes; NaN where it is none. */
export function size(text) {
  const found = /^\s*(\d+(?:\.\d+)?)\s*([KMGT]?)(i?b)?\s*$/i.exec(text);
  return found ? Math.floor(found[1] * 1024 ** ('KMGT'.indexOf(found[2].toUpperCase()) + 1 || 0)) : NaN;
}

export const number = value => value.toLocaleString('en-US');
export const percent = share => `${(100 * share).toFixed(1)} %`;
export const clock = millis => new Date(millis).toLocaleTimeString('en-GB');

/** An element with text or children; attributes that are functions listen. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value !== false && value !== null) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

/** Replaces what is in a place by a table; the first column is words. */
export function table(place, caption, head, rows) {
  const body = rows.map(row => element('tr', {}, ...row.map((cell, index) =>
    element(index === 0 ? 'th' : 'td', index === 0 ? {scope: 'row'} : typeof cell === 'string' && !/^[-\d]/.test(cell) ? {class: 'words'} : {}, String(cell)))));
  place.replaceChildren(element('table', {}, element('caption', {}, caption),
    element('thead', {}, element('tr', {}, ...head.map(each => element('th', {scope: 'col'}, each)))),
    element('tbody', {}, ...body)));
}
