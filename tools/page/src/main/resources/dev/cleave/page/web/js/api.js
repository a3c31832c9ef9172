// What the page asks its server, and what its address remembers.

async function answer(response) {
  const body = response.headers.get('Content-Type')?.includes('json') ? await response.json() : {};
  if (!response.ok) throw new Error(body.error ?? `the page answers ${response.status}`);
  return body;
}

const query = parameters => {
  const text = new URLSearchParams(parameters).toString();
  return text ? `?${text}` : '';
};

/** Where a page has several pools, the one that its address names is asked. */
const ofPool = parameters => link.get('pool') ? {...parameters, pool: link.get('pool')} : parameters;

const address = (path, parameters) => `/api/${path}${query(/^(pool\b|$)/.test(path) ? ofPool(parameters) : parameters)}`;

export const get = async (path, parameters = {}) => answer(await fetch(address(path, parameters)));

export const post = async (path, parameters = {}) =>
  answer(await fetch(address(path, parameters), {method: 'POST', headers: {'X-Cleave-Page': '1'}}));

/** Bytes that came as base 64. */
export const unpack = text => Uint8Array.from(atob(text), each => each.charCodeAt(0));

/** What the address says behind its #: a permalink. */
export const link = {
  get: name => new URLSearchParams(location.hash.slice(1)).get(name),
  set(name, value) {
    const all = new URLSearchParams(location.hash.slice(1));
    if (value === null || value === '') all.delete(name);
    else all.set(name, value);
    history.replaceState(null, '', `#${all}`);
  },
};

/** Whether the page is to stand still, for a picture of it. */
export const still = () => link.get('still') !== null;

/** Calls back with each tick, and whether the connection stands. */
export function ticks(onTick, onState) {
  if (still()) return;
  const events = new EventSource(`/events${query(ofPool({}))}`);
  events.addEventListener('tick', event => onTick(JSON.parse(event.data)));
  events.addEventListener('open', () => onState(true));
  events.addEventListener('error', () => onState(false));
}

/** Asks again and again, never twice at once, and only while the page is seen. */
export function every(millis, task) {
  let busy = false;
  const run = async () => {
    if (busy || document.hidden) return;
    busy = true;
    try {
      await task();
    } catch (failure) {
      document.getElementById('state').textContent = failure.message;
    } finally {
      busy = false;
    }
  };
  run();
  if (!still()) setInterval(run, millis);
  return run;
}
