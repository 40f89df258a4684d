// Speaks the protocol as sites do that never received of acks or pushes, then as newer ones do.
// usage: node seed-client.js API SOCKETS 2|4 websocket|polling|default
// Exits with 0 and one line "ok …", or with 1 and what went wrong.
'use strict';
const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');

const [api, sockets, version, transport] = process.argv.slice(2);
const { io } = version === '2' ? { io: require('socket.io-client-2') } : require('socket.io-client-4');
const WAIT = 8000;
const open = [];

function connect() {
  const options = { forceNew: true, reconnection: false };
  if (transport !== 'default') options.transports = [transport];
  const socket = io(sockets, options);
  open.push(socket);
  return within('connect', resolve => socket.on('connect', () => resolve(socket)));
}

function within(what, start) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what}: nothing within ${WAIT} ms`)), WAIT);
    start(value => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

// As the seed's README shows: emit, and listen on the same name.
function ask(socket, event, ...payload) {
  return within(event, resolve => {
    socket.once(event, resolve);
    socket.emit(event, ...payload);
  });
}

function askWithAck(socket, event, payload) {
  return within(`${event} (ack)`, resolve => socket.emit(event, payload, resolve));
}

function once(socket, event) {
  return within(event, resolve => socket.once(event, resolve));
}

async function post(path, body, form) {
  const response = await fetch(api + path, {
    method: 'POST',
    headers: { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' },
    body: form ? new URLSearchParams(body) : JSON.stringify(body),
  });
  const reply = await response.json();
  assert.equal(reply.statusCode, response.status);
  return reply;
}

async function account(form) {
  const name = randomUUID();
  const credentials = { email: `${name}@mail.com`, password: 'a good password' };
  const registered = await post('/owner/register', { ...credentials, domain: `${name}.example` }, form);
  assert.equal(registered.status, 'success');
  assert.equal((await post('/owner/register', { ...credentials, domain: 'x.example' }, form)).statusCode, 409);
  const login = await post('/owner/login', credentials, form);
  assert.equal(login.status, 'success');
  assert.match(login.data.ownerId, /^[0-9a-f]{24}$/);
  assert.equal(login.data.level, 'owner');
  return { ...login.data, domain: `${name}.example` };
}

async function seedConversation(owner) {
  const guest = await connect();
  const chat = await ask(guest, 'getNewChat', { email: 'email@mail.com', name: 'Name', domain: owner.domain });
  assert.deepEqual(Object.keys(chat).sort(), ['chatId', 'guestId', 'guestToken']);
  const { chatId } = chat;

  const added = await ask(guest, 'newMessage', { chatId, token: chat.guestToken, message: 'hi' });
  assert.equal(added.status, 'success');
  assert.equal(added.statusCode, 200);
  assert.equal(added.data, 'Message added');

  const ownerSocket = await connect();
  const waiting = await ask(ownerSocket, 'getWaitingChats', { token: owner.token });
  assert.deepEqual(waiting.data.map(c => [c._id, c.status, c.unread]), [[chatId, 'waiting', 1]]);
  assert.deepEqual((await ask(ownerSocket, 'getActiveChats', { token: owner.token })).data, []);

  const received = once(guest, 'messageAdded');
  const answer = 'hello 👋 – grüß Gott, こんにちは';
  assert.equal((await ask(ownerSocket, 'newMessage', { chatId, token: owner.token, message: answer })).statusCode, 200);
  const push = await received;
  assert.equal(push.chatId, chatId);
  assert.equal(push.message.message, answer);
  assert.deepEqual((await ask(ownerSocket, 'getActiveChats', { token: owner.token })).data.map(c => c._id), [chatId]);
  assert.deepEqual((await ask(ownerSocket, 'getWaitingChats', { token: owner.token })).data, []);

  const history = await ask(guest, 'getChatMessages', { chatId, token: chat.guestToken, limit: 10, skip: 0 });
  assert.deepEqual(history.data.map(m => [m.seq, m.role, m.message]), [[1, 'guest', 'hi'], [2, 'owner', answer]]);
  assert.equal(await ask(guest, 'checkConnection'), 'connected');
  return { guest, ownerSocket, chat };
}

async function wrongRequests({ guest, chat }) {
  const { chatId, guestToken: token } = chat;
  const foreign = '0123456789abcdef01234567';
  const wrong = [
    [400, 'newMessage', { chatId: 'nonsense', token, message: 'hi' }],
    [400, 'newMessage', { chatId, token, message: ['hi'] }],
    [400, 'newMessage', { chatId, token, message: '   ' }],
    [400, 'newMessage', 'hi'],
    [400, 'newMessage', undefined],
    [413, 'newMessage', { chatId, token, message: 'ü'.repeat(4097) }],
    [401, 'newMessage', { chatId, token: 'nonsense', message: 'hi' }],
    [404, 'newMessage', { chatId: foreign, token, message: 'hi' }],
    [400, 'getChatMessages', { chatId, token, skip: -1 }],
    [403, 'getActiveChats', { token }],
    [404, 'getNewChat', { email: 'e@mail.com', name: 'N', domain: 'nobody.example' }],
    [404, 'noSuchEvent', {}],
  ];
  for (const [statusCode, event, payload] of wrong) {
    for (const reply of [await ask(guest, event, payload), await askWithAck(guest, event, payload)]) {
      assert.equal(reply.statusCode, statusCode, `${event} ${JSON.stringify(payload)}: ${JSON.stringify(reply)}`);
      assert.equal(reply.status, 'error');
      assert.equal(typeof reply.data, 'string');
    }
  }
}

async function burst({ guest, ownerSocket, chat }, owner) {
  const { chatId, guestToken: token } = chat;
  const received = [];
  ownerSocket.on('messageAdded', push => received.push(push.message.message));
  const texts = Array.from({ length: 120 }, (_, i) => `${i} 🚀`);
  const replies = await Promise.all(texts.map(message =>
    askWithAck(guest, 'newMessage', { chatId, token, message, clientMessageId: randomUUID() })));
  assert.deepEqual(replies.filter(r => !r.message).map(r => JSON.stringify(r)), []);
  const stored = replies.map(r => r.message.message);
  assert.deepEqual(stored, texts);
  const page = await askWithAck(ownerSocket, 'getChatMessages', { chatId, token: owner.token, after: 2, limit: 200 });
  assert.deepEqual(page.data.map(m => m.message), stored);
  assert.deepEqual(page.data.map(m => m.seq), stored.map((_, i) => i + 3));
  await within('all pushes', function poll(resolve) {
    if (received.length >= stored.length) resolve();
    else setTimeout(poll, 20, resolve);
  });
  assert.deepEqual(received, stored);
}

function allUse(name) {
  return within(name, function poll(resolve) {
    if (open.every(socket => !socket.connected || socket.io.engine.transport.name === name)) resolve();
    else setTimeout(poll, 20, resolve);
  });
}

(async () => {
  for (const form of [false, true]) {
    const owner = await account(form);
    const conversation = await seedConversation(owner);
    await wrongRequests(conversation);
    await burst(conversation, owner);
    await allUse(transport === 'default' ? 'websocket' : transport);
    const ended = once(conversation.ownerSocket, 'sessionEnded');
    const closed = once(conversation.ownerSocket, 'disconnect');
    assert.equal((await post('/owner/logout', { token: owner.token }, form)).statusCode, 200);
    assert.equal((await ended).reason, 'loggedOut');
    await closed;
    assert.equal((await post('/owner/logout', { token: owner.token }, form)).statusCode, 401);
  }
  console.log(`ok ${version} ${transport}`);
  open.forEach(socket => socket.close());
  process.exit(0);
})().catch(error => {
  console.log(error.stack);
  process.exit(1);
});
