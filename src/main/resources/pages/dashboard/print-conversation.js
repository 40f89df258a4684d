/** Prints the open chat once its earlier messages are there, too. */
export async function printConversation(app) {
  const { conversation } = app.openConversation;
  const loaded = await app.attempt(async () => {
    while (await conversation.loadEarlier());
    return true;
  });
  if (loaded) {
    // They are drawn by then.
    setTimeout(() => print());
  }
}

/** The browser's own key would print what is loaded. */
export function listenForPrintKey(app) {
  addEventListener('keydown', event => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    const pressed = (ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === 'p';
    if (pressed && app.chat && app.openConversation?.conversation.hasEarlier) {
      event.preventDefault();
      printConversation(app);
    }
  });
}
