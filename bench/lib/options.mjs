import { parseArgs } from 'node:util';

export const TARGETS = ['porchlight', 'porchlight-store', 'node', 'bun', 'echo'];
const SCENARIOS = ['chat', 'idle', 'start'];

const DEFAULTS = {
  pairs: 1,
  targets: TARGETS,
  scenarios: SCENARIOS,
  chats: 100,
  warm: 60,
  seconds: 20,
  settle: 2,
  rates: ['50%'],
  connects: 2000,
  idle: [1000, 10000, 20000],
  'idle-seconds': 60,
  age: 120,
  'java-options': '-Xmx512m',
};

/** Everything but what takes long, in less than a minute; its figures say nothing. */
const SMOKE = {
  scenarios: ['chat', 'idle'],
  chats: 10,
  warm: 1,
  seconds: 1,
  settle: 0.2,
  rates: ['50'],
  connects: 50,
  idle: [50, 100],
  'idle-seconds': 1,
  age: 0.5,
  'java-options': '-Xmx512m -XX:TieredStopAtLevel=1',
};

export function options(args) {
  const text = { type: 'string' };
  const { values } = parseArgs({
    args,
    options: {
      smoke: { type: 'boolean', default: false },
      jar: text,
      out: { type: 'string', default: 'target/bench/results' },
      ...Object.fromEntries(Object.keys(DEFAULTS).map(name => [name, text])),
    },
  });
  const smoke = values.smoke;
  for (const [name, normal] of Object.entries({ ...DEFAULTS, ...(smoke ? SMOKE : {}) })) {
    values[name] = values[name] === undefined ? normal : parse(name, values[name], DEFAULTS[name]);
  }
  known('targets', values.targets, TARGETS);
  known('scenarios', values.scenarios, SCENARIOS);
  values.rates.forEach(rate => number('rates', rate.replace(/%$/, '')));
  return values;
}

function parse(name, value, example) {
  if (typeof example === 'number') {
    return number(name, value);
  }
  if (typeof example === 'string') {
    return value;
  }
  const list = value.split(',').filter(Boolean);
  return typeof example[0] === 'number' ? list.map(each => number(name, each)) : list;
}

function number(name, value) {
  if (!(Number(value) > 0)) {
    throw new Error(`--${name} takes numbers above 0, not ${value}`);
  }
  return Number(value);
}

function known(name, values, all) {
  const other = values.find(value => !all.includes(value));
  if (other) {
    throw new Error(`--${name} takes ${all.join(', ')}; not ${other}`);
  }
}
