import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { guard } from '../../lib/lit-html/directives/guard.js';
import { live } from '../../lib/lit-html/directives/live.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { focusComposer } from '../focus.js';
import { icon } from '../icons.js';
import { folded } from '../sections.js';
import { sentenceFor } from '../sentences.js';
import { howLong, inFull, inShort } from '../times.js';
import { avatar, nameOf } from './avatar.js';

/** The left column: who waits, who is being talked to, and who was. */
export function chatList(app) {
  const { desk } = app.office;
  const { sections } = app;
  const found = sections.reduce((sum, { chats }) => sum + chats.length, 0);
  return html`
    <section class="column list" aria-labelledby="chats-heading">
      <header class="column-head">
        <h2 id="chats-heading" tabindex="-1" data-start>Chats</h2>
        <div class="search">
          ${icon('search')}
          <label class="hidden-visually" for="search">Search the chats</label>
          <input class="input" id="search" type="search" placeholder="Search" autocomplete="off" .value=${live(app.query)} @input=${({ target }) => app.search(target.value)} />
          ${app.query
            ? html`<button class="button quiet icon-only" aria-label="End the search" @click=${() => app.search('')}>${icon('close')}</button>`
            : html`<kbd aria-hidden="true">/</kbd>`}
        </div>
      </header>
      <div class="list-scroll" tabindex="-1" data-arrows>
        ${desk.loaded ? sections.map(section => sectionOf(app, section)) : waitingForList(app)}
        <p class=${app.query && desk.loaded && !found ? 'list-empty' : 'hidden-visually'} role="status">${app.query && desk.loaded ? outcome(app, found) : nothing}</p>
      </div>
    </section>
  `;
}

function outcome({ query, searching }, found) {
  if (found) {
    return found === 1 ? '1 chat found' : `${found} chats found`;
  }
  return searching ? 'Searching …' : `Nobody and nothing here is called “${query}”.`;
}

function waitingForList(app) {
  const { error } = app.office.desk;
  return html`
    <div class="list-empty" role="status">
      ${error
        ? html`<p>${sentenceFor(error)}</p><button class="button" @click=${() => app.office.desk.sync()}>Try again</button>`
        : html`<p>Fetching your chats …</p>`}
    </div>
  `;
}

const EMPTY = {
  waiting: 'Nobody is waiting.',
  active: 'No conversation is going on.',
  closed: 'Chats that you close are kept here.',
};

function sectionOf(app, { status, title, chats }) {
  if (app.query && chats.length === 0) {
    return nothing;
  }
  const { desk } = app.office;
  const open = Boolean(app.query) || !folded.has(status);
  const more = desk.hasMore(status) && !app.query;
  const fold = () => {
    folded.toggle(status);
    app.changed();
  };
  return html`
    <section class="list-section" aria-labelledby="section-${status}">
      <h3 id="section-${status}">
        <button aria-expanded=${open} aria-controls="list-${status}" ?disabled=${Boolean(app.query)} @click=${fold}>
          ${icon('down')}<span>${title}</span>
          <span class="badge ${status === 'waiting' && chats.length ? 'warm' : ''}">${chats.length}${more ? '+' : ''}</span>
        </button>
      </h3>
      <div id="list-${status}" ?hidden=${!open}>
        ${chats.length
          ? html`<ul class="plain">
              ${repeat(chats, chat => chat._id, chat => html`<li>${entry(app, chat)}</li>`)}
            </ul>`
          : html`<p class="list-empty">${EMPTY[status]}</p>`}
        ${more
          ? html`<button class="button quiet list-more" @click=${() => app.attempt(() => desk.loadMore(status))}>Show more</button>`
          : nothing}
      </div>
    </section>
  `;
}

function entry(app, chat) {
  const chosen = app.route.chatId === chat._id;
  const online = app.office.desk.online.has(chat._id);
  const now = Date.now();
  const since = chat.status === 'waiting' ? howLong(chat.waitingSince, now) : '';
  const time = inShort(chat.lastActivityAt, now);
  return guard([chat, chosen, online, since, time], () => {
    const name = nameOf(chat);
    const unread = chat.unread > 0 && !chat.bannedAt;
    return html`
      <a class="entry ${unread ? 'unread' : ''}" href="#chat/${chat._id}" data-chat=${chat._id} aria-current=${chosen ? 'true' : nothing} @click=${openToWrite}>
        ${avatar(chat, online)}
        <span class="entry-line">
          <span class="entry-name">${name}${online ? html`<span class="hidden-visually">, online</span>` : nothing}</span>
          ${since
            ? html`<span class="entry-time badge warm" title="Waiting since ${inFull(chat.waitingSince)}">${icon('clock')}<span class="hidden-visually">waiting: </span>${since}</span>`
            : html`<time class="entry-time" datetime=${chat.lastActivityAt} title=${inFull(chat.lastActivityAt)}>${time}</time>`}
        </span>
        <span class="entry-line">
          <span class="entry-text">${snippet(chat)}</span>
          <span class="entry-badges">
            ${chat.bannedAt ? html`<span class="badge bad">banned</span>` : nothing}
            ${unread ? html`<span class="badge strong">${chat.unread > 99 ? '99+' : chat.unread}<span class="hidden-visually"> unread</span></span>` : nothing}
          </span>
        </span>
      </a>
    `;
  });
}

function snippet({ lastMessage }) {
  if (!lastMessage) {
    return 'Has not written anything yet';
  }
  return `${lastMessage.role === 'owner' ? 'You: ' : ''}${lastMessage.message.replace(/\s+/g, ' ')}`;
}

/** Who chooses a chat wants to answer; but on a phone the keyboard would hide what was said. */
function openToWrite() {
  if (matchMedia('(pointer: fine)').matches) {
    setTimeout(focusComposer, 50);
  }
}
