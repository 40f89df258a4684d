import { readItem, removeItem, writeItem } from './browser-storage.js';

/** The unsent text of each chat, kept in this browser for all its tabs. */
export const drafts = {
  of: chatId => readItem(`draft:${chatId}`) ?? '',
  keep(chatId, text) {
    if (text) {
      writeItem(`draft:${chatId}`, text);
    } else {
      removeItem(`draft:${chatId}`);
    }
  },
};
