import { Observable } from './observable.js';
import { rest } from './rest.js';
import { t } from './texts.js';

/** The demo page stores its new owner's token under this key, too. */
const KEY = 'porchlight:token';

/** The owner session of this browser, the same in all its tabs. */
export class OwnerSession extends Observable {
  /** Why the owner has to log in again, if not by logging out. */
  reason = '';

  token = readToken();

  constructor() {
    super();
    addEventListener('storage', ({ key }) => {
      // Null: everything was cleared.
      if (key === KEY || key === null) {
        this.token = readToken();
        this.changed();
      }
    });
  }

  async logIn(email, password) {
    const { token } = await rest('POST', '/owner/login', { body: { email, password } });
    this.token = token;
    this.reason = '';
    writeToken(token);
    this.changed();
  }

  async register(email, password, domain, invitation) {
    await rest('POST', '/owner/register', { body: { email, password, domain, invitation } });
    await this.logIn(email, password);
  }

  reset(code, newPassword) {
    return rest('POST', '/owner/reset', { body: { code, newPassword } });
  }

  async logOut() {
    const { token } = this;
    this.#clear('');
    await rest('POST', '/owner/logout', { token }).catch(() => {});
  }

  /** The server has refused the token. */
  expire(token, reason = t('login.loggedOut')) {
    if (token === this.token) {
      this.#clear(reason);
    }
  }

  /** A REST request with the owner's token. `UNAUTHORIZED` also ends the session here. */
  async request(method, path, body) {
    const { token } = this;
    try {
      return await rest(method, path, { body, token });
    } catch (error) {
      if (error.code === 'UNAUTHORIZED') {
        this.expire(token);
      }
      throw error;
    }
  }

  #clear(reason) {
    this.token = undefined;
    this.reason = reason;
    writeToken();
    this.changed();
  }
}

function readToken() {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

function writeToken(token) {
  try {
    if (token) {
      localStorage.setItem(KEY, token);
    } else {
      localStorage.removeItem(KEY);
    }
  } catch {
    // The session lasts as long as the page.
  }
}
