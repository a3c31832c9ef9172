// The city convoy: a large request as a convoy on a road of houses, scene by scene.

import {get} from './api.js';
import {element, number} from './words.js';

const COLOURS = {'.': null, h: '#9aa5b1', m: '#e69f00', l: '#f0e442', r: '#cc79a7', c: '#0072b2'};
const MILLIS = 2500;

export function open() {
  document.getElementById('convoy').hidden = false;
  const controls = document.getElementById('convoy-controls');
  const view = document.getElementById('convoy-view');
  let scenes = [];
  let at = 0;
  let timer = 0;
  const canvas = element('canvas', {role: 'img'});
  canvas.style.height = '8rem';
  const show = () => {
    const scene = scenes[at];
    canvas.setAttribute('aria-label', scene.text.join(' '));
    view.replaceChildren(element('h3', {}, `${at + 1} of ${scenes.length}: ${scene.title}`), canvas, element('pre', {}, scene.text.join('\n')),
      element('p', {class: 'quiet'}, `${number(scene.road.length)} segments: houses grey, moved orange, left yellow, lane pink, convoy blue.`));
    canvas.width = canvas.clientWidth;
    canvas.height = canvas.clientHeight;
    const painter = canvas.getContext('2d');
    const columns = Math.ceil(Math.sqrt(scene.road.length * canvas.width / canvas.height));
    const size = canvas.width / columns;
    [...scene.road].forEach((kind, segment) => {
      if (!COLOURS[kind]) return;
      painter.fillStyle = COLOURS[kind];
      painter.fillRect(segment % columns * size, Math.floor(segment / columns) * size, Math.max(1, size - 1), Math.max(1, size - 1));
    });
  };
  const move = by => {
    at = Math.max(0, Math.min(scenes.length - 1, at + by));
    show();
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = 'Play';
  };
  const play = element('button', {type: 'button', click: () => {
    if (timer) return stop();
    play.textContent = 'Pause';
    timer = setInterval(() => at === scenes.length - 1 ? stop() : move(1), matchMedia('(prefers-reduced-motion: reduce)').matches ? 2 * MILLIS : MILLIS);
  }}, 'Play');
  const load = element('button', {type: 'button', id: 'convoy-load', click: async () => {
    load.disabled = true;
    view.textContent = 'The convoy is on its way…';
    try {
      scenes = (await get('convoy')).scenes;
      controls.replaceChildren(element('button', {type: 'button', click: () => move(-1)}, 'Back'), play, element('button', {type: 'button', click: () => move(1)}, 'Next'));
      show();
    } catch (failure) {
      view.textContent = failure.message;
      load.disabled = false;
    }
  }}, 'Tell the story');
  controls.append(load);
}
