import { Composer } from './composer.js';
import { h, icon } from './dom.js';
import { Form } from './form.js';
import { Guest } from './guest.js';
import { LAMP, Panel, phone } from './panel.js';
import { ending } from './rating.js';
import { Sound } from './sound.js';
import { sheet } from './style.js';
import { loadTexts } from './texts.js';
import { bubble, Thread } from './thread.js';

const OPEN = 'porchlight:open';
const NOTHING = { messages: [], pending: [], loaded: true };

/** What the loader starts when the visitor acts, or has a chat. `host` is the loader's context. */
export const start = async host => new Widget(host, await loadTexts(host.locale, host.language));

class Widget {
  #host;
  #t;
  #guest;
  #panel;
  #thread;
  #composer;
  #form;
  #foot;
  #kind;
  #divider = 0;
  #unread = 0;
  #attending = false;
  #sound = new Sound();

  constructor(host, t) {
    this.#host = host;
    this.#t = t;
    const shadow = host.root.getRootNode();
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
    const guest = (this.#guest = new Guest(host));
    this.#panel = new Panel(host, t, {
      close: () => this.close(),
      end: () => guest.end().then(() => this.#focus(), error => this.#notice(this.#sentence(error))),
      toggleSound: () => this.#panel.muted(this.#sound.toggle()),
    });
    this.#panel.muted(this.#sound.muted);
    this.#thread = new Thread(t, {
      earlier: () => guest.chat?.hasEarlier && guest.chat.loadEarlier().catch(() => {}),
      decide: (what, id) => {
        guest.chat[what](id);
        this.#focus();
      },
    });
    this.#composer = new Composer(t, {
      send: text => this.#send(text),
      typing: on => guest.chat?.typing(on),
      problem: text => this.#notice(text),
    });
    for (const act of ['click', 'keydown']) host.root.addEventListener(act, () => this.#sound.unlock());
    document.addEventListener('visibilitychange', () => this.#attend());
    guest.on('change', () => {
      this.#attend();
      this.#draw();
    });
    guest.on('offline', () => this.#notice(''));
    guest.on('message', ({ message, sentAt }) => {
      this.#panel.say(`${this.#name}: ${message}`);
      if (!this.#attending) this.#sound.play();
      host.emit('message', { message, sentAt });
    });
    guest.resume();
    try {
      if (guest.chat && sessionStorage.getItem(OPEN) && !phone.matches) this.open(false);
    } catch { /* Without storage it was not open. */ }
  }

  open(focus = true) {
    if (this.#panel.isOpen) return;
    this.#guest.askSite();
    this.#draw();
    this.#panel.open();
    this.#thread.toEnd();
    if (focus) this.#focus();
    this.#opened(true);
  }

  close() {
    if (!this.#panel.isOpen) return;
    this.#panel.close();
    this.#divider = 0;
    this.#opened(false);
  }

  identify() {
    this.#guest.identify();
  }

  #opened(open) {
    this.#attend();
    this.#draw();
    try {
      if (open) sessionStorage.setItem(OPEN, '1');
      else sessionStorage.removeItem(OPEN);
    } catch { /* Then it is closed on the next page. */ }
    this.#host.emit(open ? 'open' : 'close');
  }

  #send(message) {
    const { chat } = this.#guest;
    try {
      if (this.#guest.first) return false;
      if (chat) chat.send(message);
      else this.#begin({ message });
    } catch {
      this.#notice(this.#t.busy);
      return false;
    }
    this.#notice('');
    this.#divider = 0;
    this.#thread.toEnd();
    return true;
  }

  async #begin(values) {
    if (this.#guest.first) return;
    try {
      await this.#guest.begin(values);
      this.#form = undefined;
    } catch (error) {
      this.#notice(error.code !== 'INVALID' ? this.#sentence(error) : values.email ? this.#t.badEmail : '');
      this.#draft(values.message);
    }
    this.#focus();
  }

  /** Whether somebody looks: then what has come is read, and a line is drawn above what came before that. */
  #attend() {
    const { chat } = this.#guest;
    const before = this.#attending;
    this.#attending = Boolean(chat?.loaded) && this.#panel.isOpen && document.visibilityState === 'visible';
    let [unread, first] = [0, 0];
    for (const { role, seq } of chat?.messages ?? []) {
      if (role === 'owner' && seq > chat.guestReadSeq && !unread++) first = seq;
    }
    if (this.#attending) {
      if (unread && !before) this.#divider = first - 1;
      chat.markRead();
      unread = 0;
    }
    if (unread === this.#unread) return;
    this.#unread = unread;
    this.#host.badge.replaceChildren();
    if (unread) this.#host.badge.append(h('span', { 'aria-hidden': true }, unread.toLocaleString(this.#host.locale)), h('span.sr', {}, this.#t.unreadCount(unread)));
    this.#host.emit('unread', unread);
  }

  get #name() {
    return this.#guest.site?.name || this.#host.domain;
  }

  #notice(text) {
    this.#panel.notice.textContent = text || (this.#guest.offline && this.#guest.chat ? this.#t.offline : '');
  }

  #focus() {
    this.#panel.focus(this.#kind === 'form' ? this.#form.field : this.#composer.field);
  }

  #sentence({ code }) {
    const t = this.#t;
    return { FORBIDDEN: this.#guest.site ? t.banned : t.nobody, NOT_FOUND: t.nobody, RATE_LIMITED: t.busy }[code] ?? t.trouble;
  }

  #draw() {
    const { site, trouble, first } = this.#guest;
    const chat = this.#guest.chat ?? NOTHING;
    const here = site?.open !== false && (chat.online ? chat.online.owner : site?.online);
    const greeting = this.#host.greeting || site?.greeting || this.#t.hello;
    const away = site && !here ? site.away || this.#t.awayNote : '';
    this.#panel.head(this.#name, site && Boolean(here), !chat.messages.length || chat.status === 'closed' || Boolean(chat.ended));
    if (chat.ended) this.#show(`ended ${chat.ended.code}`, () => this.#ended(chat));
    else if (chat !== NOTHING || (site && this.#nothingAsked(site.ask))) this.#converse(chat, chat.loaded && greeting, away);
    else if (site) this.#show('form', () => this.#ask(site.ask, greeting, away));
    else if (trouble) this.#show(`trouble ${trouble.code}`, () => this.#cannot(trouble));
    else this.#show('spin', () => [h('div.spin')]);
    if (this.#form) this.#form.button.disabled = Boolean(first);
  }

  #show(kind, make) {
    if (kind === this.#kind) return;
    this.#kind = kind;
    const inside = this.#panel.hasFocus;
    this.#panel.body.replaceChildren(...make());
    if (inside) this.#focus();
  }

  #nothingAsked({ name, email }) {
    return (this.#host.identity && !this.#guest.mustAsk) || (name === 'no' && email === 'no');
  }

  #converse(chat, greeting, away) {
    const { first } = this.#guest;
    const closed = chat.status === 'closed';
    if (closed && !this.#foot) this.#panel.say(this.#t.closed);
    this.#foot = closed ? this.#foot ?? ending(this.#t, chat.rating, (...values) => this.#guest.rate(...values)) : undefined;
    const last = chat.messages[chat.messages.length - 1];
    this.#show('chat', () => [this.#thread.node, this.#composer.node]);
    this.#thread.render(chat, {
      name: this.#name, greeting, first, divider: this.#divider, foot: this.#foot,
      note: closed || (last?.role === 'owner' && !chat.pending.length) ? '' : away,
    });
  }

  #ask(ask, greeting, away) {
    this.#form ??= new Form(this.#t, {
      ask, before: [bubble(greeting), away && h('p.note', { dir: 'auto' }, away)], start: values => this.#begin(values),
    });
    return [this.#form.node];
  }

  #ended(chat) {
    if (chat.ended.code === 'FORBIDDEN') return this.#say(this.#t.banned);
    return this.#say(this.#t.gone, this.#t.again, () => {
      let unsent = '';
      for (const { clientMessageId, message } of chat.pending) {
        unsent += `${unsent && '\n'}${message}`;
        chat.discard(clientMessageId);
      }
      this.#guest.leave();
      this.#draft(unsent);
    });
  }

  /** Gives back what was not sent, above what was written since. */
  #draft(text) {
    const field = this.#form?.message ?? this.#composer.field;
    if (!field.value.includes(text)) field.value = `${text}\n${field.value}`.trim();
    field.grow();
  }

  #cannot(trouble) {
    const final = trouble.code === 'NOT_FOUND' || trouble.code === 'FORBIDDEN';
    return this.#say(this.#sentence(trouble), !final && this.#t.retry, () => this.#guest.askSite());
  }

  #say(sentence, label, onclick) {
    return [h('div.trouble', { role: 'status' }, icon(LAMP), h('p', {}, sentence), label && h('button.primary', { type: 'button', onclick }, label))];
  }
}
