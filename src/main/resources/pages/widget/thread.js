import { linked } from '../client/links.js';
import { arrange, h, icon } from './dom.js';

const TOGETHER = 5 * 60_000;
const NEAR = 80;

export const bubble = text => {
  const node = h('div.text', { dir: 'auto' });
  for (const piece of linked(text)) {
    node.append(piece.href
      ? h('a', { href: piece.href, dir: 'ltr', target: '_blank', rel: 'noopener noreferrer nofollow' }, piece.text)
      : piece);
  }
  return node;
};

/** Who says it, for those who do not see on which side it stands. */
const by = who => h('span.sr', {}, `${who}: `);

/** The messages, from top to bottom. */
export class Thread {
  #t;
  #actions;
  #atEnd = true;
  #first;
  #divider;
  #sizes;

  constructor(t, actions) {
    this.#t = t;
    this.#actions = actions;
    this.list = h('ol.list', { role: 'list', tabIndex: 0, 'aria-labelledby': 'title' });
    this.latest = h('button.latest icon', { type: 'button', hidden: true, 'aria-label': t.latest, onclick: () => this.toEnd() }, icon('M12 5v14M6 13l6 6 6-6'));
    this.node = h('div.thread', {}, this.list, this.latest);
    this.list.onscroll = () => {
      const { scrollTop, scrollHeight, clientHeight } = this.list;
      this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
      this.latest.hidden = this.#atEnd;
      if (scrollTop < 200) actions.earlier();
    };
    this.#sizes = new ResizeObserver(() => this.#atEnd && this.toEnd());
    this.#sizes.observe(this.list);
  }

  toEnd() {
    this.#atEnd = true;
    this.list.scrollTop = this.list.scrollHeight;
  }

  /** `divider`: the seq after which everything is new; `foot`: what comes after the last message. */
  render(chat, { name, greeting, first, note, divider, foot }) {
    const t = this.#t;
    const items = [];
    const add = (key, state, make) => items.push({ key, state, make });
    const entries = entriesOf(chat, first);
    if (chat.hasEarlier) add('earlier', 0, () => h('li.wait', {}, h('div.spin')));
    else if (greeting) add('greeting', name + greeting, () => h('li.them', {}, by(name), bubble(greeting)));
    let ownLast;
    for (const entry of entries) if (entry.role === 'guest') ownLast = entry;
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i];
      const on = together(entries[i - 1], entry);
      const more = together(entry, entries[i + 1]);
      if (!sameDay(entries[i - 1], entry)) add(`day ${entry.key}`, t.day(entry.at), () => h('li.day', {}, t.day(entry.at)));
      if (divider && entry.seq > divider && !(entries[i - 1]?.seq > divider)) add('new', divider, () => h('li.new', {}, t.new));
      const state = entry.state ?? (entry === ownLast ? (entry.seq <= chat.ownerReadSeq ? 'seen' : 'sent') : '');
      const who = entry.role === 'guest' ? t.you : name;
      add(entry.key, `${on}${more}${state}${who}`, () => this.#message(entry, on, more, state, who));
    }
    if (chat.otherTyping) add('typing', 0, () => h('li.them', {}, h('div.text dots', { role: 'img', 'aria-label': t.typing }, h('i'), h('i'), h('i'))));
    if (note) add('note', note, () => h('li.note', { dir: 'auto' }, note));
    if (foot) {
      add('foot', foot, () => h('li', {}, foot));
      this.#sizes.observe(foot);
    }
    this.#place(entries[0]?.key, divider, () => arrange(this.list, items));
  }

  #message({ key, role, text, at, state: pending }, on, more, state, who) {
    const t = this.#t;
    const time = h('time', { dateTime: new Date(at).toISOString() }, t.time(at));
    const meta = (!more || state) && h('div.meta', {}, time, state && ` · ${t[state]}`);
    if (state === 'failed') {
      meta.setAttribute('role', 'alert');
      meta.append(' ',
        h('button.plain', { type: 'button', onclick: () => this.#actions.decide('retry', key) }, t.retry),
        h('button.plain', { type: 'button', onclick: () => this.#actions.decide('discard', key) }, t.discard));
    }
    return h(`li.${role === 'guest' ? 'me' : 'them'}${on ? ' on' : ''}${more ? ' more' : ''} ${pending ?? ''}`, {}, by(who), bubble(text), meta);
  }

  /** Keeps what is read where it is: at the end, or at the same message when earlier ones come above it. */
  #place(first, divider, change) {
    const { list } = this;
    const fromEnd = list.scrollHeight - list.scrollTop;
    change();
    if (divider && divider !== this.#divider) {
      const line = list.querySelector('.new');
      list.scrollTop = line ? line.offsetTop - 60 : list.scrollHeight;
      list.onscroll();
    } else if (this.#atEnd) this.toEnd();
    else if (first !== this.#first) list.scrollTop = list.scrollHeight - fromEnd;
    this.#first = first;
    this.#divider = divider;
  }
}

const entriesOf = ({ messages, pending }, first) => {
  const entries = [];
  for (const { _id, clientMessageId, role, message, sentAt, seq } of messages) {
    entries.push({ key: clientMessageId ?? _id, role, text: message, at: Date.parse(sentAt), seq });
  }
  for (const { clientMessageId, message, writtenAt, state } of first ? [first] : pending) {
    entries.push({ key: clientMessageId, role: 'guest', text: message, at: writtenAt, state });
  }
  return entries;
};

const sameDay = (a, b) => a && new Date(a.at).toDateString() === new Date(b.at).toDateString();

const together = (a, b) => Boolean(a && b) && a.role === b.role && Math.abs(b.at - a.at) < TOGETHER && sameDay(a, b);
