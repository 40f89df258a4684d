import { html, nothing } from '../html.js';
import { icon } from '../icons.js';
import { banOrUnban, remove } from '../moderation.js';
import { fullDateTime, mediumDate } from '../date-format.js';
import { avatar, nameOf } from './avatar.js';

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
        <a class="button quiet icon-only" href="#chat/${chat._id}" aria-label="Back to the conversation">${icon('back')}</a>
        <p class="details-title" id="details-title" tabindex="-1">About this guest</p>
      </header>
      <div class="details-scroll">
        <div class="details-who">
          ${avatar(chat, app.connection.chatList.online.has(chat._id))}
          <h2 id="details-heading"><span class="visually-hidden">About </span>${nameOf(chat)}</h2>
          ${guest.verified
            ? html`<p class="badge good" title="Your website vouches for this guest">${icon('verified')}Verified</p>`
            : html`<p class="badge" title="Nobody has checked whose name and address these are">Not verified</p>`}
        </div>
        <dl>
          ${guest.email ? detail('E-mail', html`<a href=${`mailto:${encodeURIComponent(guest.email)}`}>${atBreaks(guest.email)}</a>`) : nothing}
          ${detail('Page', address(chat.page))} ${detail('Came from', address(chat.referrer))}
          ${detail('Language', language(chat.locale))} ${detail('Device', chat.device)}
          ${detail('First here', html`<time datetime=${chat.createdAt} title=${fullDateTime(chat.createdAt)}>${mediumDate(chat.createdAt)}</time>`)}
          ${detail('Website', chat.domain)}
          ${chat.rating ? detail(chat.rating.value === 'good' ? 'Was happy' : 'Was not happy', chat.rating.comment ? html`<q>${chat.rating.comment}</q>` : 'without a comment') : nothing}
          ${chat.bannedAt ? detail('Banned since', mediumDate(chat.bannedAt)) : nothing}
        </dl>
        <div class="details-actions">
          <button class="button quiet" @click=${() => download(app, chat)}>${icon('save')}Download the transcript</button>
          <button class="button quiet" @click=${() => banOrUnban(app, chat)}>${icon('ban')}${chat.bannedAt ? 'Lift the ban' : 'Ban this guest'}</button>
          <button class="button quiet danger" @click=${() => remove(app, chat)}>${icon('bin')}Delete the chat</button>
        </div>
      </div>
    </aside>
  `;
}

async function download(app, chat) {
  const done = await app.attempt(() => app.connection.download(chat).then(() => true));
  if (done) {
    app.announce('The transcript is saved.');
  }
}

const detail = (term, value) => (value ? html`<div><dt>${term}</dt><dd>${value}</dd></div>` : nothing);

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

function language(locale) {
  try {
    return locale && new Intl.DisplayNames(undefined, { type: 'language' }).of(locale);
  } catch {
    return locale;
  }
}
