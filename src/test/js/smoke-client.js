// `first` has one chat, `again` finds it.
// usage: node smoke-client.js first|again API SOCKETS websocket|polling
// Exits with 0 and one line "ok …", or with 1 and what went wrong.
'use strict';
const assert = require('node:assert/strict');
const { io } = require('socket.io-client-4');

const [visit, api, sockets, transport] = process.argv.slice(2);
const credentials = { email: `${transport}@example.com`, password: 'a good password' };
const domain = `${transport}.example.com`;
const conversation = ['Is anybody there?', 'Yes, how can I help? 👋'];
const open = [];

function connect() {
  const socket = io(sockets, { forceNew: true, transports: [transport] });
  open.push(socket);
  return socket;
}

async function ask(socket, event, payload) {
  const reply = await socket.timeout(8000).emitWithAck(event, payload);
  assert.ok(reply.status !== 'error', `${event}: ${JSON.stringify(reply)}`);
  return reply;
}

async function post(path, body) {
  const response = await fetch(api + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const reply = await response.json();
  assert.equal(reply.status, 'success', `${path}: ${JSON.stringify(reply)}`);
  return reply.data;
}

async function haveChat(token) {
  const guest = connect();
  const ownerSocket = connect();
  const { chatId, guestToken } = await ask(guest, 'getNewChat', { email: 'ada@example.com', name: 'Ada', domain });
  await ask(guest, 'newMessage', { chatId, token: guestToken, message: conversation[0] });
  const received = new Promise(resolve => guest.once('messageAdded', resolve));
  await ask(ownerSocket, 'newMessage', { chatId, token, message: conversation[1] });
  assert.equal((await received).message.message, conversation[1]);
}

async function findChat(token) {
  const ownerSocket = connect();
  const chats = (await ask(ownerSocket, 'getActiveChats', { token })).data;
  assert.equal(chats.length, 1);
  const history = (await ask(ownerSocket, 'getChatMessages', { chatId: chats[0]._id, token })).data;
  assert.deepEqual(history.map(entry => entry.message), conversation);
}

(async () => {
  if (visit === 'first') await post('/owner/register', { ...credentials, domain });
  const { token } = await post('/owner/login', credentials);
  if (visit === 'first') await haveChat(token);
  await findChat(token);
  console.log(`ok ${visit} ${transport}`);
  open.forEach(socket => socket.close());
  process.exit(0);
})().catch(error => {
  console.log(error.stack);
  process.exit(1);
});
