import { html, nothing } from '../html.js';
import { guard } from '../../lib/lit-html/directives/guard.js';
import { live } from '../../lib/lit-html/directives/live.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { isVisible } from '../../client/visible.js';
import { focusComposer } from '../focus.js';
import { hasKeyboard } from '../keyboard.js';
import { icon } from '../icons.js';
import { collapsedSections, waitingSince } from '../chat-sections.js';
import { errorMessage } from '../error-messages.js';
import { duration, fullDateTime, shortTime, timeZone } from '../date-format.js';
import { avatar, nameOf } from './avatar.js';
import { number, t } from '../texts.js';

/** The left column: all chats, by status. */
export function chatListColumn(app) {
  const { chatList } = app.connection;
  const { sections } = app;
  const found = sections.reduce((sum, { chats }) => sum + chats.length, 0);
  return html`
    <section class="column list" aria-labelledby="chats-heading">
      <header class="column-head">
        <h2 id="chats-heading" tabindex="-1" data-initial-focus>${t('chats')}</h2>
        <div class="search">
          ${icon('search')}
          <label class="visually-hidden" for="search">${t('search.label')}</label>
          <input class="input" id="search" type="search" placeholder=${t('search')} autocomplete="off" .value=${live(app.query)} @input=${({ target }) => app.search(target.value)} />
          ${app.query
            ? html`<button class="button quiet icon-only" aria-label=${t('search.end')} @click=${() => endSearch(app)}>${icon('close')}</button>`
            : html`<kbd class="only-keys" aria-hidden="true">/</kbd>`}
        </div>
      </header>
      <div class="list-scroll" tabindex="-1" data-arrows>
        ${chatList.loaded ? sections.map(section => sectionOf(app, section)) : placeholder(app)}
        ${searchStatus(app, found)}
      </div>
    </section>
  `;
}

function searchStatus(app, found) {
  const { query, searching, connection } = app;
  const told = query && connection.chatList.loaded;
  const limited = told && !searching && app.searchIsLimited;
  return html`
    <p class=${told && (!found || limited) ? 'list-empty' : 'visually-hidden'} role="status">
      ${told ? searchResult(query, searching, found) : nothing} ${limited ? t('search.limits') : nothing}
    </p>
  `;
}

function searchResult(query, searching, found) {
  if (searching) {
    return t('search.busy'); // Not each number on the way: screen readers read all of them.
  }
  return found
    ? html`<span class="visually-hidden">${t('search.found', { count: found })}</span>`
    : t('search.nothing', { query });
}

/** The button goes with the query. */
function endSearch(app) {
  app.search('');
  document.querySelector('#search').focus();
}

function placeholder(app) {
  const { offline, chatList } = app.connection;
  const { error } = chatList;
  return html`
    <div class="list-empty">
      ${error && !offline
        ? html`<p role="alert">${errorMessage(error)}</p><button class="button" @click=${() => chatList.sync()}>${t('retry')}</button>`
        : html`<p>${t(offline ? 'offline.now' : 'chats.loading')}</p>`}
    </div>
  `;
}

function sectionOf(app, { status, chats }) {
  if (app.query && chats.length === 0) {
    return nothing;
  }
  const { chatList } = app.connection;
  const open = Boolean(app.query) || !collapsedSections.has(status);
  const more = chatList.hasMore(status) && !app.query;
  const toggle = () => {
    collapsedSections.toggle(status);
    app.changed();
  };
  return html`
    <section class="list-section" aria-labelledby="section-${status}">
      <h3 id="section-${status}">
        <button aria-expanded=${open} aria-controls="list-${status}" ?disabled=${Boolean(app.query)} @click=${toggle}>
          ${icon('down')}<span>${t(`chats.${status}`)}</span>
          <span class="badge ${status === 'waiting' && chats.length ? 'warm' : ''}">${number(chats.length)}${more ? '+' : ''}</span>
        </button>
      </h3>
      <div id="list-${status}" ?hidden=${!open}>
        ${chats.length
          ? html`<ul class="plain">
              ${repeat(chats, chat => chat._id, chat => html`<li>${chatItem(app, chat)}</li>`)}
            </ul>`
          : html`<p class="list-empty">${t(`chats.${status}.none`)}</p>`}
        ${more
          ? html`<button class="button quiet list-more" @click=${() => app.attempt(() => chatList.loadMore(status))}>${t('chats.more')}</button>`
          : nothing}
      </div>
    </section>
  `;
}

function chatItem(app, chat) {
  const current = app.route.chatId === chat._id;
  const online = app.connection.isOnline(chat._id);
  const now = Date.now();
  const since = waitingSince(chat);
  const waitingFor = since ? duration(since, now) : '';
  const time = shortTime(chat.lastActivityAt, now);
  const preview = app.previewOf(chat);
  return guard([chat, preview, app.query, current, online, waitingFor, time, timeZone], () => {
    const name = nameOf(chat);
    const unread = chat.bannedAt ? 0 : chat.unread;
    return html`
      <a class="chat-item ${unread ? 'unread' : ''}" href="#chat/${chat._id}" data-chat=${chat._id} aria-current=${current ? 'true' : nothing} @click=${focusComposerSoon}>
        ${avatar(chat, online)}
        <span class="chat-item-line">
          <bdi class="chat-item-name" translate="no">${name}</bdi>${online ? html`<span class="visually-hidden">, ${t('guest.online')}</span>` : nothing}
          ${waitingFor
            ? html`<span class="chat-item-time badge warm" title=${t('chat.waitingSince', { date: fullDateTime(since) })}>${icon('clock')}<span class="visually-hidden">${t('chats.waiting')}: </span>${waitingFor}</span>`
            : html`<time class="chat-item-time" datetime=${chat.lastActivityAt} title=${fullDateTime(chat.lastActivityAt)}>${time}</time>`}
        </span>
        <span class="chat-item-line">
          ${author(preview)}
          ${snippet(app, chat, preview)}
          <span class="chat-item-badges">
            ${chat.bannedAt ? html`<span class="badge bad">${t('chat.banned')}</span>` : nothing}
            ${countBadge(unread, 'chat.unread')}
          </span>
        </span>
      </a>
    `;
  });
}

/** @param label the key of the text for screen readers */
export const countBadge = (count, label) =>
  count > 0
    ? html`<span class="badge strong" role="img" aria-label=${t(label, { count })}>${count > 99 ? `${number(99)}+` : number(count)}</span>`
    : nothing;

/** Not a part of the text, which a guest may begin with the same words. */
function author(preview) {
  if (!preview) {
    return nothing;
  }
  return preview.role === 'owner'
    ? html`<span class="chat-item-author">${icon('reply')}${t('message.by', { who: t('message.you') })}</span>`
    : html`<span class="visually-hidden">${t('message.by', { who: t('guest.none') })}</span>`;
}

function snippet(app, chat, preview) {
  if (!preview) {
    return html`<span class="chat-item-text">${t('chat.empty')}</span>`;
  }
  const message = isVisible(preview.message) ? app.excerptOf(chat, preview.message.replace(/\s+/g, ' ')) : '…';
  return html`<bdi class="chat-item-text" translate="yes">${message}</bdi>`;
}

/** Not on a phone: its keyboard would hide the messages. */
function focusComposerSoon() {
  if (hasKeyboard()) {
    setTimeout(focusComposer, 50);
  }
}
