// Rows of an experiment, of which nothing is known but that all have the same columns, as a chart.

const isNumber = value => typeof value === 'number';

/** Columns in their order: those with a number in some row, and those with words. */
export function columns(rows) {
  const names = Object.keys(rows[0] ?? {});
  const numbers = names.filter(name => rows.some(row => isNumber(row[name])));
  return {names, numbers, words: names.filter(name => !numbers.includes(name))};
}

export const named = (row, words) => words.map(name => row[name]).filter(each => each !== null && each !== '').join(', ');

/**
 * What lies along the chart: where rows of one name follow each other, the first number that tells them apart; else null, and each
 * row is a bar.
 */
function along(rows, {numbers, words}) {
  const groups = Map.groupBy(rows, row => named(row, words));
  if (groups.size === rows.length) return null;
  return numbers.find(name => [...groups.values()].every(group =>
    group.every(row => isNumber(row[name])) && new Set(group.map(row => row[name])).size === group.length)) ?? null;
}

/** The figures that can be shown: numbers that are not the same in all rows, but for what lies along. */
export function figures(rows) {
  const kinds = columns(rows);
  const x = along(rows, kinds);
  const shown = kinds.numbers.filter(name => name !== x);
  const vary = shown.filter(name => new Set(rows.map(row => row[name])).size > 1);
  return vary.length ? vary : shown;
}

/** What tells rows apart in a table of two runs: words, and what lies along. */
export function label(rows) {
  const kinds = columns(rows);
  const x = along(rows, kinds);
  const counts = Map.groupBy(rows, row => named(row, kinds.words));
  return (row, at) => {
    const name = named(row, kinds.words);
    return x ? `${name ? `${name}, ` : ''}${x} ${row[x]}` : counts.get(name).length > 1 || !name ? `${name} row ${at + 1}` : name;
  };
}

/**
 * A figure of the rows of some runs, which have a name each: {bars, x, labels, lines: [{name, values}]}, where values belong to x.
 */
export function shape(runs, figure) {
  const kinds = columns(runs[0].rows);
  const x = along(runs[0].rows, kinds);
  const suffix = run => runs.length > 1 ? ` (${run.name})` : '';
  if (!x) {
    const labels = runs[0].rows.map(label(runs[0].rows));
    return {bars: true, x: labels.map((_, at) => at), labels,
      lines: runs.map(run => ({name: `${figure}${suffix(run)}`, values: labels.map((_, at) => run.rows[at]?.[figure] ?? null)}))};
  }
  const xs = [...new Set(runs.flatMap(run => run.rows.map(row => row[x])))].filter(isNumber).sort((one, other) => one - other);
  const lines = runs.flatMap(run => [...Map.groupBy(run.rows, row => named(row, kinds.words))].map(([name, group]) => {
    const found = new Map(group.map(row => [row[x], row[figure]]));
    return {name: `${name || figure}${suffix(run)}`, values: xs.map(at => found.get(at) ?? null)};
  }));
  return {bars: false, x: xs, along: x, labels: null, lines};
}
