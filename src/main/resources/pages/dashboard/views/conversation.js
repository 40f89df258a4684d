import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { keyed } from '../../lib/lit-html/directives/keyed.js';
import { icon } from '../icons.js';
import { banOrUnban, closeOrReopen } from '../moderation.js';
import { howLong, inFull } from '../times.js';
import { avatar, nameOf } from './avatar.js';
import { composer } from './composer.js';
import { log } from './message-log.js';

const ENDED = {
  NOT_FOUND: ['This chat is not here any more', 'It was deleted.'],
  FORBIDDEN: ['This chat is closed to you', 'It belongs to another account.'],
};

/** The middle column: one chat. */
export function conversation(app) {
  const { room, chat } = app;
  if (!chat) {
    return missing(app);
  }
  return html`
    <section class="column talk" aria-labelledby="talk-heading">
      ${head(app, chat)} ${keyed(room.chatId, log.template(app, chat, room))} ${foot(app, chat)}
    </section>
  `;
}

function missing({ room }) {
  const [title, text] = ENDED[room.chat.ended?.code] ?? ['', ''];
  return html`
    <section class="column talk" aria-label="Chat">
      <header class="talk-head">${back()}</header>
      <div class="empty" role="status">${title ? html`<h2>${title}</h2><p>${text}</p>` : html`<p>Fetching the chat …</p>`}</div>
    </section>
  `;
}

const back = () => html`<a class="button quiet icon-only only-narrow" href="#chats" aria-label="Back to the chats">${icon('back')}</a>`;

function head(app, chat) {
  const online = app.office.desk.online.has(chat._id);
  const closed = chat.status === 'closed';
  return html`
    <header class="talk-head">
      ${back()} ${avatar(chat, online)}
      <div class="talk-who">
        <h2 id="talk-heading" tabindex="-1">${nameOf(chat)}</h2>
        <p class="soft" title=${inFull(chat.lastActivityAt)}>${presence(chat, online)}</p>
      </div>
      ${chat.bannedAt
        ? nothing
        : html`<button class="button talk-close" aria-keyshortcuts="x" @click=${() => closeOrReopen(app, chat)}>
            ${icon(closed ? 'reopen' : 'archive')}<span>${closed ? 'Reopen' : 'Close chat'}</span>
          </button>`}
      <a class="button quiet icon-only facts-link" href="#chat/${chat._id}${app.route.facts ? '' : '/facts'}" aria-label="About this guest">${icon('facts')}</a>
    </header>
  `;
}

function presence(chat, online) {
  if (online) {
    return html`<span class="presence-word">Online</span>`;
  }
  const ago = howLong(chat.lastActivityAt);
  return ago === 'now' ? 'Last message just now' : `Last message ${ago} ago`;
}

function foot(app, chat) {
  if (chat.bannedAt) {
    return html`
      <footer class="talk-foot">
        <p class="note bad">${icon('ban')}<span>${nameOf(chat)} is banned and can’t read or write here.</span></p>
        <button class="button" @click=${() => banOrUnban(app, chat)}>Lift the ban</button>
      </footer>
    `;
  }
  return html`
    <footer class="talk-foot">
      ${chat.rating ? rating(chat.rating) : nothing}
      ${chat.status === 'closed'
        ? html`<p class="note">${icon('archive')}<span>This chat is closed. Writing opens it again.</span></p>`
        : nothing}
      ${keyed(chat._id, composer(app, chat))}
    </footer>
  `;
}

function rating({ value, comment }) {
  const good = value === 'good';
  return html`
    <p class="note ${good ? 'good' : 'warm'}">
      ${icon(good ? 'good' : 'bad')}
      <span class="rating"><strong>${good ? 'The guest was happy' : 'The guest was not happy'}</strong>${comment ? html`<q>${comment}</q>` : nothing}</span>
    </p>
  `;
}
