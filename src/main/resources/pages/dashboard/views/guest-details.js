import { html, nothing } from '../html.js';
import { icon } from '../icons.js';
import { banOrUnban, remove } from '../moderation.js';
import { fullDateTime, mediumDate } from '../date-format.js';
import { printConversation } from '../print-conversation.js';
import { avatar, nameOf } from './avatar.js';
import { locale, t } from '../texts.js';

/** The right column: who the guest is, and what the owner can do with the chat. */
export function guestDetails(app) {
  const { chat } = app;
  if (!chat) {
    return nothing;
  }
  const { guest } = chat;
  return html`
    <aside class="column details" aria-labelledby="details-heading">
      <header class="conversation-head">
        <a class="button quiet icon-only" href="#chat/${chat._id}" aria-label=${t('chat.back')}>${icon('back')}</a>
        <p class="details-title" id="details-title" tabindex="-1">${t('guest.about')}</p>
      </header>
      <div class="details-scroll">
        <div class="details-who">
          ${avatar(chat, app.connection.isOnline(chat._id))}
          <h2 id="details-heading"><span class="visually-hidden">${t('guest.aboutName')} </span><bdi translate="no">${nameOf(chat)}</bdi></h2>
          ${guest.verified
            ? html`<p class="badge good" title=${t('guest.verifiedHint')}>${icon('verified')}${t('guest.verified')}</p>`
            : html`<p class="badge" title=${t('guest.unverifiedHint')}>${t('guest.unverified')}</p>`}
        </div>
        <dl>
          ${guest.email ? detail(t('email'), html`<a href=${`mailto:${encodeURIComponent(guest.email)}`}>${atBreaks(guest.email)}</a>`) : nothing}
          ${detail(t('guest.page'), address(chat.page))} ${detail(t('guest.referrer'), address(chat.referrer))}
          ${detail(t('guest.language'), language(chat.locale))} ${detail(t('guest.device'), device(chat.device))}
          ${detail(t('guest.since'), html`<time datetime=${chat.createdAt} title=${fullDateTime(chat.createdAt)}>${mediumDate(chat.createdAt)}</time>`)}
          ${detail(t('guest.website'), chat.domain)}
          ${chat.rating ? detail(t(chat.rating.value === 'good' ? 'rating.good' : 'rating.bad'), chat.rating.comment ? html`<q dir="auto" translate="yes">${chat.rating.comment}</q>` : t('rating.noComment')) : nothing}
          ${chat.bannedAt ? detail(t('guest.bannedSince'), mediumDate(chat.bannedAt)) : nothing}
        </dl>
        <div class="details-actions">
          <button class="button quiet" @click=${() => download(app, chat)}>${icon('save')}${t('guest.transcript')}</button>
          <button class="button quiet" ?disabled=${!app.openConversation.conversation.loaded} @click=${() => printConversation(app)}>${icon('print')}${t('guest.print')}</button>
          <button class="button quiet" @click=${() => banOrUnban(app, chat)}>${icon('ban')}${t(chat.bannedAt ? 'guest.unban' : 'guest.ban')}</button>
          <button class="button quiet danger" @click=${() => remove(app, chat)}>${icon('bin')}${t('chat.delete')}</button>
        </div>
      </div>
    </aside>
  `;
}

async function download(app, chat) {
  const done = await app.attempt(() => app.connection.download(chat).then(() => true));
  if (done) {
    app.announce(t('transcript.saved'));
  }
}

const detail = (term, value) => (value ? html`<div><dt>${term}</dt><dd translate="no">${value}</dd></div>` : nothing);

/** Lets a long address break before the @. */
const atBreaks = email => email.split('@').map((part, i) => (i ? html`<wbr />@${part}` : part));

/** Comes from the guest's browser, so it may be anything: only http and https become links. */
function address(text) {
  if (!text || !URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    return text;
  }
  const { host, pathname } = new URL(text);
  return html`<a href=${text} target="_blank" rel="noopener noreferrer">${host}${pathname === '/' ? '' : pathname}</a>`;
}

function language(tag) {
  try {
    return tag && new Intl.DisplayNames(locale, { type: 'language' }).of(tag);
  } catch {
    return tag;
  }
}

/** The widget says `Firefox on Linux`; another client may say anything. */
function device(text) {
  const [, browser, system] = /^([\w ]+) on ([\w ]+)$/.exec(text) ?? [];
  return browser ? t('device', { browser, system }) : text;
}
