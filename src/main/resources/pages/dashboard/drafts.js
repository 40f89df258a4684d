import { readItem, removeItem, writeItem } from './browser-storage.js';

/** The unsent text of each chat, kept in this browser. */
export const drafts = {
  of: chatId => readItem(`draft:${chatId}`) ?? '',
  keep(chatId, text) {
    if (text.trim()) {
      writeItem(`draft:${chatId}`, text);
    } else {
      removeItem(`draft:${chatId}`);
    }
  },
};
