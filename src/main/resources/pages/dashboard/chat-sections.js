import { readItem, writeItem } from './browser-storage.js';

const SECTIONS = ['waiting', 'active', 'closed'];

const normalize = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const normalizedMessages = new WeakMap();

function normalizedMessage(message) {
  if (!normalizedMessages.has(message)) {
    normalizedMessages.set(message, normalize(message.message));
  }
  return normalizedMessages.get(message);
}

/**
 * Where the words of a query are found in a chat.
 *
 * @param messages those of the chat that are loaded
 * @returns the chat's last message if all are found in what the list shows of it, else the newest message with one that is
 *     not; null if the chat has none; undefined if a word is found nowhere
 */
export function find(query, { guest, lastMessage = null }, messages) {
  const shown = normalize(`${guest.name ?? ''} ${guest.email ?? ''} ${lastMessage?.message ?? ''}`);
  const others = normalize(query).split(/\s+/).filter(word => !shown.includes(word));
  const has = word => message => normalizedMessage(message).includes(word);
  if (others.every(word => messages.some(has(word)))) {
    return others.length ? messages.findLast(message => others.some(word => has(word)(message))) : lastMessage;
  }
  return undefined;
}

/** Whether the chat has messages in which `find` has not looked. */
export function hasUnsearched({ lastSeq, lastMessage }, messages) {
  const first = messages[0]?.seq ?? lastMessage?.seq ?? 0;
  return lastSeq > 0 && first > 1;
}

/** How much of a message stands before what was found in it, in characters. */
const LEAD = 12;

/** The part of a message from shortly before the words of the query on: its beginning is all that the list has room for. */
export function excerpt(query, { guest }, message) {
  const named = normalize(`${guest.name ?? ''} ${guest.email ?? ''}`);
  const words = normalize(query).split(/\s+/).filter(word => word && !named.includes(word));
  const at = Math.min(...words.map(word => indexIn(message, word)).filter(index => index >= 0));
  if (!(at > LEAD) || at === Infinity) {
    return message;
  }
  // From the beginning of a word, unless that is far.
  const from = message.slice(0, at - LEAD / 2).search(/(?<=\s)\S{0,12}$/u);
  return `…${message.slice(from < 0 ? wholeCharacter(message, at - LEAD) : from)}`;
}

/** Where a normalized word begins in a text, or -1. */
function indexIn(text, word) {
  const characters = [...text];
  const normalized = characters.map(normalize);
  let index = normalized.join('').indexOf(word);
  if (index < 0) {
    return -1;
  }
  let position = 0;
  for (let i = 0; index >= normalized[i].length; i++) {
    index -= normalized[i].length;
    position += characters[i].length;
  }
  return position;
}

/** Not the second half of a surrogate pair. */
const wholeCharacter = (text, index) => (/[\udc00-\udfff]/.test(text[index]) ? index - 1 : index);

/** Since when the guest waits for an answer; undefined if the owner wrote last, or the chat is closed. */
export function waitingSince({ status, waitingSince, lastMessage, createdAt }) {
  const waits = status === 'waiting' || (status === 'active' && lastMessage?.role === 'guest');
  // Chats that waited before there was the field have none.
  return waits ? (waitingSince ?? lastMessage?.sentAt ?? createdAt) : undefined;
}

/** Whoever wrote last decides: an active chat waits, too, when its guest did. */
const sectionOf = chat => (waitingSince(chat) ? 'waiting' : chat.status);

/** For ISO times and ids, which sort as text. */
const compare = (a, b) => (a < b ? -1 : Number(a > b));
const longestWaitingFirst = (a, b) => compare(waitingSince(a), waitingSince(b)) || compare(a._id, b._id);
const latestFirst = (a, b) => compare(b.lastActivityAt, a.lastActivityAt) || compare(b._id, a._id);

/**
 * The chats that match the query, by section and in the order on the screen.
 *
 * @param messagesOf (chatId) the messages that are loaded
 */
export function sectionsOf(chats, query, messagesOf) {
  const found = query ? [...chats].filter(chat => find(query, chat, messagesOf(chat._id)) !== undefined) : [...chats];
  return SECTIONS.map(status => ({
    status,
    chats: found
      .filter(chat => sectionOf(chat) === status)
      .sort(status === 'waiting' ? longestWaitingFirst : latestFirst),
  }));
}

/** The sections of the list that are collapsed in this browser. */
export const collapsedSections = {
  has: status => Boolean(readItem('folded')?.includes(status)),
  toggle(status) {
    const collapsed = readItem('folded') ?? [];
    writeItem('folded', collapsed.includes(status) ? collapsed.filter(other => other !== status) : [...collapsed, status]);
  },
};
