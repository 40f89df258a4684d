import { render } from '../lib/lit-html/lit-html.js';
import { App } from './app.js';
import { commands } from './commands.js';
import { focusNewPage, keepFocus } from './focus.js';
import { watchKeyboard } from './keyboard.js';
import { completeBeforePrinting, listenForPrintKey } from './print-conversation.js';
import { listenForShortcuts } from './shortcuts.js';
import { loadTexts } from './texts.js';
import { messageLog } from './views/message-log.js';
import { layout } from './views/layout.js';

await loadTexts();
const app = new App();
const element = document.querySelector('#app');

function draw() {
  messageLog.beforeRender();
  keepFocus(() => render(layout(app), element));
  messageLog.afterRender();
  const visible = isConversationVisible();
  app.openConversation?.setVisible(visible);
  app.alerts.setVisibleChat(visible ? app.route.chatId : undefined);
  focusNewPage(app);
}

/** Whether the owner can see the newest message. */
function isConversationVisible() {
  return document.hasFocus() && document.visibilityState === 'visible' && messageLog.atEnd && messageLog.visible;
}

watchKeyboard();
listenForShortcuts(commands(app));
listenForPrintKey(app);
completeBeforePrinting(app, draw);
app.onChange(draw);
app.start();
