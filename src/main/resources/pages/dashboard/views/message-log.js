import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { createRef, ref } from '../../lib/lit-html/directives/ref.js';
import { icon } from '../icons.js';
import { nameOf } from './avatar.js';
import { blocks, waitingMessages } from './messages.js';

const NEAR = 48;
const LOAD_AHEAD = 800;

/** The scrolling middle of a conversation: stays at the end, or where she reads, whatever is added before or after. */
class MessageLog {
  atEnd = true;

  #element = createRef();
  #app;
  #room;
  #anchor;
  #resized = new ResizeObserver(() => this.#stick());

  get visible() {
    return (this.#element.value?.clientHeight ?? 0) > 0;
  }

  template(app, summary, room) {
    const { chat } = room;
    if (this.#room !== room) {
      this.#room = room;
      this.atEnd = true;
    }
    this.#app = app;
    return html`
      <div class="log-frame">
        <div class="log" ${ref(this.#element)} tabindex="0" role="region" aria-label="Messages" @scroll=${this.#scrolled}>
          <div class="log-inside" ${ref(element => this.#observe(element))}>
            ${this.#beginning(summary, chat)} ${blocks(chat, room.readTo)} ${waitingMessages(chat)}
            <p class="typing" ?hidden=${!chat.otherTyping}>
              <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${nameOf(summary)} is typing
            </p>
          </div>
        </div>
        ${this.atEnd
          ? nothing
          : html`<button class="button to-end" @click=${() => this.toEnd()}>
              ${icon('down')}<span>${summary.unread ? `${summary.unread} new` : 'Newest'}</span>
            </button>`}
      </div>
    `;
  }

  toEnd() {
    this.atEnd = true;
    this.#stick();
    this.#app.changed();
  }

  beforeDrawing() {
    const element = this.#element.value;
    this.#anchor = element && !this.atEnd ? firstVisible(element) : undefined;
  }

  afterDrawing() {
    const element = this.#element.value;
    if (!element) {
      return;
    }
    if (this.atEnd) {
      this.#stick();
    } else if (this.#anchor?.item.isConnected) {
      const { item, top } = this.#anchor;
      const moved = item.getBoundingClientRect().top - top;
      if (Math.abs(moved) > 1) {
        element.scrollTop += moved;
      }
    }
    settle(element);
    this.#loadIfNear();
  }

  #beginning(summary, chat) {
    if (!chat.loaded) {
      return html`<p class="log-note" role="status">Fetching the messages …</p>`;
    }
    if (chat.hasEarlier) {
      return html`<p class="log-note">Fetching earlier messages …</p>`;
    }
    if (chat.messages[0]?.seq > 1) {
      return html`<p class="log-note">Earlier messages are in the transcript and in the export.</p>`;
    }
    return html`
      <p class="log-note">
        ${chat.messages.length ? `Here ${nameOf(summary)}’s chat begins.` : `${nameOf(summary)} has opened the chat and not written yet. You may begin.`}
      </p>
    `;
  }

  #observe(element) {
    this.#resized.disconnect();
    if (element) {
      this.#resized.observe(element);
      this.#resized.observe(element.parentElement);
    }
  }

  #stick() {
    const element = this.#element.value;
    if (element && this.atEnd) {
      element.scrollTop = element.scrollHeight;
    }
  }

  #scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = this.#element.value;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (atEnd !== this.atEnd) {
      this.atEnd = atEnd;
      this.#app.changed();
    }
    this.#loadIfNear();
  };

  async #loadIfNear() {
    const { chat } = this.#room;
    const element = this.#element.value;
    if (chat.loaded && chat.hasEarlier && element.clientHeight && element.scrollTop < LOAD_AHEAD) {
      await chat.loadEarlier().catch(() => {});
    }
  }
}

export const log = new MessageLog();

function firstVisible(element) {
  const { top } = element.getBoundingClientRect();
  const block = [...element.querySelectorAll('.block')].find(item => item.getBoundingClientRect().bottom > top);
  const item = [...(block?.querySelectorAll('li') ?? [])].find(child => child.getBoundingClientRect().bottom > top);
  return item && { item, top: item.getBoundingClientRect().top };
}

/** Blocks that have been laid out once are not drawn again while they are out of sight; their height is remembered. */
function settle(element) {
  const fresh = element.querySelectorAll('.block:not(.settled)');
  if (fresh.length > 1) {
    requestAnimationFrame(() => requestAnimationFrame(() => fresh.forEach(block => block.classList.add('settled'))));
  }
}
