import { documentProperty } from './host-page.js';

const CHECK_INTERVAL = 5_000;
const TIMEOUT = 6_000; // The server answers within 5 s.
const CONNECT_TIMEOUT = 10_000;
const MIN_RECONNECT_INTERVAL = 1_000;
const MAX_CALLS = 200;
const MAX_PACKET = 65_000; // The server closes the connection on longer ones.
/** So often in a row a WebSocket must fail where one has worked before, until polling is tried: the server may be away. */
const PATIENCE = 3;
/** Events after which the connection may be dead, or possible again. */
const BROWSER_EVENTS = ['online', 'offline', 'pagehide', 'pageshow', 'visibilitychange'];

// Pages may have replaced Math.random, and crypto.randomUUID is missing without TLS.
export const random = length => crypto.getRandomValues(new Uint8Array(length));

/** Full jitter, in milliseconds: the bound doubles with each failure, up to 8 s on a visible page, else 30 s. */
export const backoff = failures => (random(1)[0] / 255) * Math.min(documentProperty('hidden') ? 30_000 : 8_000, 500 * 2 ** failures);

/** JSON of an object of plain values, whatever `toJSON` the page has added to prototypes. */
export const flatJson = object => JSON.stringify({ __proto__: null, ...object });

/** `code`: of the protocol, or OFFLINE (not sent), TIMEOUT (outcome unknown), FULL (the outbox). */
export class RequestError extends Error {
  constructor({ code, data, statusCode = 0, retryAfter }) {
    super(data);
    Object.assign(this, { code, statusCode, retryAfter });
  }
}

export class Emitter {
  #listeners = new Set();

