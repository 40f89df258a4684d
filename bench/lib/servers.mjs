import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gcLog, tool } from './jvm.mjs';
import { freePort, listening, residentMegabytes, start, stop, succeeds } from './processes.mjs';

export const isInstalled = target => target !== 'bun' || succeeds('bun', '--version') !== undefined;

/** What Porchlight is told by its environment wherever it is measured. */
export function settings(folder, restPort, socketPort, mongodbUri = '') {
  return {
    PORCHLIGHT_DATA: join(folder, 'data'),
    MONGODB_URI: mongodbUri,
    SERVER_ADDRESS: '127.0.0.1',
    SERVER_PORT: String(restPort),
    PORCHLIGHT_SOCKET_ADDRESS: '127.0.0.1',
    PORCHLIGHT_SOCKET_PORT: String(socketPort),
    PORCHLIGHT_SOCKET_MAX_CONNECTIONS: '30000',
    PORCHLIGHT_SOCKET_DRAIN: '0',
    PORCHLIGHT_LIMITS_EXEMPT: '127.0.0.0/8',
  };
}

const words = text => text.split(' ').filter(Boolean);

/** Starts one of the targets, on a store of its own where it has one. */
export async function startServer(target, build, folder, javaOptions) {
  mkdirSync(folder, { recursive: true });
  const store = ['porchlight-store', 'node', 'bun'].includes(target) ? await startStore(build, folder, javaOptions) : undefined;
  const restPort = await freePort();
  const socketPort = await freePort();
  const log = join(folder, 'gc.log');
  const java = [...words(javaOptions), gcLog(log)];
  const peer = { REST_PORT: String(restPort), SOCKET_PORT: String(socketPort), MONGODB_URI: store?.uri, NODE_ENV: 'production' };
  const porchlight = () =>
    start(target, tool('java'), [...java, '-jar', build.jar], { folder, env: settings(folder, restPort, socketPort, store?.uri) });
  const starts = {
    porchlight,
    'porchlight-store': porchlight,
    node: () => start('node', 'node', ['--expose-gc', 'server.js'], { folder, cwd: build.peer, env: peer }),
    bun: () => start('bun', 'bun', ['server.js'], { folder, cwd: build.peer, env: peer }),
    echo: () => start('echo', tool('java'), [...java, '-cp', build.classPath, 'echo.EchoServer', String(socketPort)], { folder }),
  };
  const begin = performance.now();
  const child = starts[target]();
  await listening(child, target === 'echo' ? [socketPort] : [socketPort, restPort]);
  return {
    target,
    startMillis: performance.now() - begin,
    pid: child.pid,
    storePid: store?.child.pid ?? 0,
    socketPort,
    gcLog: target === 'node' || target === 'bun' ? undefined : log,
    owners: count => (target === 'echo' ? nobody(count) : accounts(restPort, count)),
    resident: () => residentMegabytes(child.pid),
    collectGarbage: () => process.kill(child.pid, 'SIGUSR2'),
    async stop() {
      await stop(child);
      if (store) {
        await stop(store.child);
      }
    },
  };
}

async function startStore(build, folder, javaOptions) {
  const args = [...words(javaOptions), '-cp', build.classPath, 'store.StoreProcess', join(folder, 'store')];
  const child = start('store', tool('java'), args, { folder });
  for (let i = 0; i < 600; i++) {
    const uri = /^mongodb:.*$/m.exec(readFileSync(join(folder, 'store.log'), 'utf8'))?.[0];
    if (uri) {
      return { child, uri };
    }
    await pause(50);
  }
  throw new Error(child.log());
}

async function accounts(restPort, count) {
  const owners = [];
  for (let i = 0; i < count; i++) {
    const domain = `shop${i}.example`;
    const account = { email: `owner@${domain}`, password: 'a long password', domain };
    await post(restPort, '/owner/register', account);
    owners.push({ domain, token: (await post(restPort, '/owner/login', account)).token });
  }
  return owners;
}

async function post(port, path, body) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const reply = await response.json();
  if (!response.ok) {
    throw new Error(`${path}: ${JSON.stringify(reply)}`);
  }
  return reply.data;
}

const nobody = count => Array.from({ length: count }, (_, i) => ({ domain: `shop${i}.example`, token: `shop${i}.example` }));
