import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './processes.mjs';

const home = process.env.JAVA_HOME ?? dirname(dirname(realpathSync(run('bash', ['-c', 'command -v javac']).trim())));

export const tool = name => join(home, 'bin', name);

/** Logs each collection with its time; it is read by `collections`. */
export const gcLog = file => `-Xlog:gc:file=${file}:tm`;

/** Megabytes of the heap that are in use, garbage included. */
export function heapMegabytes(pid) {
  const heap = run(tool('jcmd'), [String(pid), 'GC.heap_info']).split('Metaspace')[0];
  return [...heap.matchAll(/used (\d+)K/g)].reduce((sum, [, kilobytes]) => sum + Number(kilobytes), 0) / 1024;
}

export function collectGarbage(pid) {
  run(tool('jcmd'), [String(pid), 'GC.run']);
}

const UNITS = { K: 1 / 1024, M: 1, G: 1024 };

/** The pauses of the log that began from one time until before another, in milliseconds since 1970. */
export function collections(file, from, until) {
  const line = /^\[(\d+)ms\].* Pause (\w+).* (\d+)([KMG])->(\d+)([KMG])\(\d+[KMG]\) ([\d.]+)ms$/gm;
  return [...readFileSync(file, 'utf8').matchAll(line)]
    .map(([, at, kind, before, beforeUnit, after, afterUnit, millis]) => ({
      at: Number(at),
      young: kind === 'Young',
      before: before * UNITS[beforeUnit],
      after: after * UNITS[afterUnit],
      millis: Number(millis),
    }))
    .filter(({ at }) => at >= from && at < until);
}

/** What was allocated between two sizes of the heap, with these collections between them. */
export function allocated(usedBefore, pauses, usedAfter) {
  let used = usedBefore;
  let sum = 0;
  for (const { before, after } of pauses) {
    sum += Math.max(0, before - used);
    used = after;
  }
  return sum + Math.max(0, usedAfter - used);
}
