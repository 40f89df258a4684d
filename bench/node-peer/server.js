// A plain chat server with the events of Porchlight that are measured, on Node.js or on Bun: socket.io, the official
// driver, a token that is verified once for each socket, one insert and one update for each message.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import jwt from 'jsonwebtoken';
import { MongoClient, ObjectId } from 'mongodb';
import { Server } from 'socket.io';

const { MONGODB_URI, REST_PORT, SOCKET_PORT } = process.env;
const hash = promisify(scrypt);
const secret = randomBytes(32);

const mongo = await new MongoClient(MONGODB_URI, { writeConcern: { w: 'majority', journal: true } }).connect();
const database = mongo.db('peer');
const [owners, guests, chats, messages] = ['owners', 'guests', 'chats', 'messages'].map(name => database.collection(name));
await Promise.all([
  owners.createIndex({ email: 1 }, { unique: true }),
  owners.createIndex({ domain: 1 }, { unique: true }),
  chats.createIndex({ owner: 1, status: 1 }),
  messages.createIndex({ chatId: 1, seq: 1 }, { unique: true }),
]);

const success = data => ({ statusCode: 200, status: 'success', data });

class Refused extends Error {
  constructor(statusCode, code) {
    super(code);
    this.reply = { statusCode, status: 'error', data: code, code };
  }
}

function failure(error) {
  return error instanceof Refused ? error.reply : { statusCode: 500, status: 'error', data: 'Failed', code: 'UNAVAILABLE' };
}

// REST

const endpoints = {
  async '/owner/register'({ email, password, domain }) {
    const salt = randomBytes(16);
    await owners.insertOne({ email, domain, salt, password: await hash(password, salt, 32) });
    return success('Welcome');
  },

  async '/owner/login'({ email, password }) {
    const owner = await owners.findOne({ email });
    if (!owner || !timingSafeEqual(await hash(password, owner.salt.buffer, 32), owner.password.buffer)) {
      throw new Refused(401, 'UNAUTHORIZED');
    }
    return success({ ownerId: owner._id, token: sign('owner', owner._id), level: 'owner' });
  },
};

const sign = (role, id) => jwt.sign({ role }, secret, { subject: id.toString(), expiresIn: '14d' });

createServer((request, response) => {
  let body = '';
  request.on('data', chunk => (body += chunk));
  request.on('end', async () => {
    let reply;
    try {
      const endpoint = endpoints[request.url];
      reply = endpoint ? await endpoint(JSON.parse(body)) : failure(new Refused(404, 'NOT_FOUND'));
    } catch (error) {
      reply = failure(error);
    }
    response.writeHead(reply.statusCode, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
  });
}).listen(REST_PORT, '127.0.0.1');

// Sockets

function authenticate(socket, token) {
  if (socket.data.token !== token) {
    try {
      const { role, sub } = jwt.verify(token, secret);
      socket.data.principal = { role, id: new ObjectId(sub) };
      socket.data.token = token;
    } catch {
      throw new Refused(401, 'UNAUTHORIZED');
    }
    if (socket.data.principal.role === 'owner') {
      socket.join('owner ' + socket.data.principal.id);
    }
  }
  return socket.data.principal;
}

const takePart = (chat, { role, id }) => (role === 'owner' ? chat.owner : chat.guest).equals(id);

/** What this socket has joined: the chat's owner and room names, looked up once. */
async function join(socket, principal, chatId) {
  socket.data.chats ??= new Map();
  let joined = socket.data.chats.get(chatId);
  if (!joined) {
    const chat = await chats.findOne({ _id: new ObjectId(chatId) }, { projection: { owner: 1, guest: 1 } });
    if (!chat || !takePart(chat, principal)) {
      throw new Refused(404, 'NOT_FOUND');
    }
    joined = { _id: chat._id, rooms: ['owner ' + chat.owner, 'chat ' + chatId] };
    socket.data.chats.set(chatId, joined);
    if (principal.role === 'guest') {
      socket.join('chat ' + chatId);
    }
  }
  return joined;
}

const lastSeqs = new Map();

async function nextSeq(chat, chatId) {
  if (!lastSeqs.has(chatId)) {
    const last = await messages.findOne({ chatId: chat._id }, { sort: { seq: -1 }, projection: { seq: 1 } });
    lastSeqs.set(chatId, Math.max(last?.seq ?? 0, lastSeqs.get(chatId) ?? 0));
  }
  const seq = lastSeqs.get(chatId) + 1;
  lastSeqs.set(chatId, seq);
  return seq;
}

const events = {
  async getNewChat(socket, { email, name, domain }) {
    const owner = await owners.findOne({ domain }, { projection: { _id: 1 } });
    if (!owner) {
      throw new Refused(404, 'NOT_FOUND');
    }
    const guest = { _id: new ObjectId(), email, name };
    const chat = { _id: new ObjectId(), owner: owner._id, guest: guest._id, domain, status: 'waiting', lastSeq: 0, createdAt: new Date() };
    await Promise.all([guests.insertOne(guest), chats.insertOne(chat)]);
    socket.join('chat ' + chat._id);
    io.to('owner ' + owner._id).emit('chatOpened', { chat });
    return { guestToken: sign('guest', guest._id), chatId: chat._id, guestId: guest._id };
  },

  async newMessage(socket, { chatId, token, message: text }) {
    const principal = authenticate(socket, token);
    const chat = await join(socket, principal, chatId);
    const seq = await nextSeq(chat, chatId);
    const { role, id } = principal;
    const message = { _id: new ObjectId(), chatId: chat._id, seq, from: id, role, message: text, sentAt: new Date() };
    await messages.insertOne(message);
    const change = { lastSeq: seq, lastMessage: message, lastActivityAt: message.sentAt };
    if (role === 'owner') {
      change.status = 'active';
    }
    await chats.updateOne({ _id: chat._id }, { $set: change });
    socket.to(chat.rooms).emit('messageAdded', { chatId, message });
    return { ...success('Message added'), message };
  },

  async getChatMessages(socket, { chatId, token, limit = 50, after = 0 }) {
    const chat = await join(socket, authenticate(socket, token), chatId);
    const page = messages.find({ chatId: chat._id, seq: { $gt: after } }).sort({ seq: 1 }).limit(Math.min(limit, 200));
    return { ...success(await page.toArray()), chatId };
  },

  async getWaitingChats(socket, { token, limit = 50 }) {
    const { id } = authenticate(socket, token);
    return success(await chats.find({ owner: id, status: 'waiting' }).limit(Math.min(limit, 200)).toArray());
  },
};

const io = new Server({ maxHttpBufferSize: 65536 });
io.on('connection', socket => {
  for (const [name, handle] of Object.entries(events)) {
    socket.on(name, async (request, acknowledge) => {
      try {
        acknowledge(await handle(socket, request));
      } catch (error) {
        acknowledge(failure(error));
      }
    });
  }
});

if (globalThis.Bun) {
  const { Server: Engine } = await import('@socket.io/bun-engine');
  const engine = new Engine({ path: '/socket.io/', maxHttpBufferSize: 65536 });
  io.bind(engine);
  Bun.serve({ hostname: '127.0.0.1', port: Number(SOCKET_PORT), ...engine.handler() });
} else {
  const server = createServer();
  io.attach(server);
  server.listen(SOCKET_PORT, '127.0.0.1');
}

// Memory is compared without what is garbage.
process.on('SIGUSR2', () => (globalThis.Bun ? Bun.gc(true) : globalThis.gc?.()));
