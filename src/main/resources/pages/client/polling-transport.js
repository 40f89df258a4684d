const FIRST_PROBE = 5_000;
const PROBE_INTERVAL = 5 * 60_000;
const PROBE_TIMEOUT = 10_000; // As the server's.
const SEPARATOR = '\x1e';
/** The server takes 256 KB in one POST; a packet has at most 65,000 bytes. */
const MAX_BATCH = 3;
const TOO_LARGE = [400, 431];
let hasExplained = false;

/**
 * In place of a WebSocket where none gets through: Engine.IO's long polling. Later it tries to move to a WebSocket, and
 * goes on polling if it cannot.
 */
export class PollingTransport {
  onmessage;
  onclose;
  /** False once it has moved to a WebSocket. */
  polling = true;
  #url;
  #ws;
  #probe;
  #probeTimer;
  #moving;
  #waits;
  #posting;
  #queue = [];
  #requests = 0;
  #status;
  #abort = new AbortController();

  /** `url`: of the WebSocket. */
  constructor(url) {
    this.#url = url;
    this.#poll();
  }

  send(packet) {
    if (!this.polling) return this.#ws.send(packet);
    this.#queue.push(packet);
    this.#post();
  }

  close() {
    this.onclose = this.onmessage = null;
    clearTimeout(this.#probeTimer);
    this.#abort.abort();
    this.#probe?.close();
    this.#ws?.close();
  }

  async #request(body) {
    const url = this.#url.replace(/^ws/, 'http').replace('transport=websocket', 'transport=polling');
    // By `t` the server knows a request that a browser or a proxy has sent again.
    const response = await fetch(`${url}&t=${++this.#requests}`, {
      method: body === undefined ? 'GET' : 'POST',
      body,
      credentials: 'omit',
      cache: 'no-store',
      signal: this.#abort.signal,
    });
    if (!response.ok) {
      this.#status = response.status;
      this.#explain();
      throw new Error(`${response.status}`);
    }
    return response.text();
  }

  /** These requests have no cookies; a proxy may still find them too large. */
  #explain() {
    if (hasExplained || this.#url.includes('&sid=') || !TOO_LARGE.includes(this.#status)) return;
    hasExplained = true;
    console.warn(`Porchlight: ${new URL(this.#url).host} answers ${this.#status}: the headers of the requests are too large for it, or for a proxy.`);
  }

  async #poll() {
    this.#waits = true;
    try {
      while (!this.#moving && !this.#abort.signal.aborted) {
        for (const packet of (await this.#request()).split(SEPARATOR)) this.#receive(packet);
      }
    } catch {
      this.#end();
    }
    this.#waits = false;
    this.#move();
  }

  #receive(packet) {
    if (packet[0] === '0') {
      this.#url += `&sid=${JSON.parse(packet.slice(1)).sid}`;
      this.#probeLater(FIRST_PROBE);
    }
    if (packet[0] === '1') this.#end();
    else if (packet[0] !== '6') this.onmessage?.({ data: packet });
  }

  async #post() {
    if (this.#posting || this.#moving || !this.#queue.length) return;
    this.#posting = true;
    try {
      while (this.#queue.length) await this.#request(this.#queue.splice(0, MAX_BATCH).join(SEPARATOR));
    } catch {
      this.#end();
    }
    this.#posting = false;
    this.#move();
  }

  #end() {
    const { onclose } = this;
    this.close();
    onclose?.({ status: this.#status });
  }

  #probeLater(pause) {
    this.#probeTimer = setTimeout(() => {
      try {
        this.#tryWebSocket();
      } catch { /* The page's policy or the browser allows none. */ }
    }, pause);
  }

  #tryWebSocket() {
    const probe = (this.#probe = new WebSocket(this.#url));
    /** At once, not when the browser has closed it: a request that ends meanwhile must not move to it. */
    const giveUp = () => {
      if (this.#probe !== probe || this.#abort.signal.aborted) return;
      clearTimeout(this.#probeTimer);
      this.#probe = null;
      probe.close();
      this.#probeLater(PROBE_INTERVAL);
      if (!this.#moving) return;
      this.#moving = false;
      if (!this.#waits) this.#poll();
      this.#post();
    };
    this.#probeTimer = setTimeout(giveUp, PROBE_TIMEOUT);
    probe.onopen = () => probe.send('2probe');
    probe.onmessage = ({ data }) => {
      if (data !== '3probe') return;
      this.#moving = true;
      this.#move();
    };
    probe.onclose = giveUp;
  }

  /** Moves when no request is under way: the server ends a poll that waits, and answers a POST when it has all of it. */
  #move() {
    if (!this.#moving || this.#waits || this.#posting || this.#abort.signal.aborted) return;
    const ws = (this.#ws = this.#probe);
    this.#probe = null;
    clearTimeout(this.#probeTimer);
    this.polling = false;
    ws.onclose = () => this.#end();
    ws.onmessage = event => this.onmessage?.(event);
    for (const packet of ['5', ...this.#queue.splice(0)]) ws.send(packet);
  }
}