  on(name, listener) {
    const entry = { name, listener };
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  emit(name, detail) {
    for (const entry of [...this.#listeners]) {
      try {
        if (entry.name === name) entry.listener(detail);
      } catch (error) {
        console.error(error);
      }
    }
  }
}

let PollingTransport;

/** Emits pushes by name, `connected`, `disconnected` ({retryIn: ms, status: of HTTP}), `wake`: something may have been missed. */
export class PorchlightSocket extends Emitter {
  connected = false;
  #url;
  /** A WebSocket or a PollingTransport. */
  #ws;
  #polls;
  #patience = 0;
  #running;
  #pageHidden;
  #calls = new Map();
  #lastId = 0;
  #failures = 0;
  #openedAt;
  #heardAt;
  #silenceLimit;
  #checkedAt;
  #checkTimer;
  #reconnectTimer;

  constructor(url) {
    super();
    this.on('catchUp', ({ within }) => setTimeout(() => this.emit('wake'), (random(1)[0] / 255) * within * 1_000));
    this.#url = `${url.replace(/^http/, 'ws').replace(/\/$/, '')}/socket.io/?EIO=4&transport=websocket`;
  }

  /** `meta`: `https://chat.example.com`, or `:8080` of the host in `base`. */
  static address(meta, base) {
    const { protocol, hostname, origin } = new URL(base);
    return meta?.[0] === ':' ? `${protocol}//${hostname}${meta}` : meta || origin;
  }

  connect() {
    if (this.#running) return;
    this.#running = true;
    this.#pageHidden = false;
    for (const name of BROWSER_EVENTS) addEventListener(name, this.#onBrowserEvent);
    this.#checkedAt = Date.now();
    this.#checkTimer = setInterval(() => this.#check(), CHECK_INTERVAL);
    this.#open();
  }

  /** For a waiting user: connects as soon as the minimum interval allows, without backoff. */
  hurry() {
    if (!this.#running || this.#pageHidden || this.#ws) return;
    clearTimeout(this.#reconnectTimer);
    this.#reconnectTimer = setTimeout(() => this.#open(), MIN_RECONNECT_INTERVAL - elapsed(this.#openedAt));
  }

  close() {
    this.#running = false;
    for (const name of BROWSER_EVENTS) removeEventListener(name, this.#onBrowserEvent);
    clearInterval(this.#checkTimer);
    this.#disconnected();
    for (const id of this.#calls.keys()) this.#fail(id);
  }

  /** Resolves with the whole reply, or rejects with a RequestError. `timeout`: milliseconds. */
  request(event, payload, { timeout = TIMEOUT } = {}) {
    return new Promise((resolve, reject) => {
      const id = (this.#lastId = (this.#lastId + 1) % 1e9);
      const packet = `42${id}[${JSON.stringify(event)},${flatJson(payload)}]`;
      const call = { packet, resolve, reject };
      this.#calls.set(id, call);
      if (new TextEncoder().encode(packet).length > MAX_PACKET) return this.#fail(id, 'TOO_LARGE', 413);
      if (this.#calls.size > MAX_CALLS) return this.#fail(id);
      call.timer = setTimeout(() => {
        this.#fail(id);
        if (call.sent && timeout >= TIMEOUT && elapsed(this.#heardAt) >= timeout) this.#disconnected();
      }, timeout);
      if (this.connected) this.#send(call);
      else this.hurry();
    });
  }

  #send(call) {
    call.sent = true;
    this.#ws.send(call.packet);
  }

  #take(id) {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    clearTimeout(call?.timer);
    return call;
  }

  #fail(id, code, statusCode) {
    const { sent, reject } = this.#take(id);
    code ??= sent ? 'TIMEOUT' : 'OFFLINE';
    reject(new RequestError({ code, data: code, statusCode }));
  }

  #open() {
    this.#closeWebSocket();
    this.#openedAt = this.#heardAt = Date.now();
    this.#silenceLimit = CONNECT_TIMEOUT;
    try {
      if (this.#polls) this.#openPolling();
      else this.#listen(new WebSocket(this.#url));
    } catch {
      this.#disconnected();
    }
  }

  async #openPolling() {
    const attempt = (this.#ws = { close() {} });
    try {
      // Browsers may remember for good that a module could not be loaded.
      PollingTransport ??= (await import(new URL(`../client/polling-transport.js?${this.#openedAt}`, import.meta.url).href)).PollingTransport;
    } catch { /* Whatever loads no module lets no poll through either. */ }
    if (this.#ws !== attempt) return;
    if (PollingTransport) this.#listen(new PollingTransport(this.#url));
    else this.#disconnected();
  }

  #listen(ws) {
    this.#ws = ws;
    ws.onclose = ({ status }) => this.#disconnected(status);
    ws.onmessage = ({ data }) => this.#receive(data);
  }

  #closeWebSocket() {
    clearTimeout(this.#reconnectTimer);
    this.connected = false;
    if (!this.#ws) return;
    this.#ws.onclose = this.#ws.onmessage = null;
    this.#ws.close();
    this.#ws = null;
  }

  #receive(packet) {
    this.#heardAt = Date.now();
    const [head, type, id] = /^(4?\d)(\d*)/.exec(packet);
    const content = packet === head ? null : JSON.parse(packet.slice(head.length));
    if (type === '2') {
      this.#ws.send('3');
    } else if (type === '0') {
      this.#silenceLimit = content.pingInterval + content.pingTimeout;
      this.#ws.send('40');
    } else if (type === '40') {
      this.connected = true;
      for (const call of this.#calls.values()) this.#send(call);
      this.emit('connected');
    } else if (type === '42') {
      this.emit(...content);
    } else if (type === '43') {
      const [reply] = content;
      const call = this.#take(Number(id));
      if (reply.status === 'error') call?.reject(new RequestError(reply));
      else call?.resolve(reply);
    } else {
      this.#disconnected();
    }
  }

  #disconnected(status) {
    if (this.connected) {
      this.#polls = this.#ws.polling;
      this.#patience = this.#polls ? 0 : PATIENCE;
    } else if (this.#ws) {
      this.#polls = !this.#polls && this.#failures >= this.#patience;
    }
    // A connection that the server closes at once does not reset the backoff.
    if (this.connected && elapsed(this.#openedAt) > CHECK_INTERVAL) this.#failures = 0;
    this.#closeWebSocket();
    for (const [id, { sent }] of this.#calls) if (sent) this.#fail(id);
    let retryIn;
    if (this.#running && !this.#pageHidden) {
      retryIn = backoff(this.#failures++);
      this.#reconnectTimer = setTimeout(() => this.#open(), retryIn);
    }
    this.emit('disconnected', { retryIn, status });
  }

  #onBrowserEvent = ({ type }) => {
    // An open connection would keep the page out of the back/forward cache.
    if (type === 'pagehide') {
      this.#pageHidden = true;
      this.#disconnected();
    } else {
      if (type === 'pageshow') this.#pageHidden = false;
      // An attempt over the network before may hang.
      if (type === 'online' && !this.connected) this.#closeWebSocket();
      this.#check(documentProperty('visibilityState') === 'visible' || type === 'online');
    }
  };

  #check(woken) {
    const slept = elapsed(this.#checkedAt) > 3 * CHECK_INTERVAL;
    this.#checkedAt = Date.now();
    if (this.#ws && elapsed(this.#heardAt) > this.#silenceLimit) this.#disconnected();
    if (this.#pageHidden || !(woken || slept)) return;
    if (this.connected) {
      this.request('checkConnection').catch(() => {});
      this.emit('wake');
    } else {
      this.#failures = 0;
      this.hurry();
    }
  }
}

/** Milliseconds, whatever was done to the clock since. */
export const elapsed = since => Math.abs(Date.now() - since);
