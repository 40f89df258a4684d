import { callDocument, documentProperty } from '../client/host-page.js';
import { isVisible } from '../client/visible.js';
import { readChat } from './chat-storage.js';
import { Composer } from './composer.js';
import * as dom from './dom.js';
import { load } from './load.js';
import { bubble, MessageList } from './message-list.js';
import css from './panel.css';
import { LAMP, Panel, phone } from './panel.js';
import { PreChatForm } from './pre-chat-form.js';
import { Sound } from './sound.js';
import { loadTexts } from './texts.js';
import { loadConversation, VisitorChat } from './visitor-chat.js';

const { addStyles, h, icon } = dom;
const MINUTE = 60_000;
const OPEN_KEY = 'porchlight:open';
const NO_CONVERSATION = { messages: [], pending: [], loaded: true };

/** Whether asking for the site again would change nothing. */
const isFinal = code => /^(NOT_FOUND|FORBIDDEN|INVALID)$/.test(code);

/** Called by the loader, with its context, when the visitor opens the widget or has a chat already. */
export const start = async context => {
  if (readChat(context.key)) loadConversation().catch(() => {});
  return new Widget(context, await loadTexts(context.locale, context.language));
};

class Widget {
  #context;
  #t;
  #visitor;
  #panel;
  #messageList;
  #composer;
  #form;
  #footer;
  /** The name of the view in the panel. */
  #view;
  #divider = 0;
  #unread = 0;
  /** Whether the visitor looks at the messages, and at the last of them. */
  #looks = false;
  #reads = false;
  /** Whether a second message was to be sent before the chat was open. */
  #waits;
  #clock;
  /** Whether somebody has written or read here. */
  #used = false;
  #sound = new Sound();

