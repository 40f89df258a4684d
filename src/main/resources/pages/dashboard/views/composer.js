import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { ref } from '../../lib/lit-html/directives/ref.js';
import { drafts } from '../drafts.js';
import { focusComposer } from '../focus.js';
import { icon } from '../icons.js';
import { sentenceFor } from '../sentences.js';

const MAX_BYTES = 8192;
const TALLEST = 220;

/** What stands in the field beside its text, which is the draft. */
const state = { chatId: '', chosen: 0, dismissed: false, tooLong: false };

export function composer(app, chat) {
  if (state.chatId !== chat._id) {
    Object.assign(state, { chatId: chat._id, chosen: 0, dismissed: false, tooLong: false });
  }
  const text = drafts.of(chat._id);
  const replies = state.dismissed ? [] : app.office.replies.matching(text);
  state.chosen = Math.min(state.chosen, Math.max(0, replies.length - 1));
  return html`
    ${replies.length ? menu(app, replies) : nothing}
    ${text === '/' && !state.dismissed && app.office.replies.loaded && app.office.replies.all.length === 0
      ? html`<p class="note">${icon('reply')}<span>You have no canned replies yet. <a href="#settings/replies">Write some</a>, and choose them here.</span></p>`
      : nothing}
    <form class="composer" @submit=${event => submit(event, app)}>
      <label class="hidden-visually" for="composer">Your answer</label>
      <textarea
        class="input"
        id="composer"
        rows="1"
        placeholder=${chat.status === 'closed' ? 'Write to reopen this chat' : 'Write an answer'}
        aria-describedby="composer-hint"
        aria-autocomplete="list"
        aria-controls=${replies.length ? 'canned' : nothing}
        aria-activedescendant=${replies.length ? `canned-${state.chosen}` : nothing}
        dir="auto"
        .defaultValue=${text}
        ${ref(growToDraft)}
        @input=${event => typed(event, app)}
        @keydown=${event => pressed(event, app, replies)}
        @blur=${() => app.room?.chat.typing(false)}
      ></textarea>
      <button class="button primary icon-only" aria-label="Send" ?disabled=${!text.trim() || state.tooLong}>${icon('send')}</button>
    </form>
    <p class="composer-hint hint" id="composer-hint">
      ${state.tooLong
        ? html`<span class="error" role="alert">This is too long for one message. Please send it in parts.</span>`
        : html`<span class="only-keys"><kbd>Enter</kbd> sends, <kbd>Shift</kbd> <kbd>Enter</kbd> begins a new line, <kbd>/</kbd> brings your canned replies</span>`}
    </p>
  `;
}

function menu(app, replies) {
  return html`
    <div class="canned" id="canned" role="listbox" aria-label="Canned replies">
      ${replies.map(
        (reply, i) => html`
          <div class="canned-item" id="canned-${i}" role="option" aria-selected=${i === state.chosen} @pointerdown=${event => event.preventDefault()} @click=${() => use(app, reply)}>
            <strong>/${reply.shortcut}</strong><span>${reply.text}</span>
          </div>
        `,
      )}
    </div>
    <p class="hidden-visually" role="status">${replies.length} canned ${replies.length === 1 ? 'reply' : 'replies'}</p>
  `;
}

const field = () => document.querySelector('#composer');

function typed({ target }, app) {
  drafts.keep(state.chatId, target.value);
  state.tooLong = new TextEncoder().encode(target.value).length > MAX_BYTES;
  state.dismissed = false;
  state.chosen = 0;
  grow(target);
  app.room?.chat.typing(target.value.trim() !== '');
  app.changed();
}

function grow(target) {
  target.style.height = 'auto';
  target.style.height = `${Math.min(TALLEST, target.scrollHeight + 2)}px`;
}

/** A draft may have many lines. */
function growToDraft(target) {
  // Once it is in the page.
  queueMicrotask(() => target?.isConnected && grow(target));
}

function write(app, text) {
  const target = field();
  target.value = text;
  typed({ target }, app);
}

function use(app, reply) {
  write(app, reply.text);
  focusComposer();
}

function pressed(event, app, replies) {
  if (event.isComposing) {
    return;
  }
  const { key, shiftKey, altKey } = event;
  if (replies.length && !altKey && ['ArrowDown', 'ArrowUp'].includes(key)) {
    state.chosen = (state.chosen + (key === 'ArrowDown' ? 1 : -1) + replies.length) % replies.length;
  } else if (replies.length && !shiftKey && ['Enter', 'Tab'].includes(key)) {
    use(app, replies[state.chosen]);
  } else if (replies.length && key === 'Escape') {
    state.dismissed = true;
  } else if (key === 'Enter' && !shiftKey && !altKey && matchMedia('(pointer: fine)').matches) {
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
  if (!text || state.tooLong || !app.room) {
    return;
  }
  try {
    app.room.chat.send(text);
    write(app, '');
  } catch (error) {
    app.failure = sentenceFor(error);
    app.changed();
  }
}
