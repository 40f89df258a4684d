import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { keyed } from '../../lib/lit-html/directives/keyed.js';
import { icon } from '../icons.js';
import { settings } from '../settings/settings.js';
import { access } from './access.js';
import { chatList } from './chat-list.js';
import { conversation } from './conversation.js';
import { facts } from './facts.js';
import { firstChat, noChatChosen } from './first-chat.js';
import { question } from './question.js';
import { shortcutList } from './shortcut-list.js';

export function page(app) {
  return app.office ? desk(app) : access(app);
}

function desk(app) {
  const { route } = app;
  return html`
    <div class="desk" data-place=${placeOf(route)}>
      ${rail(app)}
      <main class="columns"><h1 class="hidden-visually">${route.place === 'settings' ? 'Settings' : 'Chats'}</h1>${route.place === 'settings' ? settings(app) : chats(app)}</main>
      <div class="messages-of-page">
        <div role="status">
          ${app.office.cutOff
            ? html`<p class="note warm">${icon('clock')}<span>No connection. What you write is kept and sent as soon as there is one.</span></p>`
            : nothing}
        </div>
        ${app.failure
          ? html`<p class="note bad" role="alert">
              ${icon('warning')}<span>${app.failure}</span>
              <button class="button quiet icon-only" aria-label="Put this message away" @click=${() => forgetFailure(app)}>${icon('close')}</button>
            </p>`
          : nothing}
      </div>
      <p class="hidden-visually" role="status">${keyed(app.said.count, html`<span>${app.said.text}</span>`)}</p>
      ${question(app)} ${shortcutList(app)}
    </div>
  `;
}

function placeOf(route) {
  if (route.place === 'settings') {
    return route.settingsPage ? 'settings-page' : 'settings';
  }
  return route.chatId ? (route.facts ? 'facts' : 'chat') : 'chats';
}

function forgetFailure(app) {
  app.failure = '';
  app.changed();
}

function rail(app) {
  const inSettings = app.route.place === 'settings';
  const { unread } = app.office.desk;
  return html`
    <nav class="rail" aria-label="Porchlight">
      <a class="rail-item" href="#chats" aria-current=${inSettings ? nothing : 'page'}>
        ${icon('chats')}<span>Chats</span>
        ${unread ? html`<span class="badge strong">${unread > 99 ? '99+' : unread}<span class="hidden-visually"> unread</span></span>` : nothing}
      </a>
      <a class="rail-item" href="#settings" aria-current=${inSettings ? 'page' : nothing}>${icon('settings')}<span>Settings</span></a>
      <button class="rail-item rail-keys" @click=${() => showHelp(app)}>${icon('keyboard')}<span>Keys</span></button>
      <button class="rail-item" @click=${() => app.logOut()}>${icon('leave')}<span>Log out</span></button>
    </nav>
  `;
}

function showHelp(app) {
  app.help = true;
  app.changed();
}

function chats(app) {
  const { desk } = app.office;
  if (desk.loaded && desk.chats.size === 0 && !app.route.chatId) {
    return firstChat(app);
  }
  return html`
    ${chatList(app)} ${app.room ? html`${conversation(app)} ${facts(app)}` : noChatChosen(app)}
  `;
}
