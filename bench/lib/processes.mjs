import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const START_MILLIS = 60_000;
const STOP_MILLIS = 10_000;
const running = new Set();

process.on('exit', () => running.forEach(each => kill(each, 'SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => process.exit(1));
}

function kill(child, signal) {
  try {
    // What it started, too.
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}

/** Starts a process whose output goes to a file, or, if `piped`, whose input and output are ours. */
export function start(name, command, args, { folder, env = {}, cwd, piped = false }) {
  const log = join(folder, name + '.log');
  const file = openSync(log, 'a');
  const child = spawn(command, args, {
    cwd,
    detached: true,
    env: { ...process.env, ...env },
    stdio: piped ? ['pipe', 'pipe', file] : ['ignore', file, file],
  });
  running.add(child);
  child.log = () => `${name} has ended or does not answer; the end of ${log}:\n${readFileSync(log, 'utf8').slice(-3000)}`;
  child.ended = new Promise(ended => {
    const end = () => (running.delete(child), ended());
    child.on('exit', end);
    child.on('error', end);
  });
  return child;
}

export async function stop(child) {
  kill(child, 'SIGTERM');
  await Promise.race([child.ended, pause(STOP_MILLIS, undefined, { ref: false })]);
  kill(child, 'SIGKILL');
  await child.ended;
}

/** Runs a command to its end. */
export function run(command, args, { cwd, stdio = ['ignore', 'pipe', 'inherit'] } = {}) {
  return execFileSync(command, args, { cwd, stdio, encoding: 'utf8', maxBuffer: 1 << 26 });
}

export function succeeds(command, ...args) {
  try {
    return run(command, args, { stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** Resolves once something listens at all the ports. */
export async function listening(child, ports) {
  const end = Date.now() + START_MILLIS;
  for (const port of ports) {
    while (!(await answers(port))) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined || Date.now() > end) {
        throw new Error(child.log());
      }
      await pause(10);
    }
  }
}

function answers(port) {
  return new Promise(answered => {
    const socket = connect(port, '127.0.0.1', () => (socket.destroy(), answered(true)));
    socket.on('error', () => answered(false));
  });
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Megabytes of memory, of whatever kind. */
export function residentMegabytes(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}
