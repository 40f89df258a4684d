import { Changing } from './changing.js';

/**
 * Where she is: `#chats`, `#chat/ID`, `#chat/ID/facts`, `#settings`, `#settings/PAGE`; before logging in `#register`
 * and `#reset`, or `#reset/CODE`.
 */
export class Route extends Changing {
  /** Asked before she leaves where she is; if it says no, `arrive` or `stay` follows. */
  mayLeave = () => true;

  #hash = location.hash;

  constructor() {
    super();
    addEventListener('hashchange', () => this.#follow());
  }

  get parts() {
    return this.#hash.slice(1).split('/').map(decoded);
  }

  get place() {
    return this.parts[0] || 'chats';
  }

  get chatId() {
    const [place, id] = this.parts;
    return place === 'chat' && /^[0-9a-f]{24}$/.test(id) ? id : undefined;
  }

  get facts() {
    return Boolean(this.chatId) && this.parts[2] === 'facts';
  }

  get settingsPage() {
    return this.place === 'settings' ? this.parts[1] : undefined;
  }

  go(hash, { replace = false } = {}) {
    if (location.hash === hash) {
      return;
    }
    // Not by location.hash, which tells of it only later: keys pressed meanwhile would act on the page before.
    if (replace) {
      history.replaceState(null, '', hash);
    } else {
      history.pushState(null, '', hash);
    }
    this.#follow();
  }

  /** Goes where the address says. */
  arrive() {
    this.#hash = location.hash;
    this.changed();
  }

  /** Has the address say again where she is. */
  stay() {
    history.replaceState(null, '', this.#hash || '#');
  }

  #follow() {
    if (location.hash !== this.#hash && this.mayLeave()) {
      this.arrive();
    }
  }
}

/** Addresses may be typed. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
