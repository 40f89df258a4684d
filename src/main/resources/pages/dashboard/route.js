import { Observable } from './observable.js';

/**
 * The page in the address: `#chats`, `#chat/ID`, `#chat/ID/facts`, `#settings`, `#settings/PAGE`; before logging in
 * `#register`, `#register/INVITATION` and `#reset`.
 */
export class Route extends Observable {
  /** Asked before the page is left. If it returns false, it calls `commit` or `revert` later. */
  canLeave = () => true;

  #hash = location.hash;

  constructor() {
    super();
    addEventListener('hashchange', () => this.#follow());
  }

  get parts() {
    return this.#hash.slice(1).split('/').map(decoded);
  }

  get page() {
    return this.parts[0] || 'chats';
  }

  get chatId() {
    const [page, id] = this.parts;
    return page === 'chat' && /^[0-9a-f]{24}$/.test(id) ? id : undefined;
  }

  get showsDetails() {
    return Boolean(this.chatId) && this.parts[2] === 'facts';
  }

  /** The code of a link of the operator. */
  get invitation() {
    return this.page === 'register' ? this.parts[1] : undefined;
  }

  get settingsPage() {
    return this.page === 'settings' ? this.parts[1] : undefined;
  }

  go(hash, { replace = false } = {}) {
    if (location.hash === hash) {
      return;
    }
    // Not by location.hash: its event comes later, and keys pressed until then would act on the page before.
    if (replace) {
      history.replaceState(null, '', hash);
    } else {
      history.pushState(null, '', hash);
    }
    this.#follow();
  }

  /** Goes to the page in the address bar. */
  commit() {
    this.#hash = location.hash;
    this.changed();
  }

  /** Restores the address of the current page. */
  revert() {
    history.replaceState(null, '', this.#hash || '#');
  }

  #follow() {
    if (location.hash !== this.#hash && this.canLeave()) {
      this.commit();
    }
  }
}

/** People may type addresses that are not encoded properly. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
