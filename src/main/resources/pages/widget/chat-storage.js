import { readKept, writeKept } from '../client/kept.js';

/** The browser keeps `CHAT_ID TOKEN SUBJECT`: the chat, its key, and whose identity began it. */
export const readChat = key => {
  const [chatId, token, subject = ''] = readKept(key)?.split(' ') ?? [];
  return token && { chatId, token, subject, kept: true };
};

/** Without a chat, what is kept is removed. Otherwise returns whether it is kept. */
export const writeChat = (key, { chatId, token, subject } = {}) => writeKept(key, token && `${chatId} ${token} ${subject}`);
