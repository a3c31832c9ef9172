// The experiments: started from the page where actions are allowed, with their progress and results.

import {get, post, every} from './api.js';
import {element, table} from './words.js';

export async function open(actions) {
  const view = document.getElementById('experiments-view');
  document.getElementById('experiments').hidden = false;
  const {experiments} = await get('experiments');
  const results = element('div', {class: 'side'});
  const said = element('p', {role: 'status'}, actions ? '' : 'They can be started where the page was opened with --allow-actions.');
  const start = async name => {
    try {
      await post('experiments/start', {name});
      said.textContent = `${name} was started`;
    } catch (failure) {
      said.textContent = failure.message;
    }
    run();
  };
  view.append(said, element('ul', {}, ...experiments.map(each => element('li', {},
    element('button', {type: 'button', disabled: !actions, click: () => start(each.name)}, `Start ${each.name}`), ` ${each.question}`))), results);
  let shown = '';
  const run = every(1000, async () => {
    const {runs} = await get('experiments/runs');
    const now = JSON.stringify(runs);
    if (now === shown) return;
    shown = now;
    results.replaceChildren(...runs.map(each => {
      const box = element('div', {}, element('h3', {}, each.name));
      if (each.error) box.append(element('p', {class: 'bad'}, each.error));
      else if (!each.rows) box.append(element('p', {}, `${each.step || 'beginning'} `), element('progress', {max: 1, value: each.share, 'aria-label': `progress of ${each.name}`}));
      else if (each.rows.length) {
        const place = element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `Result of ${each.name}`});
        table(place, `${each.rows.length} rows`, Object.keys(each.rows[0]), each.rows.map(row => Object.values(row).map(cell => cell ?? '–')));
        box.append(place);
      }
      return box;
    }));
  });
}
