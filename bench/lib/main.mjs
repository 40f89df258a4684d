import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tool } from './jvm.mjs';
import { options as parse } from './options.mjs';
import { run, succeeds } from './processes.mjs';
import { markdown } from './report.mjs';
import { chat, idle, saturation } from './scenarios.mjs';
import { isInstalled } from './servers.mjs';
import { starts } from './starts.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const BUSY_PERCENT = 10;
const LOAD_PERCENT = 70;

/** The jar, the Java programs of bench/ compiled against what is in it, and the peer with its packages. */
function prepare(options) {
  const folder = join(root, 'target/bench');
  mkdirSync(folder, { recursive: true });
  if (!options.jar) {
    run('./mvnw', ['-B', '-q', '-DskipTests', 'package'], { cwd: root });
  }
  const jar = options.jar ? resolve(options.jar) : newestJar();
  const libraries = join(folder, 'libraries');
  const classes = join(folder, 'classes');
  rmSync(libraries, { recursive: true, force: true });
  run(tool('java'), ['-Djarmode=tools', '-jar', jar, 'extract', '--destination', libraries]);
  const dependencies = join(libraries, readdirSync(libraries).find(name => name.endsWith('.jar')));
  const sources = ['load', 'echo', 'store'].flatMap(name => {
    const sourceFolder = join(root, 'bench', name);
    return readdirSync(sourceFolder).map(file => join(sourceFolder, file));
  });
  rmSync(classes, { recursive: true, force: true });
  run(tool('javac'), ['-d', classes, '-cp', dependencies, ...sources]);
  return { root, folder, jar, classPath: classes + delimiter + dependencies, peer: installPeer(folder) };
}

function newestJar() {
  const jars = readdirSync(join(root, 'target')).filter(name => /^porchlight-.*\.jar$/.test(name)).map(name => join(root, 'target', name));
  return jars.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

function installPeer(folder) {
  const peer = join(folder, 'node-peer');
  const lock = join(root, 'bench/node-peer/package-lock.json');
  let installed;
  try {
    installed = readFileSync(join(peer, 'package-lock.json'), 'utf8') === readFileSync(lock, 'utf8')
      && statSync(join(peer, 'node_modules/.package-lock.json')).isFile();
  } catch {
    installed = false;
  }
  cpSync(join(root, 'bench/node-peer'), peer, { recursive: true });
  if (!installed) {
    run('npm', ['ci', '--no-audit', '--no-fund', '--silent'], { cwd: peer });
  }
  return peer;
}

/** Shares of what Node.js does at most become messages a second. */
async function rates(build, folder, options) {
  const isShare = rate => rate.endsWith('%');
  const most = options.rates.some(isShare) ? await saturation('node', build, folder, options) : 0;
  return options.rates.map(rate => {
    const perSecond = Math.max(1, Math.round(isShare(rate) ? (most * parseFloat(rate)) / 100 : Number(rate)));
    return { name: `rate ${rate}`, perSecond };
  });
}

function describeMachine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: succeeds('git', '-C', root, 'rev-parse', '--short', 'HEAD') ?? 'unknown',
    processors: `${cpus().length} of ${cpus()[0].model}`,
    java: run(tool('java'), ['--version']).split('\n')[0],
    node: process.version,
    bun: succeeds('bun', '--version') ?? 'not installed',
  };
}

async function main() {
  const options = parse(process.argv.slice(2));
  const build = prepare(options);
  const targets = options.targets.filter(isInstalled);
  const work = join(build.folder, 'work');
  rmSync(work, { recursive: true, force: true });
  const machine = describeMachine();
  const runs = [];
  const paces = options.scenarios.includes('chat') ? await rates(build, join(work, 'saturation'), options) : [];
  for (const { name, perSecond } of paces) {
    machine[name] = `${perSecond} messages a second`;
  }
  const scenarios = {
    chat: { of: targets, measure: (target, folder) => chat(target, build, folder, options, paces) },
    // Where its store is makes no difference to a connection.
    idle: { of: targets.filter(target => target !== 'porchlight-store'), measure: (target, folder) => idle(target, build, folder, options) },
    start: { of: targets.filter(target => target === 'porchlight'), measure: (_, folder) => starts(build, folder) },
  };
  for (let round = 1; round <= options.pairs; round++) {
    for (const name of options.scenarios) {
      const { of, measure } = scenarios[name];
      // Whoever came first comes last the next time.
      for (const target of round % 2 ? of : [...of].reverse()) {
        console.error(`${new Date().toISOString().slice(11, 19)} round ${round} of ${options.pairs}: ${name}, ${target}`);
        const folder = join(work, `${round}-${name}-${target}`);
        runs.push({ round, target, figures: await measure(target, folder) });
        rmSync(join(folder, 'data'), { recursive: true, force: true });
        rmSync(join(folder, 'store'), { recursive: true, force: true });
        write(options, { machine, options, runs });
      }
    }
  }
  console.log(markdown({ machine, options, runs }));
  warn(runs);
}

function write(options, results) {
  const file = resolve(options.out);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file + '.json', JSON.stringify(results, null, 2) + '\n');
  writeFileSync(file + '.md', markdown(results));
}

function warn(runs) {
  const most = name => Math.max(0, ...runs.flatMap(({ figures }) => Object.values(figures)).map(phase => phase[name] ?? 0));
  if (most('othersPercent') > BUSY_PERCENT) {
    console.error(`Other processes took up to ${most('othersPercent').toFixed(0)} % of a core: these figures say little.`);
  }
  if (most('loadPercent') > LOAD_PERCENT) {
    console.error(`The load client took up to ${most('loadPercent').toFixed(0)} % of a core: it may have been what was slow.`);
  }
}

main().catch(error => {
  console.error(error.stack);
  process.exit(1);
});
