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
