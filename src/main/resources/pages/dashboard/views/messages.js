import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { guard } from '../../lib/lit-html/directives/guard.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { linked } from '../../client/links.js';
import { icon } from '../icons.js';
import { sentenceFor } from '../sentences.js';
import { dayName, dayOf, inFull, timeOfDay } from '../times.js';

const BLOCK = 50;
const RUN = 5 * 60_000;

/** Messages in blocks of fifty, so that one more message draws one block anew and not ten thousand messages. */
export function blocks(chat, readTo) {
  const { messages } = chat;
  const seen = lastSeen(chat);
  const today = dayOf(Date.now());
  return repeat(ranges(messages), ({ number }) => number, ({ from, to }) => {
    const [before, after] = [messages[from - 1], messages[to]];
    const seenHere = seen >= messages[from].seq && seen <= messages[to - 1].seq ? seen : 0;
    const facts = [messages[from], messages[to - 1], before, after, seenHere, readTo, today];
    return html`<ol class="plain block">
      ${guard(facts, () => {
        const part = messages.slice(from, to);
        return part.map((message, i) =>
          shown(message, part[i - 1] ?? before, part[i + 1] ?? after, { seen: seenHere, readTo }),
        );
      })}
    </ol>`;
  });
}

function ranges(messages) {
  const found = [];
  for (let from = 0; from < messages.length; ) {
    const number = Math.floor((messages[from].seq - 1) / BLOCK);
    const to = Math.min(messages.length, from + BLOCK - ((messages[from].seq - 1) % BLOCK));
    found.push({ number, from, to });
    from = to;
  }
  return found;
}

/** The newest of the owner's messages that the guest has read. */
function lastSeen({ messages, guestReadSeq }) {
  for (let i = messages.length - 1; i >= 0; i--) {
    if (messages[i].role === 'owner' && messages[i].seq <= guestReadSeq) {
      return messages[i].seq;
    }
  }
  return 0;
}

const sameRun = (a, b) =>
  a && b && a.role === b.role && dayOf(a.sentAt) === dayOf(b.sentAt) && new Date(b.sentAt) - new Date(a.sentAt) < RUN;

function shown(message, before, after, { seen, readTo }) {
  const newDay = !before || dayOf(before.sentAt) !== dayOf(message.sentAt);
  const unread = readTo === message.seq - 1;
  const first = unread || !sameRun(before, message);
  const last = after?.seq - 1 === readTo || !sameRun(message, after);
  return html`
    <li class="message ${message.role} ${first ? 'first' : ''} ${last ? 'last' : ''}">
      ${newDay ? html`<p class="divider"><span>${dayName(message.sentAt)}</span></p>` : nothing}
      ${unread ? html`<p class="divider new"><span>New</span></p>` : nothing}
      ${bubble(message.role === 'owner' ? 'You: ' : 'Guest: ', message.message)}
      ${last || seen === message.seq
        ? html`<p class="under">
            <time datetime=${message.sentAt} title=${inFull(message.sentAt)}>${timeOfDay(message.sentAt)}</time>
            ${seen === message.seq ? html`<span class="seen">${icon('checks')}Seen</span>` : nothing}
          </p>`
        : nothing}
    </li>
  `;
}

/** White space counts in it. */
const bubble = (who, text) =>
  html`<div class="bubble"><span class="hidden-visually">${who}</span>${linked(text).map(piece =>
    piece.href ? html`<a href=${piece.href} target="_blank" rel="noopener noreferrer">${piece.text}</a>` : piece,
  )}</div>`;

const STATES = { sending: 'Sending …', waiting: 'Will be sent when there is a connection' };

/** What she has written and the server has not acknowledged. */
export function waitingMessages(chat) {
  if (chat.pending.length === 0) {
    return nothing;
  }
  return html`<ol class="plain">
    ${repeat(chat.pending, ({ clientMessageId }) => clientMessageId, entry => {
      const failed = entry.state === 'failed';
      return html`
        <li class="message owner first last ${entry.state}">
          ${bubble('You: ', entry.message)}
          ${failed
            ? html`<p class="under failed" role="alert">
                ${icon('warning')}<span>Not sent: ${sentenceFor(entry.error)}</span>
                <button class="button" @click=${() => chat.retry(entry.clientMessageId)}>Try again</button>
                <button class="button quiet" @click=${() => chat.discard(entry.clientMessageId)}>Discard</button>
              </p>`
            : html`<p class="under">${icon('clock')}<span>${STATES[entry.state]}</span></p>`}
        </li>
      `;
    })}
  </ol>`;
}
