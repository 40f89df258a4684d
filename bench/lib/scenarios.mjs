import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { allocated, collectGarbage, collections, heapMegabytes } from './jvm.mjs';
import { startLoad } from './load.mjs';
import { startServer } from './servers.mjs';

/** As a container of 1 GB gives it, and all of it resident, so that what grows is what connections take beside the heap. */
const IDLE_JAVA_OPTIONS = '-Xms410m -Xmx410m -XX:+AlwaysPreTouch';

async function withServer(target, build, folder, javaOptions, chats, measure) {
  const server = await startServer(target, build, folder, javaOptions);
  try {
    const load = await startLoad(server, build, folder, chats);
    try {
      return await measure(server, load);
    } finally {
      await load.stop();
    }
  } finally {
    await server.stop();
  }
}

/** Messages as fast as they are answered, messages at fixed rates, connections. */
export function chat(target, build, folder, options, rates) {
  return withServer(target, build, folder, options['java-options'], options.chats, async (server, load) => {
    const { warm, seconds, settle, connects } = options;
    const figures = { start: { millis: server.startMillis } };
    await load.ask('closed', warm, 0);
    figures.closed = await phase(server, load, 'closed', seconds, settle);
    for (const { name, perSecond } of rates) {
      figures[name] = await phase(server, load, 'rate', perSecond, seconds, settle);
    }
    figures.end = { residentMegabytes: server.resident() };
    // The first ones warm this way up, too.
    await load.ask('connect', connects, 50);
    await load.ask('disconnect');
    const made = await load.ask('connect', connects, 50);
    figures.connect = {
      perSecond: made.connections / made.seconds,
      serverCpuMicros: made.serverCpuMicros / made.connections,
      totalCpuMicros: (made.serverCpuMicros + made.storeCpuMicros) / made.connections,
      ...shares(made),
    };
    return figures;
  });
}

/** How many messages a server answers in a second at most, for rates that are shares of it. */
export function saturation(target, build, folder, options) {
  return withServer(target, build, folder, options['java-options'], options.chats, async (server, load) => {
    await load.ask('closed', Math.min(options.warm, 20), 0);
    const result = await load.ask('closed', options.seconds, options.settle);
    return result.messages / result.seconds;
  });
}

async function phase(server, load, ...command) {
  const begin = Date.now();
  const heapBefore = server.gcLog && heapMegabytes(server.pid);
  const result = await load.ask(...command);
  const figures = {
    messages: result.messages,
    messagesPerSecond: result.messages / result.seconds,
    serverCpuMicros: result.serverCpuMicros / result.messages,
    totalCpuMicros: (result.serverCpuMicros + result.storeCpuMicros) / result.messages,
    ...Object.fromEntries(Object.entries(result).filter(([name]) => /^(reply|push)/.test(name))),
    ...shares(result),
  };
  if (server.gcLog) {
    const heapAfter = heapMegabytes(server.pid);
    const all = collections(server.gcLog, begin, Date.now());
    figures.allocatedKilobytes = (allocated(heapBefore, all, heapAfter) * 1024) / result.allMessages;
    const young = all.filter(each => each.young && each.at >= result.startMillis && each.at < result.endMillis);
    const pauses = young.map(each => each.millis).sort((a, b) => a - b);
    figures.youngCollections = pauses.length;
    figures.pauseMedianMillis = pauses[pauses.length >> 1] ?? 0;
    figures.pauseMaxMillis = pauses.at(-1) ?? 0;
    figures.pauseTotalMillis = pauses.reduce((sum, each) => sum + each, 0);
  }
  return figures;
}

/** Percent of a core that the load client took, and that others took who are no part of this. */
function shares({ seconds, loadCpuMicros, serverCpuMicros, storeCpuMicros, machineCpuMicros }) {
  const percent = micros => micros / 1e4 / seconds;
  return {
    loadPercent: percent(loadCpuMicros),
    othersPercent: Math.max(0, percent(machineCpuMicros - loadCpuMicros - serverCpuMicros - storeCpuMicros)),
  };
}

/** Connections that have joined a chat and say nothing but their heartbeats. */
export function idle(target, build, folder, options) {
  const javaOptions = `${options['java-options']} ${IDLE_JAVA_OPTIONS}`;
  return withServer(target, build, folder, javaOptions, options.chats, async (server, load) => {
    const figures = {};
    await load.ask('closed', options.warm, 0);
    // What runs once in a while is compiled late.
    await load.ask('idle', options.age);
    const before = await memory(server);
    let connections = 0;
    for (const count of options.idle.filter(possible)) {
      await load.ask('connect', count - connections, 50);
      connections = count;
      const rest = await load.ask('idle', options['idle-seconds']);
      const now = await memory(server);
      const each = megabytes => (megabytes * 1024) / count;
      figures[`idle ${count}`] = {
        kilobytesEach: each(now.heap - before.heap + now.resident - before.resident),
        ...(server.gcLog ? { heapKilobytesEach: each(now.heap - before.heap) } : {}),
        cpuPercent: rest.serverCpuMicros / 1e4 / rest.seconds,
        ...shares(rest),
      };
    }
    return figures;
  });
}

/** Without garbage. The heap of a JVM is resident from the start, so it is told apart; that of others is not. */
async function memory(server) {
  if (server.gcLog) {
    collectGarbage(server.pid);
    return { heap: heapMegabytes(server.pid), resident: server.resident() };
  }
  server.collectGarbage();
  await pause(500);
  return { heap: 0, resident: server.resident() };
}

function possible(connections) {
  const files = Number(/Max open files +(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))[1]);
  const enough = files > connections + 500;
  if (!enough) {
    console.error(`Left out: ${connections} connections, since a process may open ${files} files.`);
  }
  return enough;
}
