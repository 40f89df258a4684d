import { html, nothing } from '../html.js';
import { createRef, ref } from '../../lib/lit-html/directives/ref.js';
import { icon } from '../icons.js';
import { nameOf } from './avatar.js';
import { blocks, pendingMessages } from './messages.js';
import { properName, rich, t } from '../texts.js';

/** In pixels: how near the end counts as there, and how near the beginning earlier messages are fetched. */
const END_MARGIN = 48;
const LOAD_AHEAD = 800;

/** The scrolling list of messages. Stays at the end, or at what the owner reads, while messages are added on both sides. */
class MessageLog {
  atEnd = true;

  #element = createRef();
  #app;
  #openConversation;
  #anchor;
  #resized = new ResizeObserver(() => this.#scrollToEnd());

  get visible() {
    return (this.#element.value?.clientHeight ?? 0) > 0;
  }

  template(app, chat, openConversation) {
    const { conversation } = openConversation;
    if (this.#openConversation !== openConversation) {
      this.#openConversation = openConversation;
      this.atEnd = true;
    }
    this.#app = app;
    return html`
      <div class="log-frame">
        <div class="log" ${ref(this.#element)} tabindex="0" role="region" aria-label=${t('messages')} @scroll=${this.#onScroll}>
          <div class="log-inside" ${ref(element => this.#observeSize(element))}>
            ${this.#beginning(chat, openConversation, app.connection.offline)} ${blocks(openConversation)} ${pendingMessages(conversation, app.connection.offline)}
            <p class="typing" ?hidden=${!conversation.otherTyping}>
              <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${rich('guest.typing', { name: properName(nameOf(chat)) })}
            </p>
          </div>
        </div>
        ${this.atEnd
          ? nothing
          : html`<button class="button to-end" @click=${() => this.toEnd()}>
              ${icon('down')}<span>${chat.unread ? t('messages.new', { count: chat.unread }) : t('messages.newest')}</span>
            </button>`}
      </div>
    `;
  }

  toEnd() {
    this.atEnd = true;
    this.#scrollToEnd();
    this.#app.changed();
  }

  beforeRender() {
    const element = this.#element.value;
    this.#anchor = element && !this.atEnd ? firstVisible(element) : undefined;
  }

  afterRender() {
    const element = this.#element.value;
    if (!element) {
      return;
    }
    if (this.atEnd) {
      this.#scrollToEnd();
    } else if (this.#anchor?.item.isConnected) {
      const { item, top } = this.#anchor;
      const moved = item.getBoundingClientRect().top - top;
      if (Math.abs(moved) > 1) {
        element.scrollTop += moved;
      }
    }
    skipOffscreen(element);
    this.#loadIfNear();
  }

  #beginning(chat, { conversation, messages, earlier }, offline) {
    if (!conversation.loaded) {
      return html`<p class="log-note">${t(offline ? 'offline.now' : 'messages.loading')}</p>`;
    }
    if (conversation.hasEarlier && !earlier.length) {
      return html`<p class="log-note">${t('messages.earlier')}</p>`;
    }
    if (messages[0]?.seq > 1) {
      return html`<p class="log-note">${t('messages.more')}</p>`;
    }
    return html`
      <p class="log-note">
        ${rich(messages.length ? 'messages.first' : 'messages.none', { name: properName(nameOf(chat)) })}
      </p>
    `;
  }

  #observeSize(element) {
    this.#resized.disconnect();
    if (element) {
      this.#resized.observe(element);
      this.#resized.observe(element.parentElement);
    }
  }

  #scrollToEnd() {
    const element = this.#element.value;
    if (element && this.atEnd) {
      element.scrollTop = element.scrollHeight;
    }
  }

  #onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = this.#element.value;
    const atEnd = scrollHeight - scrollTop - clientHeight < END_MARGIN;
    if (atEnd !== this.atEnd) {
      this.atEnd = atEnd;
      this.#app.changed();
    }
    this.#loadIfNear();
  };

  async #loadIfNear() {
    const { conversation } = this.#openConversation;
    const element = this.#element.value;
    if (conversation.loaded && conversation.hasEarlier && element.clientHeight && element.scrollTop < LOAD_AHEAD) {
      // Fails without a connection; the next scroll or render tries again.
      await conversation.loadEarlier().catch(() => {});
    }
  }
}

export const messageLog = new MessageLog();

function firstVisible(element) {
  const { top } = element.getBoundingClientRect();
  const block = [...element.querySelectorAll('.block')].find(item => item.getBoundingClientRect().bottom > top);
  const item = [...(block?.querySelectorAll('li') ?? [])].find(child => child.getBoundingClientRect().bottom > top);
  return item && { item, top: item.getBoundingClientRect().top };
}

/** Blocks that have been laid out once get `content-visibility: auto`: off the screen they cost nothing, and keep their height. */
function skipOffscreen(element) {
  const fresh = element.querySelectorAll('.block:not(.laid-out)');
  if (fresh.length > 1) {
    requestAnimationFrame(() => requestAnimationFrame(() => fresh.forEach(block => block.classList.add('laid-out'))));
  }
}
