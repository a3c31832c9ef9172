// The workshop: algorithms step by step, side by side, with the reader's own requests.

import {get, link} from './api.js';
import {element} from './words.js';

export async function open() {
  const {algorithms} = await get('workshop');
  document.getElementById('workshop').hidden = false;
  const view = document.getElementById('workshop-view');
  const choice = (name, chosen) => element('select', {name}, ...algorithms.map(each => element('option', {value: each, selected: each === chosen}, each)));
  const left = choice('left', link.get('left') ?? algorithms[0]);
  const right = choice('right', link.get('right') ?? 'cleave');
  const script = element('input', {name: 'script', size: 24, value: link.get('script') ?? 'a0 a2 a1 f1 a3 f2 f3 f4', autocomplete: 'off'});
  const step = element('input', {type: 'range', id: 'workshop-step', min: 0, max: 0, value: 0, 'aria-label': 'Step', input: () => show()});
  let stories = [];
  const form = document.getElementById('workshop-form');
  form.append(element('label', {}, 'Left ', left), element('label', {}, 'Right ', right), element('label', {}, 'Requests ', script),
    element('button', {type: 'submit'}, 'Show'), element('label', {}, 'Step ', step));
  const show = () => {
    view.replaceChildren(element('div', {class: 'side'}, ...stories.map(story => {
      const at = Math.min(Number(step.value), story.frames.length - 1);
      const frame = story.frames[at];
      const strip = element('div', {class: 'strip', role: 'img', 'aria-label': frame.pieces.map(each => `${each.state} ${each.units}`).join(', ')});
      for (const piece of frame.pieces) {
        const box = element('span', {class: piece.state + (piece.marked ? ' marked' : '')}, piece.letter.trim());
        box.style.flex = `${piece.units} 1 0`;
        strip.append(box);
      }
      return element('div', {}, element('h3', {}, `${story.algorithm}, ${at + 1} of ${story.frames.length}`),
        element('p', {}, frame.request), strip, element('p', {class: 'caption'}, frame.caption), element('pre', {}, frame.books.join('\n')));
    })));
  };
  form.addEventListener('submit', async event => {
    event.preventDefault();
    link.set('left', left.value);
    link.set('right', right.value);
    link.set('script', script.value);
    try {
      stories = await Promise.all([left, right].map(each => get('workshop/show', {algorithm: each.value, script: script.value})));
      step.max = Math.max(...stories.map(each => each.frames.length)) - 1;
      step.value = 0;
      show();
    } catch (failure) {
      view.replaceChildren(element('p', {class: 'bad', role: 'alert'}, failure.message));
    }
  });
}
