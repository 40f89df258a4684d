import { saved, save } from './saved.js';

export const SECTIONS = [
  { status: 'waiting', title: 'Waiting' },
  { status: 'active', title: 'Active' },
  { status: 'closed', title: 'Closed' },
];

const fold = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

function matcher(query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return ({ guest, lastMessage }) => {
    const text = fold(`${guest.name ?? ''} ${guest.email ?? ''} ${lastMessage?.message ?? ''}`);
    return words.every(word => text.includes(word));
  };
}

/** Of times and ids as the server writes them. */
const compare = (a, b) => (a < b ? -1 : Number(a > b));
const longestFirst = (a, b) => compare(a.waitingSince, b.waitingSince) || compare(a._id, b._id);
const latestFirst = (a, b) => compare(b.lastActivityAt, a.lastActivityAt) || compare(b._id, a._id);

/** The chats in the order in which they are shown. */
export function arrange(chats, query) {
  const found = [...chats].filter(matcher(query));
  return SECTIONS.map(section => ({
    ...section,
    chats: found
      .filter(chat => chat.status === section.status)
      .sort(section.status === 'waiting' ? longestFirst : latestFirst),
  }));
}

/** Which sections are folded away in this browser. */
export const folded = {
  has: status => Boolean(saved('folded')?.includes(status)),
  toggle(status) {
    const now = saved('folded') ?? [];
    save('folded', now.includes(status) ? now.filter(other => other !== status) : [...now, status]);
  },
};
