import { TARGETS } from './options.mjs';

const UNITS = [
  [/Millis$/, 'ms'],
  [/Micros$/, 'µs'],
  [/Kilobytes/, 'KB'],
  [/kilobytesEach$/, 'KB'],
  [/Megabytes$/, 'MB'],
  [/Percent$/, '% of a core'],
];

const WORDS = {
  messages: 'messages measured',
  messagesPerSecond: 'messages a second',
  millis: 'java -jar, or its like',
  imageMillis: "the image's command",
  readmeMillis: "the README's command",
  serverCpuMicros: 'CPU of the server for each',
  totalCpuMicros: 'CPU of server and store for each',
  allocatedKilobytes: 'allocated for a message',
  kilobytesEach: 'memory of a connection',
  heapKilobytesEach: 'of it heap',
  residentMegabytes: 'resident memory',
  perSecond: 'connects a second',
  youngCollections: 'young collections',
  cpuPercent: 'CPU',
  loadPercent: 'CPU of the load client',
  othersPercent: 'CPU of other processes',
};

const COMPARED = ['serverCpuMicros', 'totalCpuMicros', 'messagesPerSecond', 'replyP99Millis', 'pushP99Millis', 'perSecond', 'kilobytesEach'];

function label(figure) {
  const words = WORDS[figure] ?? figure.replace(/Millis$/, '').replaceAll(/P(\d+)/g, ' p$1').replace('p999', 'p99.9').replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const unit = UNITS.find(([pattern]) => pattern.test(figure))?.[1];
  return unit ? `${words}, ${unit}` : words;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function show(value) {
  const digits = value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

function cell(values) {
  if (values.length === 0) {
    return '';
  }
  const range = values.length > 1 ? ` (${show(Math.min(...values))} to ${show(Math.max(...values))})` : '';
  return show(median(values)) + range;
}

/** The values of each target in all rounds: `collect(runs)[phase][figure][target]`. */
function collect(runs) {
  const all = {};
  for (const { target, figures } of runs) {
    for (const [phase, values] of Object.entries(figures)) {
      for (const [figure, value] of Object.entries(values)) {
        (((all[phase] ??= {})[figure] ??= {})[target] ??= []).push(value);
      }
    }
  }
  return all;
}

export function markdown({ machine, options, runs }) {
  const all = collect(runs);
  const targets = TARGETS.filter(target => runs.some(run => run.target === target));
  const facts = Object.entries(machine).map(([name, value]) => `${name}: ${value}`);
  const lines = ['# Benchmark', '', facts.join('; ') + '.', ''];
  if (options.pairs > 1) {
    lines.push(`Medians of ${options.pairs} rounds, and in brackets the least and the most.`, '');
  }
  for (const [phase, figures] of Object.entries(all)) {
    const rows = Object.entries(figures).map(([figure, of]) => [label(figure), ...targets.map(target => cell(of[target] ?? []))]);
    lines.push(`## ${phase}`, '', table(targets, rows), '');
  }
  if (targets.includes('node')) {
    const others = targets.filter(target => target !== 'node');
    const rows = Object.entries(all).flatMap(([phase, figures]) =>
      COMPARED.filter(figure => figures[figure]?.node).map(figure => [
        `${phase}: ${label(figure).replace(/, [^,]+$/, '')}`,
        ...others.map(target => cell(ratios(runs, phase, figure, target))),
      ]));
    lines.push('## As a share of Node.js in the same round', '', table(others, rows), '');
  }
  return lines.join('\n');
}

function table(targets, rows) {
  return [['', ...targets], ['---', ...targets.map(() => '---')], ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');
}

/** Each round's figure by that of Node.js in the same round, if that is above zero, as a small growth of memory need not be. */
function ratios(runs, phase, figure, target) {
  const values = of => new Map(runs.filter(run => run.target === of).flatMap(({ round, figures }) =>
    figures[phase]?.[figure] === undefined ? [] : [[round, figures[phase][figure]]]));
  const node = values('node');
  return [...values(target)].filter(([round]) => node.get(round) > 0).map(([round, value]) => value / node.get(round));
}
