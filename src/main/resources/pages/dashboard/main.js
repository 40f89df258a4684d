import { render } from '../lib/lit-html/lit-html.js';
import { App } from './app.js';
import { commands } from './commands.js';
import { focusWhatIsNew } from './focus.js';
import { listenForShortcuts } from './shortcuts.js';
import { log } from './views/message-log.js';
import { page } from './views/page.js';

const app = new App();
const element = document.querySelector('#app');

app.onChange(() => {
  log.beforeDrawing();
  render(page(app), element);
  log.afterDrawing();
  const watched = isWatching();
  app.room?.watch(watched);
  app.alerts.watch(watched ? app.route.chatId : undefined);
  focusWhatIsNew(app);
});

function isWatching() {
  return document.hasFocus() && document.visibilityState === 'visible' && log.atEnd && log.visible;
}

listenForShortcuts(commands(app));
app.start();
