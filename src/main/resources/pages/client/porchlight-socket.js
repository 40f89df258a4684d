import { Emitter } from './emitter.js';
import { backoff, flatJson } from './random.js';

const TICK = 5_000;
const OPENING = 10_000;
const MAX_CALLS = 200;
const MAX_PACKET = 65_000;
const WAKING = ['online', 'offline', 'pageshow', 'visibilitychange'];

/** `code` is one of the protocol, or OFFLINE (it was not sent), TIMEOUT (no reply came: the outcome is unknown), FULL. */
export class RequestError extends Error {
  constructor(code, message, statusCode = 0, retryAfter = undefined) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.statusCode = statusCode;
    this.retryAfter = retryAfter;
  }
}

/**
 * Socket.IO 5 over one WebSocket, which is replaced whenever it breaks. Emits each push by its name, and `connected`,
 * `disconnected` ({retryIn}: milliseconds), `wake` (pushes may have been missed).
 */
export class PorchlightSocket extends Emitter {
  connected = false;
  #url;
  #ws = null;
  #running = false;
  #hidden = false;
  #calls = new Map();
  #lastId = 0;
  #failures = 0;
  #openedAt = 0;
  #heardAt = 0;
  #patience = OPENING;
  #tickedAt = 0;
  #ticks;
  #retry;

  constructor(url) {
    super();
    this.#url = `${url.replace(/^http/, 'ws').replace(/\/$/, '')}/socket.io/?EIO=4&transport=websocket`;
  }

  /** From what a page says, such as `https://chat.example.com` or only `:8080`, and the address it came from. */
  static address(meta, base) {
    const { protocol, hostname, origin } = new URL(base);
    return meta?.startsWith(':') ? `${protocol}//${hostname}${meta}` : meta || origin;
  }

  connect() {
    if (this.#running) return;
    this.#running = true;
    for (const name of WAKING) addEventListener(name, this.#woken);
    addEventListener('pagehide', this.#left);
    this.#tickedAt = Date.now();
    this.#ticks = setInterval(() => this.#check(false), TICK);
    this.#open();
  }

  close() {
    this.#running = false;
    for (const name of WAKING) removeEventListener(name, this.#woken);
    removeEventListener('pagehide', this.#left);
    clearInterval(this.#ticks);
    this.#lost();
    for (const id of this.#calls.keys()) this.#settle(id, new RequestError('OFFLINE', 'The socket is closed.'));
  }

  /** The reply as it is; rejected with a RequestError. Waits for the connection if there is none. */
  request(event, payload, { timeout = 6_000 } = {}) {
    return new Promise((resolve, reject) => {
      const id = (this.#lastId = (this.#lastId + 1) % 1e9);
      const packet = `42${id}[${JSON.stringify(event)},${flatJson(payload)}]`;
      if (new TextEncoder().encode(packet).length > MAX_PACKET) {
        // The server would close the connection.
        reject(new RequestError('TOO_LARGE', 'This is too long.', 413));
      } else if (this.#calls.size >= MAX_CALLS) {
        reject(new RequestError('OFFLINE', 'Too many requests are waiting.'));
      } else {
        const call = { packet, resolve, reject, sent: false };
        call.timer = setTimeout(() => this.#settle(id, unanswered(call)), timeout);
        this.#calls.set(id, call);
        if (this.connected) this.#send(call);
      }
    });
  }

  #send(call) {
    call.sent = true;
    this.#ws.send(call.packet);
  }

  #settle(id, result) {
    const call = this.#calls.get(id);
    if (!call) return;
    this.#calls.delete(id);
    clearTimeout(call.timer);
    if (result instanceof RequestError) call.reject(result);
    else call.resolve(result);
  }

  #open() {
    this.#drop();
    this.#openedAt = this.#heardAt = Date.now();
    this.#patience = OPENING;
    try {
      this.#ws = new WebSocket(this.#url);
    } catch {
      this.#lost();
      return;
    }
    this.#ws.onclose = () => this.#lost();
    this.#ws.onmessage = ({ data }) => {
      this.#heardAt = Date.now();
      try {
        this.#receive(data);
      } catch {
        this.#lost();
      }
    };
  }

  #drop() {
    clearTimeout(this.#retry);
    this.connected = false;
    if (!this.#ws) return;
    this.#ws.onclose = this.#ws.onmessage = null;
    this.#ws.close();
    this.#ws = null;
  }

  #receive(packet) {
    const type = /^(4?\d)/.exec(packet)[0];
    if (type === '2') {
      this.#ws.send('3');
    } else if (type === '0') {
      const { pingInterval, pingTimeout } = JSON.parse(packet.slice(1));
      this.#patience = pingInterval + pingTimeout;
      this.#ws.send('40');
    } else if (type === '40') {
      this.#ready();
    } else if (type === '42') {
      const [name, detail] = JSON.parse(packet.slice(2));
      this.emit(name, detail);
    } else if (type === '43') {
      const start = packet.indexOf('[');
      const [reply] = JSON.parse(packet.slice(start));
      this.#settle(Number(packet.slice(2, start)), reply?.status === 'error' ? refusal(reply) : reply);
    } else {
      this.#lost();
    }
  }

  #ready() {
    this.connected = true;
    this.#openedAt = Date.now();
    for (const call of this.#calls.values()) this.#send(call);
    this.emit('connected');
  }

  #lost() {
    // A server that accepts and hangs up at once is not to be asked again and again.
    if (this.connected && elapsed(this.#openedAt) > OPENING) this.#failures = 0;
    const known = this.connected;
    this.#drop();
    for (const [id, call] of this.#calls) {
      if (call.sent) this.#settle(id, unanswered(call));
    }
    if (this.#running && !this.#hidden) {
      const retryIn = backoff(this.#failures++, 500);
      this.#retry = setTimeout(() => this.#open(), retryIn);
      this.emit('disconnected', { retryIn });
    } else if (known) {
      this.emit('disconnected', {});
    }
  }

  #woken = ({ type }) => {
    if (type === 'pageshow') this.#hidden = false;
    if (document.visibilityState === 'visible' || type !== 'visibilitychange') this.#check(true);
  };

  /** An open connection would keep the page from being shown again quickly when somebody comes back to it. */
  #left = () => {
    this.#hidden = true;
    this.#lost();
  };

  #check(woken) {
    const slept = elapsed(this.#tickedAt) > 3 * TICK;
    this.#tickedAt = Date.now();
    if (this.#ws && elapsed(this.#heardAt) > this.#patience) this.#lost();
    if (this.#hidden || !(woken || slept)) return;
    if (this.connected) {
      this.#probe(this.#ws);
      this.emit('wake');
    } else if (elapsed(this.#openedAt) > 1_000) {
      this.#failures = 0;
      this.#open();
    }
  }

  async #probe(ws) {
    try {
      await this.request('checkConnection');
    } catch ({ code }) {
      if (code === 'TIMEOUT' && ws === this.#ws) this.#lost();
    }
  }
}

/** Also when somebody has turned back the clock. */
const elapsed = since => Math.abs(Date.now() - since);

const unanswered = ({ sent }) => sent
  ? new RequestError('TIMEOUT', 'No reply came.')
  : new RequestError('OFFLINE', 'There is no connection.');

const refusal = ({ code, data, statusCode, retryAfter }) => new RequestError(code, data, statusCode, retryAfter);
