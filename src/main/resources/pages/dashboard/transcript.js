import { inFull } from './times.js';

/** All that was said in a chat, as a text. */
export async function transcript(socket, token, chat) {
  const said = [];
  let reply;
  do {
    reply = await socket.request('getChatMessages', {
      chatId: chat._id,
      token,
      after: said.at(-1)?.seq ?? 0,
      limit: 200,
    });
    said.push(...reply.data);
  } while (reply.more && reply.data.length);
  const guest = chat.guest.name ?? 'Guest';
  const about = [
    `Chat with ${guest}${chat.guest.email ? ` <${chat.guest.email}>` : ''}`,
    `at ${chat.domain}, begun ${inFull(chat.createdAt)}`,
    ...(chat.page ? [`on ${chat.page}`] : []),
  ];
  const lines = said.map(
    ({ role, message, sentAt }) =>
      `[${sentAt}] ${role === 'guest' ? guest : 'Owner'}: ${message.replaceAll('\n', '\n    ')}`,
  );
  return `${[...about, '', ...lines].join('\n')}\n`;
}
