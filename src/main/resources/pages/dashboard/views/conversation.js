import { html, nothing } from '../html.js';
import { keyed } from '../../lib/lit-html/directives/keyed.js';
import { icon } from '../icons.js';
import { banOrUnban, closeOrReopen } from '../moderation.js';
import { duration, fullDateTime } from '../date-format.js';
import { avatar, nameOf } from './avatar.js';
import { composer } from './composer.js';
import { messageLog } from './message-log.js';

const ENDED = {
  NOT_FOUND: ['This chat is not here any more', 'It was deleted.'],
  FORBIDDEN: ['This chat is closed to you', 'It belongs to another account.'],
};

/** The middle column: the open chat. */
export function conversation(app) {
  const { openConversation, chat } = app;
  if (!chat) {
    return missing(app);
  }
  return html`
    <section class="column conversation" aria-labelledby="conversation-heading">
      ${header(app, chat)} ${keyed(openConversation.chatId, messageLog.template(app, chat, openConversation))} ${footer(app, chat)}
    </section>
  `;
}

function missing({ openConversation }) {
  const [title, text] = ENDED[openConversation.conversation.ended?.code] ?? ['', ''];
  return html`
    <section class="column conversation" aria-label="Chat">
      <header class="conversation-head">${back()}</header>
      <div class="empty" role="status">${title ? html`<h2>${title}</h2><p>${text}</p>` : html`<p>Fetching the chat …</p>`}</div>
    </section>
  `;
}

const back = () => html`<a class="button quiet icon-only only-narrow" href="#chats" aria-label="Back to the chats">${icon('back')}</a>`;

function header(app, chat) {
  const online = app.connection.chatList.online.has(chat._id);
  const closed = chat.status === 'closed';
  return html`
    <header class="conversation-head">
      ${back()} ${avatar(chat, online)}
      <div class="conversation-who">
        <h2 id="conversation-heading" tabindex="-1">${nameOf(chat)}</h2>
        <p class="muted" title=${fullDateTime(chat.lastActivityAt)}>${presence(chat, online)}</p>
      </div>
      ${chat.bannedAt
        ? nothing
        : html`<button class="button conversation-close" aria-keyshortcuts="x" @click=${() => closeOrReopen(app, chat)}>
            ${icon(closed ? 'reopen' : 'archive')}<span>${closed ? 'Reopen' : 'Close chat'}</span>
          </button>`}
      <a class="button quiet icon-only details-link" href="#chat/${chat._id}${app.route.showsDetails ? '' : '/facts'}" aria-label="About this guest">${icon('guest')}</a>
    </header>
  `;
}

function presence(chat, online) {
  if (online) {
    return html`<span class="presence-text">Online</span>`;
  }
  const ago = duration(chat.lastActivityAt);
  return ago === 'now' ? 'Last message just now' : `Last message ${ago} ago`;
}

function footer(app, chat) {
  if (chat.bannedAt) {
    return html`
      <footer class="conversation-foot">
        <p class="note bad">${icon('ban')}<span>${nameOf(chat)} is banned and can’t read or write here.</span></p>
        <button class="button" @click=${() => banOrUnban(app, chat)}>Lift the ban</button>
      </footer>
    `;
  }
  return html`
    <footer class="conversation-foot">
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
