// Charts over time, by uPlot.

import uPlot from '/lib/uPlot.esm.js';

const css = name => {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
};

/** A chart in a place: names and colours of its lines, and how values read. */
export function chart(place, lines, read, options = {}) {
  const axis = () => ({stroke: () => css('--quiet'), grid: {stroke: () => css('--line'), width: 1}});
  const made = new uPlot({
    width: Math.max(200, place.clientWidth), height: 190, legend: {show: lines.length <= 5},
    scales: {y: {range: (_, least, most) => [0, Math.max(1, most ?? 1)]}},
    axes: [axis(), {...axis(), size: 70, values: (_, values) => values.map(read)}],
    series: [{}, ...lines.map(line => ({
      label: line.name, stroke: line.colour, width: 2, value: (_, value) => value === null || value === undefined ? '–' : read(value),
      fill: line.fill, points: {show: false}, paths: options.bars ? uPlot.paths.bars({size: [.8, 12]}) : undefined,
    }))],
  }, [[], ...lines.map(() => [])], place);
  new ResizeObserver(() => made.setSize({width: Math.max(200, place.clientWidth), height: 190})).observe(place);
  return made;
}
