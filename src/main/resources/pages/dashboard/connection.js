import { PorchlightSocket } from '../client/porchlight-socket.js';
import { Reachability } from '../client/reachability.js';
import { Observable } from './observable.js';
import { ChatListStore } from './chat-list-store.js';
import { CannedReplies } from './canned-replies.js';
import { OpenConversations } from './open-conversations.js';
import { saveFile } from './save-file.js';
import { transcript } from './transcript.js';

/** The socket of one owner session and the stores that it fills. */
export class Connection extends Observable {
  domain = '';

  #session;
  #unsubscribers = [];
  #reachability;

  constructor(session) {
    super();
    const { content } = document.querySelector('meta[name=porchlight-sockets]');
    this.#session = session;
    this.token = session.token;
    this.socket = new PorchlightSocket(PorchlightSocket.address(content, location.href));
    this.#reachability = new Reachability(this.socket, {
      isWatched: () => document.visibilityState === 'visible',
      changed: () => this.changed(),
    });
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
      this.socket.on('connected', () => this.changed()),
      this.socket.on('disconnected', () => this.changed()),
      this.socket.on('sessionEnded', () => this.#session.expire(this.token)),
    );
    this.#reachability.start();
    this.chatList.start();
    this.conversations.start();
    this.socket.connect();
    this.#loadMissing();
  }

  /** Whether the owner should know that the server does not answer. */
  get offline() {
    return this.#reachability.offline;
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
    this.#reachability.stop();
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
}
