import { html, nothing } from '../html.js';
import { live } from '../../lib/lit-html/directives/live.js';
import { ref } from '../../lib/lit-html/directives/ref.js';
import { isVisible } from '../../client/visible.js';
import { drafts } from '../drafts.js';
import { focusComposer } from '../focus.js';
import { isPhysical } from '../keyboard.js';
import { icon } from '../icons.js';
import { errorMessage } from '../error-messages.js';
import { rich, t } from '../texts.js';

const MAX_BYTES = 8192;
const MAX_HEIGHT = 220;

/** The state of the field; its text is the draft, the same in all tabs. */
const state = { chatId: '', text: '', selected: 0, dismissed: false, nothingToUndo: false };

export function composer(app, chat) {
  if (state.chatId !== chat._id) {
    Object.assign(state, { chatId: chat._id, selected: 0, dismissed: false, nothingToUndo: true });
  }
  const text = drafts.of(chat._id);
  const tooLong = isTooLong(text);
  if (text !== state.text) {
    // Another tab has sent or changed it, or it is that of another chat.
    Object.assign(state, { text, nothingToUndo: text === '' });
    queueMicrotask(() => field() && grow(field()));
  }
  const replies = state.dismissed ? [] : app.connection.cannedReplies.matching(text);
  state.selected = Math.min(state.selected, Math.max(0, replies.length - 1));
  return html`
    ${replies.length ? menu(replies) : nothing}
    ${text === '/' && !state.dismissed && app.connection.cannedReplies.loaded && app.connection.cannedReplies.all.length === 0
      ? html`<p class="note">${icon('reply')}<span>${rich('composer.noReplies', { link: html`<a href="#settings/replies">${t('composer.noRepliesLink')}</a>` })}</span></p>`
      : nothing}
    <form class="composer" @submit=${event => submit(event, app)}>
      <label class="visually-hidden" for="composer">${t('composer.label')}</label>
      <textarea
        class="input"
        id="composer"
        rows="1"
        placeholder=${t(chat.status === 'closed' ? 'composer.reopen' : 'composer.write')}
        aria-describedby="composer-hint"
        aria-autocomplete="list"
        aria-controls=${replies.length ? 'canned' : nothing}
        aria-activedescendant=${replies.length ? `canned-${state.selected}` : nothing}
        dir="auto"
        .value=${live(text)}
        ${ref(growToDraft)}
        @beforeinput=${onBeforeInput}
        @input=${event => onInput(event, app)}
        @keydown=${event => onKeydown(event, app, replies)}
        @blur=${() => app.openConversation?.conversation.typing(false)}
      ></textarea>
      <button class="button primary icon-only" aria-label=${t('send')} ?disabled=${!isVisible(text) || tooLong}>${icon('send')}</button>
    </form>
    <p class="composer-hint hint" id="composer-hint">
      ${tooLong
        ? html`<span class="error" role="alert">${t('composer.tooLong')}</span>`
        : html`<span class="only-keys">${rich('composer.keys', { enter: html`<kbd>Enter</kbd>`, shiftEnter: html`<kbd>Shift</kbd> <kbd>Enter</kbd>`, slash: html`<kbd>/</kbd>` })}</span>`}
    </p>
  `;
}

function menu(replies) {
  return html`
    <div class="canned" id="canned" role="listbox" aria-label=${t('settings.replies')}>
      ${replies.map(
        (reply, i) => html`
          <div class="canned-item" id="canned-${i}" role="option" aria-selected=${i === state.selected} @pointerdown=${event => event.preventDefault()} @click=${() => insertReply(reply)}>
            <strong>/${reply.shortcut}</strong><span dir="auto">${reply.text}</span>
          </div>
        `,
      )}
    </div>
    <p class="visually-hidden" role="status">${t('composer.replies', { count: replies.length })}</p>
  `;
}

const field = () => document.querySelector('#composer');
const isTooLong = text => new TextEncoder().encode(text).length > MAX_BYTES;

/** What was sent is no step back: the browser would bring back texts of earlier messages. */
function onBeforeInput(event) {
  if (event.inputType === 'historyUndo' && state.nothingToUndo) {
    event.preventDefault();
  }
}

function onInput({ target, inputType }, app) {
  state.nothingToUndo = target.value === '' && [undefined, 'historyUndo'].includes(inputType);
  drafts.keep(state.chatId, target.value);
  state.text = target.value;
  state.dismissed = false;
  state.selected = 0;
  grow(target);
  app.openConversation?.conversation.typing(isVisible(target.value));
  app.changed();
}

function grow(target) {
  target.style.height = 'auto';
  target.style.height = `${Math.min(MAX_HEIGHT, target.scrollHeight + 2)}px`;
}

/** For `ref`: a draft may have many lines. */
function growToDraft(target) {
  // lit-html calls this before it inserts the element.
  queueMicrotask(() => target?.isConnected && grow(target));
}

function clear(app) {
  const target = field();
  target.value = '';
  onInput({ target }, app);
}

/** As if it was typed, so that it can be undone. */
function insertReply(reply) {
  focusComposer();
  field().select();
  document.execCommand('insertText', false, reply.text);
}

function onKeydown(event, app, replies) {
  // Safari ends the composition before the key that ends it.
  if (event.isComposing || event.keyCode === 229) {
    return;
  }
  const { key, shiftKey, altKey } = event;
  if (replies.length && !altKey && ['ArrowDown', 'ArrowUp'].includes(key)) {
    state.selected = (state.selected + (key === 'ArrowDown' ? 1 : -1) + replies.length) % replies.length;
  } else if (replies.length && !shiftKey && ['Enter', 'Tab'].includes(key)) {
    insertReply(replies[state.selected]);
  } else if (replies.length && key === 'Escape') {
    state.dismissed = true;
  } else if (key === 'Enter' && !shiftKey && !altKey && isPhysical(event)) {
    send(app);
  } else {
    return;
  }
  event.preventDefault();
  app.changed();
}

function submit(event, app) {
  event.preventDefault();
  send(app);
  focusComposer();
}

function send(app) {
  const text = field().value.trim();
  if (!isVisible(text) || isTooLong(field().value) || !app.openConversation) {
    return;
  }
  try {
    app.openConversation.conversation.send(text);
    clear(app);
  } catch (error) {
    app.error = errorMessage(error);
    app.changed();
  }
}
