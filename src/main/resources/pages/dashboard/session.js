import { Changing } from './changing.js';
import { rest } from './rest.js';
import { forget, save, saved } from './saved.js';

const KEY = 'owner';

/** Who is logged in here. All tabs of this browser agree. */
export class Session extends Changing {
  /** Why she has to log in again, if she did not ask for it. */
  reason = '';

  #account = saved(KEY);

  constructor() {
    super();
    addEventListener('storage', event => {
      if (event.key === `porchlight:${KEY}`) {
        this.#account = saved(KEY);
        this.changed();
      }
    });
  }

  get token() {
    return this.#account?.token;
  }

  get ownerId() {
    return this.#account?.ownerId;
  }

  get email() {
    return this.#account?.email;
  }

  async logIn(email, password) {
    const { token, ownerId } = await rest('POST', '/owner/login', { body: { email, password } });
    this.#account = { token, ownerId, email };
    this.reason = '';
    save(KEY, this.#account);
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
    this.#account = undefined;
    this.reason = reason;
    forget(KEY);
    this.changed();
  }
}
