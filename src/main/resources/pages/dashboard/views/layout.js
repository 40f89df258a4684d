import { html, nothing } from '../html.js';
import { keyed } from '../../lib/lit-html/directives/keyed.js';
import { icon } from '../icons.js';
import { settings } from '../settings/settings.js';
import { auth } from './auth.js';
import { chatListColumn, countBadge } from './chat-list.js';
import { conversation } from './conversation.js';
import { guestDetails } from './guest-details.js';
import { onboarding, noChatSelected } from './onboarding.js';
import { confirmDialog } from './confirm-dialog.js';
import { shortcutsDialog } from './shortcuts-dialog.js';
import { t } from '../texts.js';

/** The whole page: the dashboard, or the forms before logging in. */
export function layout(app) {
  return app.connection ? dashboard(app) : auth(app);
}

function dashboard(app) {
  const { route } = app;
  return html`
    <div class="dashboard" data-view=${viewOf(route)}>
      ${navigation(app)}
      <main class="columns"><h1 class="visually-hidden">${t(route.page === 'settings' ? 'settings' : 'chats')}</h1>${route.page === 'settings' ? settings(app) : chats(app)}</main>
      <div class="page-alerts">
        <div role="status">
          ${app.connection.offline
            ? html`<p class="note warm">${icon('clock')}<span>${t('offline')}</span></p>`
            : nothing}
        </div>
        ${app.error
          ? html`<p class="note bad" role="alert">
              ${icon('warning')}<span>${app.error}</span>
              <button class="button quiet icon-only" aria-label=${t('error.dismiss')} @click=${() => dismissError(app)}>${icon('close')}</button>
            </p>`
          : nothing}
      </div>
      <p class="visually-hidden" role="status">${keyed(app.announcement.count, html`<span>${app.announcement.text}</span>`)}</p>
      ${confirmDialog(app)} ${shortcutsDialog(app)}
    </div>
  `;
}

/** What a narrow screen shows of it. */
function viewOf(route) {
  if (route.page === 'settings') {
    return route.settingsPage ? 'settings-page' : 'settings';
  }
  if (!route.chatId) {
    return 'chats';
  }
  return route.showsDetails ? 'details' : 'chat';
}

function dismissError(app) {
  app.error = '';
  app.changed();
}

function navigation(app) {
  const inSettings = app.route.page === 'settings';
  const { waiting } = app.connection.chatList;
  return html`
    <nav class="nav-rail" aria-label="Porchlight">
      <a class="nav-item" href="#chats" aria-current=${inSettings ? nothing : 'page'}>
        ${icon('chats')}<span>${t('chats')}</span>
        ${countBadge(waiting, 'none.waiting')}
      </a>
      <a class="nav-item" href="#settings" aria-current=${inSettings ? 'page' : nothing}>${icon('settings')}<span>${t('settings')}</span></a>
      <button class="nav-item nav-shortcuts" @click=${() => showShortcuts(app)}>${icon('keyboard')}<span>${t('keys')}</span></button>
      <button class="nav-item log-out" @click=${() => app.logOut()}>${icon('leave')}<span>${t('logout')}</span></button>
    </nav>
  `;
}

function showShortcuts(app) {
  app.shortcutsOpen = true;
  app.changed();
}

function chats(app) {
  const { chatList } = app.connection;
  if (chatList.loaded && chatList.chats.size === 0 && !app.route.chatId) {
    return onboarding(app);
  }
  return html`
    ${chatListColumn(app)} ${app.openConversation ? html`${conversation(app)} ${guestDetails(app)}` : noChatSelected(app)}
  `;
}
