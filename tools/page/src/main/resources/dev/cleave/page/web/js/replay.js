// The controls of a trace that is being replayed.

import {get, post, every} from './api.js';
import {element, number} from './words.js';

const state = document.getElementById('replay-state');

export function open() {
  document.getElementById('replay').hidden = false;
  const act = async (what, parameters) => {
    try {
      show(await post(`replay/${what}`, parameters));
    } catch (failure) {
      state.textContent = failure.message;
    }
  };
  const button = (id, text, action) => element('button', {type: 'button', id, click: action}, text);
  const play = button('replay-play', 'Play', () => act(play.dataset.playing === 'true' ? 'pause' : 'play'));
  // While it is dragged it stays where the hand is; that it has the focus is no reason to.
  let held = false;
  const letGo = () => { held = false; };
  const seek = element('input', {id: 'replay-seek', type: 'range', min: 0, max: 1, value: 0, 'aria-label': 'Event',
    pointerdown: () => { held = true; }, pointerup: letGo, pointercancel: letGo, blur: letGo,
    change: () => {
      letGo();
      act('seek', {event: seek.value});
    }});
  const speed = element('select', {id: 'replay-speed', change: () => act('speed', {events: speed.value})},
    ...[1000, 10000, 100000, 1000000].map(each => element('option', {value: each}, `${number(each)} events a second`)));
  const show = told => {
    play.textContent = told.playing ? 'Pause' : 'Play';
    play.dataset.playing = told.playing;
    seek.max = told.events;
    if (!held) seek.value = told.event;
    speed.value = told.speed;
    state.textContent = `${told.trace}: event ${number(told.event)} of ${number(told.events)}, ${number(told.live)} blocks live, ${number(told.failures)} refused`;
    state.dataset.event = told.event;
  };
  document.getElementById('replay-controls').append(play,
    button('replay-step', 'One event', () => act('step', {events: 1})),
    button('replay-steps', '1,000 events', () => act('step', {events: 1000})),
    button('replay-start', 'To the start', () => act('seek', {event: 0})),
    button('replay-peak', 'To the peak', () => act('peak')),
    element('label', {}, 'Event ', seek), element('label', {}, 'Speed ', speed));
  every(500, async () => show(await get('replay')));
}
