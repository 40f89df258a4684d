import { forget, save, saved } from './saved.js';

/** What she has begun to write in each chat, kept in this browser. */
export const drafts = {
  of: chatId => saved(`draft:${chatId}`) ?? '',
  keep(chatId, text) {
    if (text.trim()) {
      save(`draft:${chatId}`, text);
    } else {
      forget(`draft:${chatId}`);
    }
  },
};
