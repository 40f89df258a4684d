import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { icon } from '../icons.js';
import { banOrUnban, remove } from '../moderation.js';
import { inFull, onDate } from '../times.js';
import { avatar, nameOf } from './avatar.js';

/** The right column: what is known of the guest, and what can be done about the chat. */
export function facts(app) {
  const { chat } = app;
  if (!chat) {
    return nothing;
  }
  const { guest } = chat;
  return html`
    <aside class="column facts" aria-labelledby="facts-heading">
      <header class="talk-head">
        <a class="button quiet icon-only" href="#chat/${chat._id}" aria-label="Back to the conversation">${icon('back')}</a>
        <p class="facts-title" id="facts-title" tabindex="-1">About this guest</p>
      </header>
      <div class="facts-scroll">
        <div class="facts-who">
          ${avatar(chat, app.office.desk.online.has(chat._id))}
          <h2 id="facts-heading"><span class="hidden-visually">About </span>${nameOf(chat)}</h2>
          ${guest.verified
            ? html`<p class="badge good" title="Your website vouches for this guest">${icon('verified')}Verified</p>`
            : html`<p class="badge" title="Nobody has checked whose name and address these are">Not verified</p>`}
        </div>
        <dl>
          ${guest.email ? fact('E-mail', html`<a href=${`mailto:${encodeURIComponent(guest.email)}`}>${atBreaks(guest.email)}</a>`) : nothing}
          ${fact('Page', address(chat.page))} ${fact('Came from', address(chat.referrer))}
          ${fact('Language', language(chat.locale))} ${fact('Device', chat.device)}
          ${fact('First here', html`<time datetime=${chat.createdAt} title=${inFull(chat.createdAt)}>${onDate(chat.createdAt)}</time>`)}
          ${fact('Website', chat.domain)}
          ${chat.rating ? fact(chat.rating.value === 'good' ? 'Was happy' : 'Was not happy', chat.rating.comment ? html`<q>${chat.rating.comment}</q>` : 'without a comment') : nothing}
          ${chat.bannedAt ? fact('Banned since', onDate(chat.bannedAt)) : nothing}
        </dl>
        <div class="facts-actions">
          <button class="button quiet" @click=${() => download(app, chat)}>${icon('save')}Download the transcript</button>
          <button class="button quiet" @click=${() => banOrUnban(app, chat)}>${icon('ban')}${chat.bannedAt ? 'Lift the ban' : 'Ban this guest'}</button>
          <button class="button quiet danger" @click=${() => remove(app, chat)}>${icon('bin')}Delete the chat</button>
        </div>
      </div>
    </aside>
  `;
}

async function download(app, chat) {
  const done = await app.attempt(() => app.office.download(chat).then(() => true));
  if (done) {
    app.say('The transcript is saved.');
  }
}

const fact = (term, what) => (what ? html`<div><dt>${term}</dt><dd>${what}</dd></div>` : nothing);

/** So that a long one breaks where people look for it. */
const atBreaks = email => email.split('@').map((part, i) => (i ? html`<wbr />@${part}` : part));

/** Guests say where they are, so what they say may be anything. */
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
