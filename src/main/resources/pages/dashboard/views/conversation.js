import { html, nothing } from '../html.js';
import { keyed } from '../../lib/lit-html/directives/keyed.js';
import { icon } from '../icons.js';
import { banOrUnban, closeOrReopen } from '../moderation.js';
import { fullDateTime, shortTime } from '../date-format.js';
import { avatar, nameOf } from './avatar.js';
import { composer } from './composer.js';
import { messageLog } from './message-log.js';
import { properName, rich, t } from '../texts.js';

const CLOSED_BY = { owner: 'chat.closedByOwner', guest: 'chat.closedByGuest' };
const ENDED = { NOT_FOUND: 'deleted', FORBIDDEN: 'foreign' };

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

function missing({ openConversation, connection }) {
  const ended = ENDED[openConversation.conversation.ended?.code];
  return html`
    <section class="column conversation" aria-label=${t('chat')}>
      <header class="conversation-head">${back()}</header>
      <div class="empty">
        ${ended ? nothing : html`<p>${t(connection.offline ? 'offline.now' : 'chat.loading')}</p>`}
        <div role="status">${ended ? html`<h2>${t(`chat.${ended}.title`)}</h2><p>${t(`chat.${ended}.text`)}</p>` : nothing}</div>
      </div>
    </section>
  `;
}

const back = () => html`<a class="button quiet icon-only only-narrow" href="#chats" aria-label=${t('chats.back')}>${icon('back')}</a>`;

function header(app, chat) {
  const online = app.connection.isOnline(chat._id);
  const closed = chat.status === 'closed';
  return html`
    <header class="conversation-head">
      ${back()} ${avatar(chat, online)}
      <div class="conversation-who">
        <h2 id="conversation-heading" tabindex="-1" dir="auto" translate="no">${nameOf(chat)}</h2>
        <p class="muted" title=${fullDateTime(chat.lastActivityAt)}>${presence(app, chat, online)}</p>
      </div>
      ${chat.bannedAt
        ? nothing
        : html`<button class="button conversation-close" aria-keyshortcuts="x" @click=${() => closeOrReopen(app, chat)}>
            ${icon(closed ? 'reopen' : 'archive')}<span>${t(closed ? 'chat.reopen' : 'chat.close')}</span>
          </button>`}
      <a class="button quiet icon-only details-link" href="#chat/${chat._id}${app.route.showsDetails ? '' : '/facts'}" aria-label=${t('guest.about')}>${icon('guest')}</a>
    </header>
  `;
}

function presence(app, chat, online) {
  if (app.connection.offline) {
    return html`<span class="presence-text offline">${t('offline.now')}</span>`;
  }
  if (online) {
    return html`<span class="presence-text">${t('guest.online')}</span>`;
  }
  return t('chat.last', { time: shortTime(chat.lastActivityAt) });
}

function footer(app, chat) {
  if (chat.bannedAt) {
    return html`
      <footer class="conversation-foot">
        <p class="note bad">${icon('ban')}<span>${rich('chat.bannedNote', { name: properName(nameOf(chat)) })}</span></p>
        <button class="button" @click=${() => banOrUnban(app, chat)}>${t('guest.unban')}</button>
      </footer>
    `;
  }
  return html`
    <footer class="conversation-foot">
      ${chat.rating ? rating(chat.rating) : nothing}
      ${chat.status === 'closed'
        ? html`<p class="note">${icon('archive')}<span>${rich(CLOSED_BY[chat.closedBy] ?? 'chat.closedNote', { name: properName(nameOf(chat)) })}</span></p>`
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
      <span class="rating"><strong>${t(good ? 'rating.good' : 'rating.bad')}</strong>${comment ? html`<q dir="auto" translate="yes">${comment}</q>` : nothing}</span>
    </p>
  `;
}
