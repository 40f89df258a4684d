import { focusChat, focusComposer } from './focus.js';
import { closeOrReopen } from './moderation.js';

/** What the shortcuts do, by name. */
export function commands(app) {
  const { route } = app;
  const atChats = () => Boolean(app.office) && ['chats', 'chat'].includes(route.place);

  function step(by, { altKey }) {
    if (!atChats()) {
      return false;
    }
    const chats = app.inOrder;
    const at = chats.findIndex(({ _id }) => _id === route.chatId);
    const chat = chats[at < 0 ? (by > 0 ? 0 : chats.length - 1) : at + by];
    if (chat) {
      show(chat, altKey);
    }
    return true;
  }

  function show(chat, toWrite) {
    const off = app.onChange(() => {
      off();
      (toWrite ? focusComposer : focusChat)(chat._id);
    });
    route.go(`#chat/${chat._id}`);
    app.changed();
  }

  return {
    next: event => step(1, event),
    previous: event => step(-1, event),
    unread() {
      const chat = atChats() && app.inOrder.find(({ unread, _id }) => unread && _id !== route.chatId);
      return chat ? show(chat, true) : false;
    },
    write: () => (app.chat ? focusComposer() : false),
    search() {
      const field = document.querySelector('#search');
      return field ? field.select() : false;
    },
    close: () => (app.chat ? closeOrReopen(app, app.chat) : false),
    facts: () => (app.chat ? route.go(`#chat/${app.chat._id}${route.facts ? '' : '/facts'}`) : false),
    chats: () => (app.office ? route.go('#chats') : false),
    settings: () => (app.office ? route.go('#settings') : false),
    help() {
      app.help = Boolean(app.office);
      app.changed();
    },
    escape({ target }) {
      if (target.id === 'search' && app.query) {
        app.search('');
      } else if (route.facts) {
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
