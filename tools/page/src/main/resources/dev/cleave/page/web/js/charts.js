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

/**
 * A chart in a place: names and colours of its lines, and how values read. Options: bars; gaps, where lines have values at
 * times of their own; range, which tells the first and last time; selected, which is told a range that was dragged over.
 */
export function chart(place, lines, read, options = {}) {
  const axis = () => ({stroke: () => css('--quiet'), grid: {stroke: () => css('--line'), width: 1}});
  const made = new uPlot({
    width: Math.max(200, place.clientWidth), height: 190, legend: {show: lines.length <= 5},
    scales: {x: options.range ? {range: options.range} : {}, y: {range: (_, least, most) => [0, Math.max(1, most ?? 1)]}},
    cursor: options.selected ? {drag: {setScale: false}} : {},
    hooks: options.selected ? {setSelect: [self => {
      const {left, width} = self.select;
      if (width > 0) options.selected(self.posToVal(left, 'x'), self.posToVal(left + width, 'x'));
    }]} : {},
    axes: [axis(), {...axis(), size: 70, values: (_, values) => values.map(read)}],
    series: [{}, ...lines.map(line => ({
      label: line.name, stroke: line.colour, width: 2, value: (_, value) => value === null || value === undefined ? '–' : read(value),
      fill: line.fill, spanGaps: options.gaps === true, points: {show: false}, paths: options.bars ? uPlot.paths.bars({size: [.8, 12]}) : undefined,
    }))],
  }, [[], ...lines.map(() => [])], place);
  new ResizeObserver(() => made.setSize({width: Math.max(200, place.clientWidth), height: 190})).observe(place);
  return made;
}

const LABEL_CHARACTERS = 18;
const LOG_FROM = 50;

const short = text => text.length <= LABEL_CHARACTERS ? text : `${text.slice(0, LABEL_CHARACTERS - 1)}…`;
const plain = value => Math.abs(value) >= 1e5 ? value.toExponential(1) : String(Math.round(value * 1000) / 1000);

/** Bars beside each other where there are two lines. */
const bars = (at, lines) => uPlot.paths.bars({size: [lines > 1 ? .4 : .7, 60], align: lines > 1 ? at === 0 ? -1 : 1 : 0});

/** A chart of figures that do not lie along time: see rows.js for what it is told. */
export function plot(place, told, lines) {
  const least = told.x.find(each => each > 0) ?? 1;
  const log = !told.bars && told.x[0] > 0 && told.x.at(-1) / least >= LOG_FROM;
  const axis = () => ({stroke: () => css('--quiet'), grid: {stroke: () => css('--line'), width: 1}});
  const across = told.bars
    ? {...axis(), splits: () => told.x, values: () => told.labels.map(short), rotate: told.x.length > 4 ? -35 : 0, size: told.x.length > 4 ? 90 : 40}
    : {...axis(), label: told.along, stroke: () => css('--quiet'), values: (_, values) => values.map(each => each === null ? '' : plain(each))};
  const made = new uPlot({
    width: Math.max(200, place.clientWidth), height: 280, legend: {show: lines.length <= 12},
    scales: {x: {time: false, distr: log ? 3 : 1, range: told.bars ? () => [-.6, told.x.length - .4] : undefined},
      y: {range: (_, low, high) => [Math.min(0, low ?? 0), high > 0 ? high * 1.05 : 1]}},
    axes: [across, {...axis(), size: 70, values: (_, values) => values.map(plain)}],
    series: [{label: told.bars ? 'row' : told.along, value: (_, value) => value === null ? '–' : told.bars ? told.labels[value] ?? '' : plain(value)},
      ...lines.map((line, at) => ({
        label: line.name, stroke: line.colour, width: 2, fill: told.bars ? line.colour : undefined, spanGaps: true,
        value: (_, value) => value === null || value === undefined ? '–' : plain(value),
        points: {show: !told.bars}, paths: told.bars ? bars(at, lines.length) : undefined,
      }))],
  }, [told.x, ...told.lines.map(line => line.values)], place);
  const watch = new ResizeObserver(() => made.setSize({width: Math.max(200, place.clientWidth), height: 280}));
  watch.observe(place);
  return {destroy() {
    watch.disconnect();
    made.destroy();
  }};
}
