import { fullDateTime } from './date-format.js';

/** All messages of a chat as plain text. */
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
  const guest = chat.guest.name ?? 'Guest';
  const header = [
    `Chat with ${guest}${chat.guest.email ? ` <${chat.guest.email}>` : ''}`,
    `at ${chat.domain}, started ${fullDateTime(chat.createdAt)}`,
    ...(chat.page ? [`on ${chat.page}`] : []),
  ];
  const lines = messages.map(
    ({ role, message, sentAt }) =>
      `[${sentAt}] ${role === 'guest' ? guest : 'Owner'}: ${message.replaceAll('\n', '\n    ')}`,
  );
  return `${[...header, '', ...lines].join('\n')}\n`;
}
