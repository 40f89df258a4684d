import { fullDateTime } from './date-format.js';
import { t } from './texts.js';

/** Whatever a program takes for the end of a line: nothing that a guest chose may begin one. */
const LINE_BREAK = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/g;

const indented = text => text.replace(LINE_BREAK, '\n    ');

/** All messages of a chat as plain text. Each begins with who wrote it: a guest may be called like the owner. */
export async function transcript(socket, token, chat) {
  const messages = [];
  let reply;
  do {
    reply = await socket.request('getChatMessages', {
      chatId: chat._id,
      token,
      after: messages.at(-1)?.seq ?? 0,
      limit: 200,
    });
    messages.push(...reply.data);
  } while (reply.more && reply.data.length);
  const { name, email } = chat.guest;
  const guest = t('guest.none');
  const header = [
    t('transcript.title', { name: `${name ?? guest}${email ? ` <${email}>` : ''}` }),
    t('transcript.began', { domain: chat.domain, date: fullDateTime(chat.createdAt) }),
    ...(chat.page ? [t('transcript.page', { page: chat.page })] : []),
  ];
  const lines = messages.map(
    ({ role, message, sentAt }) =>
      `[${sentAt}] ${role === 'owner' ? t('transcript.owner') : name ? `${guest} ${name}` : guest}: ${message}`,
  );
  return `${[...header, '', ...lines].map(indented).join('\n')}\n`;
}
