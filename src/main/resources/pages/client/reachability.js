/** In milliseconds, as all of these. A first connection takes its time on a slow line. */
const FIRST_PATIENCE = 2_200;
/** Together the two below are less than the 3 s within which people know. */
const OFFLINE_AFTER = 1_500;
const PROBE_INTERVAL = 1_400;
const MIN_PATIENCE = 1_400;
const MAX_PATIENCE = 5_000;

/** Whether the server answers on a socket, known within 3 s while somebody looks. */
export class Reachability {
  /** Whether the socket has been disconnected, or without an answer, for so long that people should know. */
  offline = false;
  started = false;
  #socket;
  #actions;
  #unsubscribers = [];
  #offlineTimer;
  #probeTimer;
  #probing = false;
  #patience = MIN_PATIENCE;

  /** `actions`: isWatched(), changed(). */
  constructor(socket, actions) {
    this.#socket = socket;
    this.#actions = actions;
  }

  start() {
    this.started = true;
    this.#unsubscribers = ['connected', 'disconnected'].map(event => this.#socket.on(event, () => this.#setConnected()));
    this.#setConnected(FIRST_PATIENCE);
    addEventListener('offline', this.#probe);
    this.#probeTimer = setInterval(() => this.#actions.isWatched() && this.#probe(), PROBE_INTERVAL);
  }

  stop() {
    this.started = false;
    this.#stopWaiting();
    clearInterval(this.#probeTimer);
    removeEventListener('offline', this.#probe);
    for (const unsubscribe of this.#unsubscribers) unsubscribe();
  }

  #setConnected(patience = OFFLINE_AFTER) {
    if (!this.#socket.connected) {
      this.#offlineTimer ??= setTimeout(() => this.#setOffline(true), patience);
      return;
    }
    this.#stopWaiting();
    this.#setOffline(false);
  }

  #stopWaiting() {
    clearTimeout(this.#offlineTimer);
    this.#offlineTimer = undefined;
  }

  #setOffline(offline) {
    if (offline === this.offline) return;
    this.offline = offline;
    this.#actions.changed();
  }

  /** Where the network is gone without a word, a socket seems to be connected until heartbeats have been missed. */
  #probe = async () => {
    if (!this.#socket.connected || this.#probing) return;
    this.#probing = true;
    const sentAt = performance.now();
    const timer = setTimeout(() => this.#setOffline(true), this.#patience);
    try {
      // With its usual timeout it ends a connection that is dead.
      await this.#socket.request('checkConnection');
    } catch ({ code }) {
      if (code === 'TIMEOUT' || code === 'OFFLINE') return;
    } finally {
      clearTimeout(timer);
      this.#probing = false;
    }
    // On a slow line or a slow store more patience is needed.
    this.#patience = Math.min(Math.max(2 * (performance.now() - sentAt), MIN_PATIENCE), MAX_PATIENCE);
    this.#setOffline(false);
  };
}
