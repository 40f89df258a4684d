import { focusComposer } from './focus.js';

const nameOf = chat => chat.guest.name ?? 'this guest';

/** Writing a message is what reopens a closed chat. */
export function closeOrReopen(app, chat) {
  if (chat.status === 'closed') {
    focusComposer();
  } else {
    app.attempt(() => app.connection.request('closeChat', chat._id)).then(reply => reply && app.announce('The chat is closed.'));
  }
}

export function banOrUnban(app, chat) {
  if (chat.bannedAt) {
    app.attempt(() => app.connection.request('unbanGuest', chat._id)).then(reply => reply && app.announce('The guest may write again.'));
    return;
  }
  app.confirmation = {
    title: `Ban ${nameOf(chat)}?`,
    text: 'The chat closes, and this guest can’t write to you any more. For seven days nobody can open a chat from the same network address. You can lift the ban at any time.',
    action: 'Ban',
    onConfirm: () => app.connection.request('banGuest', chat._id),
  };
  app.changed();
}

export function remove(app, chat) {
  app.confirmation = {
    title: `Delete the chat with ${nameOf(chat)}?`,
    text: 'The chat, all its messages and its guest are erased for good. Nobody can bring them back.',
    action: 'Delete for good',
    async onConfirm() {
      await app.connection.request('deleteChat', chat._id).catch(error => {
        // A first request has deleted it, and its reply was lost.
        if (error.code !== 'NOT_FOUND') {
          throw error;
        }
      });
      if (app.route.chatId === chat._id) {
        app.route.go('#chats', { replace: true });
      }
    },
  };
  app.changed();
}
