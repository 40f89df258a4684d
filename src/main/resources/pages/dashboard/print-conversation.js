/** Prints the open chat once its earlier messages are there, too. */
export async function printConversation(app) {
  const { conversation } = app.openConversation;
  const loaded = await app.attempt(async () => {
    while (await conversation.loadEarlier());
    return true;
  });
  if (loaded && app.openConversation?.conversation === conversation) {
    // They are drawn by then.
    setTimeout(() => print());
  }
}

/** Elsewhere than on a Mac it is Ctrl; there Ctrl and P go to the line before. */
const isMac = /^(Mac|iP)/.test(navigator.platform);

/** By the place of the key where the layout has no Latin letters, as browsers do. */
function isPrintKey({ key, code, ctrlKey, metaKey, altKey, shiftKey }) {
  if (altKey || shiftKey || ctrlKey === isMac || metaKey !== isMac) {
    return false;
  }
  return /^[a-z]$/i.test(key) ? key.toLowerCase() === 'p' : code === 'KeyP';
}

/** The browser's own key would print what is loaded. */
export function listenForPrintKey(app) {
  addEventListener('keydown', event => {
    if (isPrintKey(event) && app.chat && app.openConversation?.conversation.hasEarlier) {
      event.preventDefault();
      printConversation(app);
    }
  });
}

const MAX_PRINTED = 10_000;

/** A browser's menu prints at once, so that what is missing can only be fetched while the page stands still. */
export function completeBeforePrinting(app, draw) {
  let printed;
  addEventListener('beforeprint', () => {
    const { openConversation, chat, connection } = app;
    if (chat && openConversation?.conversation.hasEarlier) {
      printed = openConversation;
      printed.earlier = messagesBefore(printed, connection.token);
      draw();
    }
  });
  addEventListener('afterprint', () => {
    if (printed) {
      printed.earlier = [];
      printed = undefined;
      app.changed();
    }
  });
}

function messagesBefore({ chatId, conversation }, token) {
  const { messages } = conversation;
  const found = [];
  try {
    let [{ seq }] = messages;
    while (seq > 1 && messages.length + found.length < MAX_PRINTED) {
      const request = new XMLHttpRequest();
      request.open('GET', `../owner/chats/${chatId}/messages?before=${seq}`, false);
      request.setRequestHeader('Authorization', `Bearer ${token}`);
      request.send();
      if (request.status !== 200) {
        break;
      }
      const { data } = JSON.parse(request.responseText);
      [{ seq }] = data;
      found.unshift(...data);
    }
  } catch {
    // What is not there is said on the paper.
  }
  return found;
}
