import { readItem, writeItem } from './browser-storage.js';

const SECTIONS = ['waiting', 'active', 'closed'];

const normalize = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

function matcher(query) {
  const words = normalize(query).split(/\s+/).filter(Boolean);
  return ({ guest, lastMessage }) => {
    const text = normalize(`${guest.name ?? ''} ${guest.email ?? ''} ${lastMessage?.message ?? ''}`);
    return words.every(word => text.includes(word));
  };
}

/** Since when the guest waits for an answer; undefined if the owner wrote last, or the chat is closed. */
export function waitingSince({ status, waitingSince, lastMessage }) {
  if (status === 'waiting') {
    return waitingSince;
  }
  return status === 'active' && lastMessage?.role === 'guest' ? (waitingSince ?? lastMessage.sentAt) : undefined;
}

/** Whoever wrote last decides: an active chat waits, too, when its guest did. */
const sectionOf = chat => (waitingSince(chat) ? 'waiting' : chat.status);

/** For ISO times and ids, which sort as text. */
const compare = (a, b) => (a < b ? -1 : Number(a > b));
const longestWaitingFirst = (a, b) => compare(waitingSince(a), waitingSince(b)) || compare(a._id, b._id);
const latestFirst = (a, b) => compare(b.lastActivityAt, a.lastActivityAt) || compare(b._id, a._id);

/** The chats that match the query, by section and in the order on the screen. */
export function sectionsOf(chats, query) {
  const found = [...chats].filter(matcher(query));
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
