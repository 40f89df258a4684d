import { focusComposer } from './focus.js';
import { guestName } from './guest-name.js';
import { properName, rich, t } from './texts.js';

const nameOf = chat => {
  const name = guestName(chat.guest);
  return name ? properName(name) : t('guest.that');
};

/** Writing a message is what reopens a closed chat. */
export function closeOrReopen(app, chat) {
  if (chat.status === 'closed') {
    focusComposer();
  } else {
    app.attempt(() => app.connection.request('closeChat', chat._id)).then(reply => reply && app.announce(t('chat.closed')));
  }
}

export function banOrUnban(app, chat) {
  if (chat.bannedAt) {
    app.attempt(() => app.connection.request('unbanGuest', chat._id)).then(reply => reply && app.announce(t('guest.unbanned')));
    return;
  }
  app.confirmation = {
    title: rich('ban.title', { name: nameOf(chat) }),
    text: t('ban.text'),
    action: t('ban.action'),
    onConfirm: () => app.connection.request('banGuest', chat._id),
  };
  app.changed();
}

export function remove(app, chat) {
  app.confirmation = {
    title: rich('delete.title', { name: nameOf(chat) }),
    text: t('delete.text'),
    action: t('delete.action'),
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
