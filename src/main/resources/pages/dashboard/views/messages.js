import { html, nothing } from '../html.js';
import { guard } from '../../lib/lit-html/directives/guard.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { linked } from '../../client/links.js';
import { isVisible } from '../../client/visible.js';
import { icon } from '../icons.js';
import { errorMessage } from '../error-messages.js';
import { dayLabel, dayOf, fullDateTime, timeOfDay, timeZone } from '../date-format.js';
import { t } from '../texts.js';

const BLOCK = 50;
/** Messages of one side this close together are shown as one group. */
const GROUP_WITHIN = 5 * 60_000;

/** The messages in blocks of fifty, so that a new one renders one block again and not ten thousand messages. */
export function blocks({ messages, conversation, dividerSeq }) {
  const seen = lastSeen(messages, conversation.guestReadSeq);
  const today = dayOf(Date.now());
  return repeat(ranges(messages), ({ number }) => number, ({ from, to }) => {
    const [before, after] = [messages[from - 1], messages[to]];
    const seenHere = seen >= messages[from].seq && seen <= messages[to - 1].seq ? seen : 0;
    const dependencies = [messages[from], messages[to - 1], before, after, seenHere, dividerSeq, today, timeZone];
    return html`<ol class="plain block">
      ${guard(dependencies, () => {
        const part = messages.slice(from, to);
        return part.map((message, i) =>
          messageItem(message, part[i - 1] ?? before, part[i + 1] ?? after, { seen: seenHere, dividerSeq }),
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
function lastSeen(messages, guestReadSeq) {
  for (let i = messages.length - 1; i >= 0; i--) {
    if (messages[i].role === 'owner' && messages[i].seq <= guestReadSeq) {
      return messages[i].seq;
    }
  }
  return 0;
}

const sameGroup = (a, b) =>
  a && b && a.role === b.role && dayOf(a.sentAt) === dayOf(b.sentAt) && new Date(b.sentAt) - new Date(a.sentAt) < GROUP_WITHIN;

function messageItem(message, before, after, { seen, dividerSeq }) {
  const newDay = !before || dayOf(before.sentAt) !== dayOf(message.sentAt);
  const unread = dividerSeq === message.seq - 1;
  const first = unread || !sameGroup(before, message);
  const last = after?.seq - 1 === dividerSeq || !sameGroup(message, after);
  return html`
    <li class="message ${message.role} ${first ? 'first' : ''} ${last ? 'last' : ''}">
      ${newDay ? html`<p class="divider"><span>${dayLabel(message.sentAt)}</span></p>` : nothing}
      ${unread ? html`<p class="divider new"><span>${t('message.new')}</span></p>` : nothing}
      ${bubble(t(message.role === 'owner' ? 'message.you' : 'guest.none'), message.message)}
      ${last || seen === message.seq
        ? html`<p class="message-meta">
            <time datetime=${message.sentAt} title=${fullDateTime(message.sentAt)}>${timeOfDay(message.sentAt)}</time>
            ${seen === message.seq ? html`<span class="seen">${icon('checks')}${t('message.seen')}</span>` : nothing}
          </p>`
        : nothing}
    </li>
  `;
}

/** On one line: its white space is shown. */
const bubble = (who, text) =>
  html`<div class="bubble" translate="yes"><span class="visually-hidden" translate="no">${t('message.by', { who })} </span>${linked(isVisible(text) ? text : '…').map(piece =>
    piece.href ? html`<a href=${piece.href} target="_blank" rel="noopener noreferrer">${piece.text}</a>` : piece,
  )}</div>`;

/** Messages that the server has not acknowledged. `offline`: one that is being sent has to be sent again, too. */
export function pendingMessages(conversation, offline) {
  if (conversation.pending.length === 0) {
    return nothing;
  }
  return html`<ol class="plain">
    ${repeat(conversation.pending, ({ clientMessageId }) => clientMessageId, entry => {
      const state = offline && entry.state === 'sending' ? 'waiting' : entry.state;
      const failed = state === 'failed';
      return html`
        <li class="message owner first last ${state}">
          ${bubble(t('message.you'), entry.message)}
          ${failed
            ? html`<p class="message-meta failed" role="alert">
                ${icon('warning')}<span>${t('message.failed', { error: errorMessage(entry.error) })}</span>
                <button class="button" @click=${() => conversation.retry(entry.clientMessageId)}>${t('retry')}</button>
                <button class="button quiet" @click=${() => conversation.discard(entry.clientMessageId)}>${t('message.discard')}</button>
              </p>`
            : html`<p class="message-meta">${icon('clock')}<span>${t(`message.${state}`)}</span></p>`}
        </li>
      `;
    })}
  </ol>`;
}