  constructor(context, t) {
    this.#context = context;
    this.#t = t;
    addStyles(context.root.getRootNode(), css);
    const visitor = (this.#visitor = new VisitorChat(context));
    this.#panel = new Panel(context, t, {
      close: () => this.close(),
      endChat: () => visitor.close().then(() => this.#focus(), error => this.#notice(this.#errorText(error))),
      toggleSound: () => this.#panel.setMuted(this.#sound.toggle()),
    });
    this.#panel.setMuted(this.#sound.muted);
    this.#build();
    for (const act of ['click', 'keydown']) context.root.addEventListener(act, () => this.#sound.unlock());
    context.root.addEventListener('input', () => loadConversation().catch(() => {}), { once: true });
    // What goes to another's keyboard must not be taken for the one's before.
    for (const act of ['click', 'keydown', 'input', 'focus']) context.root.addEventListener(act, () => visitor.sync(), true);
    context.root.addEventListener('input', () => (this.#used = true));
    // Focus that goes to a frame of the page has not arrived yet.
    for (const event of ['focus', 'blur']) addEventListener(event, () => setTimeout(() => this.#update()));
    callDocument('addEventListener', 'visibilitychange', () => {
      this.#update();
      this.#followClock();
    });
    this.#clock = setInterval(() => this.#followClock(), MINUTE);
    visitor.on('change', () => {
      this.#update();
      if (!this.#waits || visitor.draft.get('first')) return;
      this.#waits = false;
      if (visitor.conversation) this.#composer.submit();
    });
    visitor.on('offline', () => {
      this.#render();
      this.#notice('');
    });
    visitor.on('left', () => {
      this.#divider = 0;
      this.#waits = false;
      this.#notice('');
      this.#panel.forget();
      this.#rebuild();
    });
    visitor.on('message', pushed => {
      const { message, sentAt } = pushed;
      this.#panel.announce(`${this.#name}: ${message}`);
      this.#sound.chime(pushed, ({ seq }) => seq > visitor.conversation?.guestReadSeq);
      context.emit('message', { message, sentAt });
    });
    visitor.on('first', () => this.#begin(visitor.sendFirst()));
    visitor.identify();
    try {
      if (sessionStorage.getItem(OPEN_KEY) && !phone.matches) this.open(false);
    } catch { /* Without a storage it stays closed. */ }
  }

  open(focus = true) {
    if (this.#panel.isOpen) return;
    this.#visitor.loadSite();
    this.#render();
    this.#panel.open();
    this.#messageList.toEnd();
    this.#visitor.draft.show();
    if (focus) this.#focus();
    this.#toggled(true);
  }

  close() {
    if (!this.#panel.isOpen) return;
    this.#panel.close();
    this.#divider = 0;
    this.#toggled(false);
  }

  identify() {
    this.#visitor.identify();
  }

  /** The page had removed the widget, and with it what a document knows of elements: the top layer, scrolling. */
  attached() {
    this.#panel.restore();
    this.#messageList.toEnd();
  }

  /** Before another takes its place. */
  stop() {
    clearInterval(this.#clock);
    this.#visitor.stop();
  }

  /** Days end, and visitors travel. */
  #followClock() {
    this.#t.followTimeZone();
    this.#render();
  }

  #toggled(open) {
    this.#update();
    try {
      if (open) sessionStorage.setItem(OPEN_KEY, '1');
      else sessionStorage.removeItem(OPEN_KEY);
    } catch { /* Without a storage it is closed on the next page. */ }
    this.#context.emit(open ? 'open' : 'close');
  }

  #send(message) {
    const { conversation: chat, draft } = this.#visitor;
    try {
      if (chat) {
        chat.send(message);
        draft.set({ message: draft.besides('message', message) });
      } else if (draft.get('first')) {
        // It follows when the chat is open.
        this.#waits = true;
        return this.#notice(this.#t.sending);
      } else this.#begin(this.#visitor.begin(message));
    } catch {
      this.#notice(this.#t.busy);
      return;
    }
    this.#notice('');
    this.#divider = 0;
    this.#messageList.toEnd();
  }

  async #begin(begun) {
    try {
      await begun;
    } catch (error) {
      this.#notice(this.#beginError(error));
      if (this.#panel.hasFocus) this.#focus();
    }
  }

  /** The fields and the list of messages, without anything of who used them before: also what can be undone in a field. */
  #build() {
    const visitor = this.#visitor;
    const t = this.#t;
    this.#messageList = new MessageList(t, {
      onScrollUp: () => visitor.conversation?.hasEarlier && visitor.conversation.loadEarlier().catch(() => {}),
      onScroll: () => this.#messageList.atEnd === this.#reads || this.#updateUnread(),
      onFailed: (action, id) => {
        visitor.conversation[action](id);
        this.#focus();
      },
    });
    this.#composer = new Composer(t, {
      send: text => this.#send(text),
      typing: on => visitor.conversation?.typing(on),
      showError: text => this.#notice(text),
    });
    visitor.draft.unbind();
    visitor.draft.bind('message', this.#composer.field);
    this.#form = this.#footer = undefined;
  }

  /** Unless nobody has used it, or something is typed in a field: then it is still the same person. */
  #rebuild() {
    const { draft } = this.#visitor;
    if (!this.#used || draft.get('message') || draft.get('name') || draft.get('email')) return;
    this.#used = false;
    const had = this.#panel.hasFocus;
    this.#build();
    this.#view = undefined;
    this.#render();
    if (had) this.#focus();
  }

  #update() {
    const { conversation: chat } = this.#visitor;
    const looks = Boolean(chat?.loaded) && this.#panel.isOpen && documentProperty('visibilityState') === 'visible' && callDocument('hasFocus');
    const { unread, first } = this.#countUnread();
    // What came before gets a divider above it, from where it is read.
    if (looks && !this.#looks && unread) this.#divider = first - 1;
    this.#looks = looks;
    this.#render();
    if (!this.#panel.notice.textContent) this.#notice('');
    this.#updateUnread();
  }

  #countUnread() {
    const { conversation: chat } = this.#visitor;
    let [unread, first] = [0, 0];
    for (const { role, seq } of chat?.messages ?? []) {
      if (role === 'owner' && seq > chat.guestReadSeq && !unread++) first = seq;
    }
    return { unread, first };
  }

  /** Marks messages read when the visitor has come to the last. */
  #updateUnread() {
    const reads = this.#looks && this.#messageList.atEnd;
    if (reads !== this.#reads) this.#sound.setReading(reads);
    this.#reads = reads;
    if (reads) this.#visitor.conversation.markRead();
    const { unread } = this.#countUnread();
    if (unread === this.#unread) return;
    this.#unread = unread;
    this.#context.badge.replaceChildren();
    if (unread) this.#context.badge.append(h('span', { 'aria-hidden': true }, unread.toLocaleString(this.#context.locale)), h('span.sr', {}, this.#t.unreadCount(unread)));
    this.#context.emit('unread', unread);
  }

  #beginError(error) {
    if (error.code !== 'INVALID') return this.#errorText(error);
    return this.#visitor.draft.get('email') ? this.#t.badEmail : '';
  }

  get #name() {
    const { name = '' } = this.#visitor.site ?? {};
    return isVisible(name) ? name : this.#context.domain || 'Porchlight';
  }

  #notice(text) {
    const { offline, conversation, passing } = this.#visitor;
    const state = offline ? (conversation ? 'offline' : /form|chat/.test(this.#view) && 'trouble') : passing && 'passing';
    this.#panel.notice.textContent = text || (this.#t[state] ?? '');
  }

  #focus() {
    this.#panel.focus(this.#view === 'form' ? this.#form.field : this.#composer.field);
  }

  #errorText({ code }) {
    const t = this.#t;
    if (!this.#visitor.site && isFinal(code)) return t.nobody;
    return { FORBIDDEN: t.banned, NOT_FOUND: t.nobody, RATE_LIMITED: t.busy }[code] ?? t.trouble + (this.#visitor.httpStatus ? ` (HTTP ${this.#visitor.httpStatus})` : '');
  }

  #render() {
    const { site, siteError, opening, offline } = this.#visitor;
    const chat = this.#visitor.conversation ?? NO_CONVERSATION;
    const online = !offline && site?.open !== false && (chat.online ? chat.online.owner : site?.online);
    const greeting = this.#context.greeting || site?.greeting || this.#t.hello;
    const away = site && !online && !offline ? site.away || this.#t.awayNote : '';
    this.#panel.setHeader(this.#name, site && !offline ? Boolean(online) : undefined, !chat.messages.length || chat.status === 'closed' || Boolean(chat.ended));
    if (chat.ended) this.#show(`ended ${chat.ended.code}`, () => this.#ended(chat));
    else if (chat !== NO_CONVERSATION || opening || (site && this.#skipsForm(site.ask))) this.#showConversation(chat, chat.loaded && greeting, away);
    else if (site && !this.#visitor.resuming) this.#show('form', () => this.#preChatForm(site.ask, greeting, away));
    else if (siteError || offline) this.#show(`unavailable ${siteError?.code} ${this.#visitor.httpStatus}`, () => this.#unavailable(siteError ?? {}));
    else this.#show('loading', () => [h('div.spinner')]);
  }

  #show(view, make) {
    if (view === this.#view) return;
    this.#view = view;
    const inside = this.#panel.hasFocus;
    this.#panel.body.replaceChildren(...make());
    this.#visitor.draft.show();
    if (inside) this.#focus();
  }

  #skipsForm({ name, email }) {
    return (this.#context.identity && !this.#visitor.needsForm) || (name === 'no' && email === 'no');
  }

  #showConversation(chat, greeting, away) {
    const { opening } = this.#visitor;
    const closed = chat.status === 'closed';
    this.#used ||= chat !== NO_CONVERSATION;
    if (closed && !this.#footer) this.#panel.announce(this.#t.closed);
    this.#footer = closed ? this.#footer ?? this.#closedNote(chat.rating) : undefined;
    const last = chat.messages[chat.messages.length - 1];
    this.#show('chat', () => [this.#messageList.node, this.#composer.node]);
    this.#messageList.render(chat, {
      name: this.#name, greeting, opening, divider: this.#divider, footer: this.#footer,
      note: closed || (last?.role === 'owner' && !chat.pending.length) ? '' : away,
    });
  }

  /** Stands below the messages of a closed chat. */
  #closedNote(given) {
    const { draft } = this.#visitor;
    const note = h('div.closed-note', {}, h('p', {}, this.#t.closed));
    const name = `comment ${this.#visitor.chatId}`;
    if (!given || draft.get(name)) {
      load('rating.js').then(({ rating }) => {
        note.append(rating(dom, this.#context.root.getRootNode(), this.#t, {
          draft, name, given, rate: (...values) => this.#visitor.rate(...values),
        }));
      }, () => {}); // Without a connection it could not be sent.
    }
    return note;
  }

  #preChatForm(ask, greeting, away) {
    this.#form ??= new PreChatForm(this.#t, this.#visitor.draft, {
      ask, before: [bubble(greeting), away && h('p.note', { dir: 'auto' }, away)], start: message => this.#send(message),
    });
    return [this.#form.node];
  }

  #ended(chat) {
    if (chat.ended.code === 'FORBIDDEN') return this.#message(this.#t.banned);
    return this.#message(this.#t.gone, this.#t.again, () => this.#visitor.leave());
  }

  #unavailable(error) {
    return this.#message(this.#errorText(error), !isFinal(error.code) && this.#t.retry, () => this.#visitor.loadSite());
  }

  #message(text, label, onclick) {
    return [h('div.message-view', { role: 'status' }, icon(LAMP), h('p', {}, text), label && h('button.primary', { type: 'button', onclick }, label))];
  }
}
