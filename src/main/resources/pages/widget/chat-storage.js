/** The browser keeps `CHAT_ID TOKEN SUBJECT` in localStorage: the chat, its key, and whose identity began it. */
export const readChat = key => {
  try {
    const [chatId, token, subject = ''] = localStorage.getItem(key)?.split(' ') ?? [];
    return token && { chatId, token, subject };
  } catch {
    return undefined;
  }
};

/** Without a chat, what is stored is removed. */
export const writeChat = (key, { chatId, token, subject } = {}) => {
  try {
    if (token) localStorage.setItem(key, `${chatId} ${token} ${subject}`);
    else localStorage.removeItem(key);
  } catch { /* The chat lasts as long as the page. */ }
};
