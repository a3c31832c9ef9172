// The experiments: started and stopped from the page where actions are allowed; their progress, their rows as a chart and as a
// table, and two runs of one experiment side by side.

import {get, post, every} from './api.js';
import {plot} from './charts.js';
import {KINDS} from './map.js';
import {clock, element, table} from './words.js';
import {columns, figures, label, shape} from './rows.js';

const boxes = new Map();
const chosen = new Map();
let compared = [];
let said;
let run;

const title = each => `${each.name}, run ${each.number}`;
const cell = value => value ?? '–';

/** A figure to choose, and a chart of it; answers what draws it anew. */
function charted(box, runs) {
  const place = element('div', {class: 'chart', 'aria-hidden': 'true'});
  const key = runs.map(each => each.number).join(' ');
  const names = figures(runs[0].rows);
  const choice = element('select', {change: () => {
    chosen.set(key, choice.value);
    draw();
  }}, ...names.map(name => element('option', {value: name}, name)));
  if (names.includes(chosen.get(key))) choice.value = chosen.get(key);
  box.append(element('label', {class: 'tools'}, 'Figure ', choice), place);
  let made = null;
  const draw = () => {
    made?.destroy();
    const told = shape(runs.map(each => ({name: `run ${each.number}`, rows: each.rows})), choice.value);
    made = plot(place, told, told.lines.map((line, at) => ({name: line.name, colour: KINDS[(at + 1) % KINDS.length]})));
    place.dataset.lines = told.lines.length;
    place.dataset.figure = choice.value;
  };
  if (names.length) draw();
}

function rowsOf(each) {
  const place = element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `Result of ${title(each)}`});
  const {names} = columns(each.rows);
  table(place, `${each.rows.length} rows`, names, each.rows.map(row => names.map(name => cell(row[name]))));
  return place;
}

async function stop(each) {
  try {
    await post('experiments/stop', {number: each.number});
    said.textContent = `${title(each)} is being stopped`;
  } catch (failure) {
    said.textContent = failure.message;
  }
  run();
}

const WORDS = {running: 'runs', stopping: 'is being stopped: it ends with the step in hand', stopped: 'was stopped', failed: 'failed', done: 'done'};

/** What is known of a run; drawn anew when it ends, and else only its progress changes. */
function show(each, actions) {
  const known = boxes.get(each.number);
  if (known?.state === each.state) {
    known.progress.value = each.share;
    known.step.textContent = `${each.step || 'beginning'}, ${(each.millis / 1000).toFixed(0)} s`;
    return known.box;
  }
  const step = element('span', {}, each.step || 'beginning');
  const progress = element('progress', {max: 1, value: each.share, 'aria-label': `progress of ${title(each)}`});
  const box = element('div', {'data-run': each.number, 'data-state': each.state}, element('h3', {}, title(each)),
    element('p', {class: each.state === 'failed' ? 'bad' : 'quiet'}, `${clock(each.startedAt)}: ${WORDS[each.state]}`
      + (each.state === 'running' || each.state === 'stopping' ? '' : ` after ${(each.millis / 1000).toFixed(1)} s`) + (each.error ? `: ${each.error}` : '')));
  if (each.state === 'running' || each.state === 'stopping') {
    box.append(element('p', {class: 'tools'}, progress, step,
      element('button', {type: 'button', disabled: !actions || each.state === 'stopping', click: () => stop(each)}, `Stop run ${each.number}`)));
  } else if (each.rows.length) {
    const compare = element('input', {type: 'checkbox', change: () => choose(each, compare.checked)});
    box.append(element('label', {class: 'tools'}, compare, ' Compare with another run'));
    charted(box, [each]);
    box.append(element('details', {}, element('summary', {}, 'As a table'), rowsOf(each)));
  }
  boxes.set(each.number, {box, state: each.state, step, progress});
  return box;
}

/** Two runs are compared, the ones that were chosen last. */
function choose(each, wanted) {
  compared = compared.filter(other => other.number !== each.number);
  if (wanted) compared = [...compared, each].slice(-2);
  for (const [number, {box}] of boxes) {
    const check = box.querySelector('input[type=checkbox]');
    if (check) check.checked = compared.some(other => other.number === number);
  }
  comparison();
}

const ratio = (one, other) => typeof one === 'number' && typeof other === 'number' && one !== 0 ? (other / one).toFixed(2) : '–';

function comparison() {
  const place = document.getElementById('experiments-compared');
  place.replaceChildren();
  if (compared.length < 2) return;
  const [one, other] = [...compared].sort((first, second) => first.number - second.number);
  place.append(element('h3', {}, `${title(one)} and ${title(other)}`));
  if (one.name !== other.name) {
    place.append(element('p', {class: 'bad'}, `Two runs of one experiment can be compared: these are of ${one.name} and ${other.name}.`));
    return;
  }
  charted(place, [one, other]);
  const names = figures(one.rows);
  const of = label(one.rows);
  const box = element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'The two runs as a table'});
  table(box, 'Each figure of both runs, and the second as a multiple of the first', ['row', 'figure', `run ${one.number}`, `run ${other.number}`, 'ratio'],
    one.rows.flatMap((row, at) => names.map(name => [of(row, at), name, cell(row[name]), cell(other.rows[at]?.[name]), ratio(row[name], other.rows[at]?.[name])])));
  place.append(element('details', {open: true}, element('summary', {}, 'As a table'), box));
}

export async function open(actions) {
  const view = document.getElementById('experiments-view');
  document.getElementById('experiments').hidden = false;
  const {experiments} = await get('experiments');
  const results = element('div', {class: 'side'});
  said = element('p', {role: 'status'}, actions ? '' : 'They can be started where the page was opened with --allow-actions.');
  const start = async name => {
    try {
      const {number} = await post('experiments/start', {name});
      said.textContent = `${name} was started: run ${number}`;
    } catch (failure) {
      said.textContent = failure.message;
    }
    run();
  };
  const starts = experiments.map(each => element('button', {type: 'button', disabled: !actions, click: () => start(each.name)}, `Start ${each.name}`));
  view.append(said, element('ul', {}, ...experiments.map((each, at) => element('li', {}, starts[at], ` ${each.question}`))),
  element('div', {id: 'experiments-compared'}), results);
  let shown = '';
  run = every(1000, async () => {
    const {runs} = await get('experiments/runs');
    const now = runs.map(each => `${each.number} ${each.state}`).join();
    // One at a time.
    const busy = runs.some(each => each.state === 'running' || each.state === 'stopping');
    for (const each of starts) each.disabled = !actions || busy;
    const all = runs.map(each => show(each, actions));
    if (now !== shown) results.replaceChildren(...all);
    shown = now;
  });
}
