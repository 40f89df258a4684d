import { PorchlightSocket } from '../client/porchlight-socket.js';
import { Observable } from './observable.js';
import { ChatListStore } from './chat-list-store.js';
import { CannedReplies } from './canned-replies.js';
import { OpenConversations } from './open-conversations.js';
import { saveFile } from './save-file.js';
import { transcript } from './transcript.js';

/** In milliseconds. Together the two below are less than the 3 s within which the owner knows. */
const OFFLINE_AFTER = 1500;
const PROBE_INTERVAL = 1400;
const MIN_PATIENCE = 1400;
const MAX_PATIENCE = 5000;

/** The socket of one owner session and the stores that it fills. */
export class Connection extends Observable {
  domain = '';

  /** Whether the socket has been disconnected, or without an answer, for so long that the owner should know. */
  offline = false;

  #session;
  #unsubscribers = [];
  #offlineTimer;
  #probeTimer;
  #probing = false;
  #patience = MIN_PATIENCE;

  constructor(session) {
    super();
    const { content } = document.querySelector('meta[name=porchlight-sockets]');
    this.#session = session;
    this.token = session.token;
    this.socket = new PorchlightSocket(PorchlightSocket.address(content, location.href));
    this.chatList = new ChatListStore(this.socket, session);
    this.conversations = new OpenConversations(this.socket, session);
    this.cannedReplies = new CannedReplies(session);
  }

  open() {
    for (const store of [this.chatList, this.conversations, this.cannedReplies]) {
      this.#unsubscribers.push(store.onChange(() => this.changed()));
    }
    this.#unsubscribers.push(
      this.socket.on('connected', () => this.#loadMissing()),
      this.socket.on('connected', () => this.#setConnected(true)),
      this.socket.on('disconnected', () => this.#setConnected(false)),
      this.socket.on('sessionEnded', () => this.#session.expire(this.token)),
    );
    this.#setConnected(false);
    addEventListener('offline', this.#probe);
    this.#probeTimer = setInterval(() => document.visibilityState === 'visible' && this.#probe(), PROBE_INTERVAL);
    this.chatList.start();
    this.conversations.start();
    this.socket.connect();
    this.#loadMissing();
  }

  /** What could not be loaded is tried again after each connect. */
  #loadMissing() {
    if (!this.cannedReplies.loaded) {
      this.cannedReplies.load().catch(() => {});
    }
    if (!this.domain) {
      this.loadDomain().catch(() => {});
    }
  }

  close() {
    clearTimeout(this.#offlineTimer);
    clearInterval(this.#probeTimer);
    removeEventListener('offline', this.#probe);
    this.#unsubscribers.forEach(unsubscribe => unsubscribe());
    this.conversations.stop();
    this.chatList.stop();
    this.socket.close();
  }

  /** Whether the guest is connected; not known without a connection. */
  isOnline(chatId) {
    return !this.offline && this.chatList.online.has(chatId);
  }

  async loadDomain() {
    this.domain = (await this.#session.request('GET', '/owner/domain')).domain;
    this.changed();
  }

  /** @param {'closeChat' | 'banGuest' | 'unbanGuest' | 'deleteChat'} event */
  request(event, chatId) {
    return this.socket.request(event, { token: this.token, chatId });
  }

  async download(chat) {
    const text = await transcript(this.socket, this.token, chat);
    const name = `chat-${chat.createdAt.slice(0, 10)}-${chat._id.slice(-6)}.txt`;
    saveFile(name, new Blob([text], { type: 'text/plain;charset=utf-8' }));
  }

  #setConnected(connected) {
    clearTimeout(this.#offlineTimer);
    if (connected) {
      this.offline = false;
    } else {
      this.#offlineTimer = setTimeout(() => this.#setOffline(true), OFFLINE_AFTER);
    }
    this.changed();
  }

  #setOffline(offline) {
    if (offline !== this.offline) {
      this.offline = offline;
      this.changed();
    }
  }

  /** Where the network is gone without a word, a socket seems to be connected until heartbeats have been missed. */
  #probe = async () => {
    const { socket } = this;
    if (!socket.connected || this.#probing) {
      return;
    }
    this.#probing = true;
    const sentAt = performance.now();
    const timer = setTimeout(() => this.#setOffline(true), this.#patience);
    try {
      // With its usual timeout it ends a connection that is dead.
      await socket.request('checkConnection');
    } catch ({ code }) {
      if (code === 'TIMEOUT' || code === 'OFFLINE') {
        return;
      }
    } finally {
      clearTimeout(timer);
      this.#probing = false;
    }
    // On a slow line or a slow store more patience is needed.
    this.#patience = Math.min(Math.max(2 * (performance.now() - sentAt), MIN_PATIENCE), MAX_PATIENCE);
    this.#setOffline(false);
  };
}
