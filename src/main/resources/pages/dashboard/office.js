import { PorchlightSocket } from '../client/porchlight-socket.js';
import { Changing } from './changing.js';
import { Desk } from './desk.js';
import { Replies } from './replies.js';
import { Rooms } from './rooms.js';
import { saveFile } from './files.js';
import { transcript } from './transcript.js';

const PATIENCE = 1500;

/** Everything there is while one owner is logged in. */
export class Office extends Changing {
  domain = '';

  /** Whether there has been no connection for so long that she should know. */
  cutOff = false;

  #session;
  #offs = [];
  #timer;

  constructor(session) {
    super();
    const { content } = document.querySelector('meta[name=porchlight-sockets]');
    this.#session = session;
    this.token = session.token;
    this.socket = new PorchlightSocket(PorchlightSocket.address(content, location.href));
    this.desk = new Desk(this.socket, session);
    this.rooms = new Rooms(this.socket, session);
    this.replies = new Replies(session);
  }

  open() {
    for (const part of [this.desk, this.rooms, this.replies]) {
      this.#offs.push(part.onChange(() => this.changed()));
    }
    this.#offs.push(
      this.socket.on('connected', () => this.#fetchMissing()),
      this.socket.on('connected', () => this.#connection(true)),
      this.socket.on('disconnected', () => this.#connection(false)),
      this.socket.on('sessionEnded', () => this.#session.ended(this.token)),
    );
    this.#connection(false);
    this.desk.start();
    this.rooms.start();
    this.socket.connect();
    this.#fetchMissing();
  }

  /** What could not be had is asked for again with the next connection. */
  #fetchMissing() {
    if (!this.replies.loaded) {
      this.replies.load().catch(() => {});
    }
    if (!this.domain) {
      this.loadDomain().catch(() => {});
    }
  }

  close() {
    clearTimeout(this.#timer);
    this.#offs.forEach(off => off());
    this.rooms.stop();
    this.desk.stop();
    this.socket.close();
  }

  async loadDomain() {
    this.domain = (await this.#session.request('GET', '/owner/domain')).domain;
    this.changed();
  }

  /** `closeChat`, `banGuest`, `unbanGuest`, `deleteChat` */
  ask(event, chatId) {
    return this.socket.request(event, { token: this.token, chatId });
  }

  async download(chat) {
    const text = await transcript(this.socket, this.token, chat);
    const name = `chat-${chat.createdAt.slice(0, 10)}-${chat._id.slice(-6)}.txt`;
    saveFile(name, new Blob([text], { type: 'text/plain;charset=utf-8' }));
  }

  #connection(connected) {
    clearTimeout(this.#timer);
    if (connected) {
      this.cutOff = false;
    } else {
      this.#timer = setTimeout(() => {
        this.cutOff = true;
        this.changed();
      }, PATIENCE);
    }
    this.changed();
  }
}
