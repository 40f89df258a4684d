import { isVisible } from '../client/visible.js';
import { h, icon, reconcile } from './dom.js';
import { load } from './load.js';

/** Messages of one side this close together are shown as one group. */
const GROUP_WITHIN = 5 * 60_000;
const END_MARGIN = 80;
const LOAD_AHEAD = 200;

/** Links are looked for only where there may be one, by a module that is loaded then. */
const addLinks = async (node, text) => {
  const { linked } = await load('../client/links.js');
  node.replaceChildren(...linked(text).map(piece => (piece.href
    ? h('a', { href: piece.href, dir: 'ltr', target: '_blank', rel: 'noopener noreferrer nofollow' }, piece.text)
    : piece)));
};

export const bubble = text => {
  const node = h('div.bubble', { dir: 'auto', translate: true }, isVisible(text) ? text : '…');
  if (/@|:\/\/|www\./i.test(text)) addLinks(node, text).catch(() => {}); // Without a connection it stays text.
  return node;
};

/** The sender, for screen readers. */
const sender = who => h('span.sr', {}, `${who}: `);

/** The scrolling list of messages. */
export class MessageList {
  #t;
  #actions;
  /** Whether the last message is in sight. */
  atEnd = true;
  #first;
  #divider;
  #sizes;

  constructor(t, actions) {
    this.#t = t;
    this.#actions = actions;
    this.list = h('ol.list', { role: 'list', tabIndex: 0, 'aria-labelledby': 'title' });
    this.toEndButton = h('button.to-end icon', { type: 'button', hidden: true, 'aria-label': t.latest, onclick: () => this.toEnd() }, icon('M12 5v14M6 13l6 6 6-6'));
    this.node = h('div.message-list', {}, this.list, this.toEndButton);
    this.list.onscroll = () => {
      if (!this.list.clientHeight) return; // A closed panel.
      const { scrollTop, scrollHeight, clientHeight } = this.list;
      this.atEnd = scrollHeight - scrollTop - clientHeight < END_MARGIN;
      this.toEndButton.hidden = this.atEnd;
      if (scrollTop < LOAD_AHEAD) actions.onScrollUp();
      actions.onScroll();
    };
    this.#sizes = new ResizeObserver(() => this.atEnd && this.toEnd());
    this.#sizes.observe(this.list);
  }

  toEnd() {
    this.atEnd = true;
    this.list.scrollTop = this.list.scrollHeight;
  }

  /** `divider`: the seq after which messages are new; `footer`: an element below the last message. */
  render(chat, { name, greeting, opening, note, divider, footer }) {
    const t = this.#t;
    const items = [];
    const add = (key, state, make) => items.push({ key, state, make });
    const entries = entriesOf(chat, opening);
    if (chat.hasEarlier) add('earlier', 0, () => h('li.loading', {}, h('div.spinner')));
    else if (greeting) add('greeting', name + greeting, () => h('li.them', {}, sender(name), bubble(greeting)));
    let ownLast;
    for (const entry of entries) if (entry.role === 'guest') ownLast = entry;
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i];
      const joinsPrevious = sameGroup(entries[i - 1], entry);
      const joinsNext = sameGroup(entry, entries[i + 1]);
      if (!sameDay(entries[i - 1], entry)) add(`day ${entry.key}`, t.day(entry.at), () => h('li.day', {}, t.day(entry.at)));
      if (divider && entry.seq > divider && !(entries[i - 1]?.seq > divider)) add('new', divider, () => h('li.new', {}, t.new));
      const state = entry.state ?? (entry === ownLast ? (entry.seq <= chat.ownerReadSeq ? 'seen' : 'sent') : '');
      const who = entry.role === 'guest' ? t.you : name;
      add(entry.key, `${joinsPrevious}${joinsNext}${state}${t.time(entry.at)}${who}`, () => this.#message(entry, { joinsPrevious, joinsNext, state, who }));
    }
    if (chat.otherTyping) add('typing', 0, () => h('li.them', {}, h('div.bubble dots', { role: 'img', 'aria-label': t.typing }, h('i'), h('i'), h('i'))));
    if (note) add('note', note, () => h('li.note', { dir: 'auto' }, note));
    if (footer) {
      add('footer', footer, () => h('li', {}, footer));
      this.#sizes.observe(footer);
    }
    this.#keepPosition(entries[0]?.key, divider, () => reconcile(this.list, items));
  }

  #message({ key, role, text, at, state: pending }, { joinsPrevious, joinsNext, state, who }) {
    const t = this.#t;
    const time = h('time', { dateTime: new Date(at).toISOString() }, t.time(at));
    const meta = (!joinsNext || state) && h('div.meta', {}, time, state && ` · ${t[state]}`);
    if (state === 'failed') {
      meta.setAttribute('role', 'alert');
      meta.append(' ',
        h('button.link', { type: 'button', onclick: () => this.#actions.onFailed('retry', key) }, t.retry),
        h('button.link', { type: 'button', onclick: () => this.#actions.onFailed('discard', key) }, t.discard));
    }
    return h(`li.${role === 'guest' ? 'me' : 'them'}${joinsPrevious ? ' joins-previous' : ''}${joinsNext ? ' joins-next' : ''} ${pending ?? ''}`, {}, sender(who), bubble(text), meta);
  }

  /** Keeps the scroll position: at the end, or at the same message when earlier ones are added above it. */
  #keepPosition(first, divider, change) {
    const { list } = this;
    const fromEnd = list.scrollHeight - list.scrollTop;
    change();
    if (divider && divider !== this.#divider && this.atEnd) {
      const line = list.querySelector('.new');
      list.scrollTop = line ? line.offsetTop - 60 : list.scrollHeight;
      list.onscroll();
    } else if (this.atEnd) this.toEnd();
    else if (first !== this.#first) list.scrollTop = list.scrollHeight - fromEnd;
    this.#first = first;
    this.#divider = divider;
  }
}

const entriesOf = ({ messages, pending }, opening) => {
  const entries = [];
  for (const { _id, clientMessageId, role, message, sentAt, seq } of messages) {
    entries.push({ key: clientMessageId ?? _id, role, text: message, at: Date.parse(sentAt), seq });
  }
  for (const { clientMessageId, message, writtenAt, state } of opening ? [opening] : pending) {
    entries.push({ key: clientMessageId, role: 'guest', text: message, at: writtenAt, state });
  }
  return entries;
};

const sameDay = (a, b) => a && new Date(a.at).toDateString() === new Date(b.at).toDateString();

const sameGroup = (a, b) => Boolean(a && b) && a.role === b.role && Math.abs(b.at - a.at) < GROUP_WITHIN && sameDay(a, b);
