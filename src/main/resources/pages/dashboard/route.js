import { Changing } from './changing.js';

/**
 * Where she is: `#chats`, `#chat/ID`, `#chat/ID/facts`, `#settings`, `#settings/PAGE`; before logging in `#register`
 * and `#reset`, or `#reset/CODE`.
 */
export class Route extends Changing {
  constructor() {
    super();
    addEventListener('hashchange', () => this.changed());
  }

  get parts() {
    return location.hash.slice(1).split('/').map(part => decodeURIComponent(part));
  }

  get place() {
    return this.parts[0] || 'chats';
  }

  get chatId() {
    return this.place === 'chat' ? this.parts[1] : undefined;
  }

  get facts() {
    return this.place === 'chat' && this.parts[2] === 'facts';
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
    this.changed();
  }
}
