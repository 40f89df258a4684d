import { Changing } from './changing.js';
import { rest } from './rest.js';

/** The demo shop leaves its owner's token there, too. */
const KEY = 'porchlight:token';

/** Who is logged in here. All tabs of this browser agree. */
export class Session extends Changing {
  /** Why she has to log in again, if she did not ask for it. */
  reason = '';

  token = kept();

  constructor() {
    super();
    addEventListener('storage', ({ key }) => {
      // Null: everything was cleared.
      if (key === KEY || key === null) {
        this.token = kept();
        this.changed();
      }
    });
  }

  async logIn(email, password) {
    const { token } = await rest('POST', '/owner/login', { body: { email, password } });
    this.token = token;
    this.reason = '';
    keep(token);
    this.changed();
  }

  async register(email, password, domain) {
    await rest('POST', '/owner/register', { body: { email, password, domain } });
    await this.logIn(email, password);
  }

  /** @returns {Promise<string>} a sentence */
  reset(code, newPassword) {
    return rest('POST', '/owner/reset', { body: { code, newPassword } });
  }

  async logOut() {
    const { token } = this;
    this.#leave('');
    await rest('POST', '/owner/logout', { token }).catch(() => {});
  }

  /** The server does not know the token any more. */
  ended(token, reason = 'You were logged out. Please log in again.') {
    if (token === this.token) {
      this.#leave(reason);
    }
  }

  /** A request in her name; if her session is over, she is asked to log in. */
  async request(method, path, body) {
    const { token } = this;
    try {
      return await rest(method, path, { body, token });
    } catch (error) {
      if (error.code === 'UNAUTHORIZED') {
        this.ended(token);
      }
      throw error;
    }
  }

  #leave(reason) {
    this.token = undefined;
    this.reason = reason;
    keep();
    this.changed();
  }
}

function kept() {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(token) {
  try {
    if (token) {
      localStorage.setItem(KEY, token);
    } else {
      localStorage.removeItem(KEY);
    }
  } catch {
    // Then it lasts as long as the page.
  }
}
