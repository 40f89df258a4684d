// Connects again and again as official clients do by themselves: polling first, then a WebSocket. Runs in pages as well.
// usage: node upgrading-clients.js SOCKETS 2|3|4 CONNECTS AT_ONCE
// Prints one line of JSON: how many connected and moved, how many messages came back, and what went wrong.
'use strict';

async function connectMany(io, url, connects, atOnce) {
  const summary = { moved: 0, messages: 0, failures: [] };
  let next = 0;
  async function worker() {
    while (next < connects) {
      const number = next++;
      try {
        const messages = await converse(io, url, number);
        summary.messages += messages;
        summary.moved++;
      } catch (error) {
        summary.failures.push(`${number}: ${error.message}`);
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker));
  return summary;
}

// One client: 120 messages from the moment it is connected until after it has moved, and their echoes in order.
async function converse(io, url, number) {
  const socket = io(url, { forceNew: true, reconnection: false });
  try {
    const lost = new Promise((_, reject) => {
      const fail = what => reason => reject(new Error(`${what}: ${(reason && reason.message) || reason}`));
      socket.on('disconnect', fail('disconnect'));
      socket.on('connect_error', fail('connect_error'));
      setTimeout(fail('too late'), 40_000, 'nothing for 40 s');
    });
    return await Promise.race([lost, exchange(socket, number)]);
  } finally {
    socket.off('disconnect');
    socket.close();
  }
}

async function exchange(socket, number) {
  const sent = Array.from({ length: 120 }, (_, i) => `${number}-${i} äöü 你好 👋🏽`);
  const received = [];
  socket.on('echo', text => received.push(text));
  await new Promise(resolve => socket.on('connect', resolve));
  const { engine } = socket.io;
  const moved = new Promise((resolve, reject) => {
    if (engine.transport.name === 'websocket') resolve();
    engine.once('upgrade', resolve);
    engine.once('upgradeError', error => reject(new Error(`upgradeError: ${error.message}`)));
  });
  for (let i = 0; i < 60; i++) {
    socket.emit('echo', sent[i]);
    if (i % 6 === 5) await pause(10);
  }
  await moved;
  sent.slice(60).forEach(text => socket.emit('echo', text));
  const answer = await new Promise(resolve => socket.emit('echo', 'an answer, please', resolve));
  while (received.length < sent.length && socket.connected) await pause(5);
  // Requests are answered in order: after this reply, any duplicate has arrived.
  await new Promise(resolve => socket.emit('echo', 'the last', resolve));
  if (answer !== 'an answer, please') throw new Error(`answered ${answer}`);
  if (received.join() !== sent.join()) throw new Error(`received ${received.join()}`);
  if (engine.transport.name !== 'websocket') throw new Error(`uses ${engine.transport.name}`);
  return received.length;
}

// One client whose connection breaks and comes back by itself. Returns how often it has moved.
async function reconnectMany(io, url, times) {
  const socket = io(url, { forceNew: true, reconnectionDelay: 1, reconnectionDelayMax: 50 });
  let moved = 0;
  socket.on('connect', () => {
    const { engine } = socket.io;
    const count = () => {
      moved++;
      // Exchanges a message on the new connection before breaking that, too.
      socket.emit('echo', moved, () => moved <= times && engine.close());
    };
    if (engine.transport.name === 'websocket') count();
    else engine.once('upgrade', count);
  });
  for (const end = Date.now() + 60_000; moved <= times && Date.now() < end; ) await pause(5);
  socket.close();
  return moved;
}

function pause(millis) {
  return new Promise(resolve => setTimeout(resolve, millis));
}

if (typeof module !== 'undefined' && require.main === module) {
  const [url, version, connects, atOnce] = process.argv.slice(2);
  const client = require(`socket.io-client-${version}`);
  connectMany(client.io || client, url, Number(connects), Number(atOnce)).then(summary => {
    console.log(JSON.stringify(summary));
    process.exit(0);
  });
}
