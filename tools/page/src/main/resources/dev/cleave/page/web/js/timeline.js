// What happened: purges, moves and refused requests, as bars over time and as words.

import {get, every} from './api.js';
import {chart} from './charts.js';
import {bytes, clock, number, table} from './words.js';

const ROWS = 60;
let bars = null;

const steps = values => values.map((value, at) => at === 0 ? 0 : Math.max(0, value - values[at - 1]));

async function refresh() {
  const [history, told] = await Promise.all([get('pool/history'), get('pool/events', {limit: ROWS})]);
  const column = name => history.values[history.columns.indexOf(name)] ?? [];
  bars ??= chart(document.getElementById('timeline-chart'),
    [{name: 'purged', colour: '#0072b2', fill: '#0072b2'}, {name: 'moved', colour: '#e69f00', fill: '#e69f00'}], bytes, {bars: true});
  bars.setData([column('at').map(each => each / 1000), steps(column('purgedBytes')), steps(column('movedBytes'))]);
  table(document.getElementById('timeline-table'), told.events.length ? 'Newest first' : 'Nothing yet',
    ['time', 'number', 'what', 'bytes', 'report'],
    told.events.map(event => [clock(event.at), number(event.number), event.kind, event.bytes ? bytes(event.bytes) : '–', event.text]));
}

export const open = period => every(period, refresh);
