import { focusComposer } from './focus.js';

const nameOf = chat => chat.guest.name ?? 'this guest';

/** A closed chat is opened again by writing in it. */
export function closeOrReopen(app, chat) {
  if (chat.status === 'closed') {
    focusComposer();
  } else {
    app.attempt(() => app.office.ask('closeChat', chat._id)).then(reply => reply && app.say('The chat is closed.'));
  }
}

export function banOrUnban(app, chat) {
  if (chat.bannedAt) {
    app.attempt(() => app.office.ask('unbanGuest', chat._id)).then(reply => reply && app.say('The guest may write again.'));
    return;
  }
  app.question = {
    title: `Ban ${nameOf(chat)}?`,
    text: 'The chat closes, and this guest can’t write to you any more. For seven days nobody can open a chat from the same network address. You can lift the ban at any time.',
    action: 'Ban',
    does: () => app.office.ask('banGuest', chat._id),
  };
  app.changed();
}

export function remove(app, chat) {
  app.question = {
    title: `Delete the chat with ${nameOf(chat)}?`,
    text: 'The chat, all its messages and its guest are erased for good. Nobody can bring them back.',
    action: 'Delete for good',
    async does() {
      await app.office.ask('deleteChat', chat._id).catch(error => {
        // Asked for a second time, after a reply that got lost: it is done.
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
