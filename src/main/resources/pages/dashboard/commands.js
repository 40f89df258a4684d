import { focusChat, focusComposer } from './focus.js';
import { closeOrReopen } from './moderation.js';

/** What the shortcuts do, by name. A command that returns false had nothing to do. */
export function commands(app) {
  const { route } = app;
  const onChatsPage = () => Boolean(app.connection) && ['chats', 'chat'].includes(route.page);

  function step(by, { altKey }) {
    if (!onChatsPage()) {
      return false;
    }
    const chats = app.visibleChats;
    const at = chats.findIndex(({ _id }) => _id === route.chatId);
    const chat = chats[at < 0 ? (by > 0 ? 0 : chats.length - 1) : at + by];
    if (chat) {
      show(chat, altKey);
    }
    return true;
  }

  function show(chat, focusOnComposer) {
    const unsubscribe = app.onChange(() => {
      unsubscribe();
      (focusOnComposer ? focusComposer : focusChat)(chat._id);
    });
    route.go(`#chat/${chat._id}`);
    app.changed();
  }

  return {
    next: event => step(1, event),
    previous: event => step(-1, event),
    waiting() {
      const chats = onChatsPage() ? app.waitingChats : [];
      const chat = chats[(chats.findIndex(({ _id }) => _id === route.chatId) + 1) % chats.length];
      return chat && chat._id !== route.chatId ? show(chat, true) : false;
    },
    write: () => (app.chat ? focusComposer() : false),
    search() {
      const field = document.querySelector('#search');
      return field ? field.select() : false;
    },
    close: () => (app.chat ? closeOrReopen(app, app.chat) : false),
    details: () => (app.chat ? route.go(`#chat/${app.chat._id}${route.showsDetails ? '' : '/facts'}`) : false),
    chats: () => (app.connection ? route.go('#chats') : false),
    settings: () => (app.connection ? route.go('#settings') : false),
    help() {
      app.shortcutsOpen = Boolean(app.connection);
      app.changed();
    },
    escape({ target }) {
      if (target.id === 'search' && app.query) {
        app.search('');
      } else if (route.showsDetails) {
        route.go(`#chat/${route.chatId}`);
      } else if (target.id === 'composer' && route.chatId) {
        focusChat(route.chatId);
      } else if (target.matches('input, textarea')) {
        target.blur();
      } else if (route.chatId) {
        route.go('#chats');
      } else {
        return false;
      }
      return true;
    },
  };
}
