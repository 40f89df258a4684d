import { html, nothing } from '../html.js';
import { icon } from '../icons.js';
import { t } from '../texts.js';
import { errorMessage } from '../error-messages.js';

/** The state of the form on the screen; not in App, since nothing of it is needed after logging in. */
const form = { page: '', busy: false, error: '', done: '', email: '' };

/** The forms to log in, to register and to reset a password. */
export function auth(app) {
  const page = ['register', 'reset'].includes(app.route.page) ? app.route.page : 'login';
  if (form.page !== page) {
    Object.assign(form, { page, error: '' });
  }
  const pages = { login, register, reset };
  return html`
    <main class="auth">
      <div class="auth-box">
        <a class="brand" href="../"><img src=${iconUrl} alt="" width="32" height="32" />Porchlight</a>
        <div class="card">${pages[page](app)}</div>
      </div>
    </main>
  `;
}

const iconUrl = new URL('../../icon.svg', import.meta.url).href;

async function attempt(app, event, action) {
  event.preventDefault();
  if (form.busy) {
    return;
  }
  const field = name => event.target.elements[name]?.value;
  Object.assign(form, { busy: true, error: '', done: '' });
  app.changed();
  try {
    await action(field);
  } catch (error) {
    form.error = errorMessage(error);
    event.target.querySelector('[type=password]')?.select();
  } finally {
    form.busy = false;
    app.changed();
  }
}

const problem = () =>
  form.error ? html`<p class="note bad" role="alert">${icon('warning')}<span>${form.error}</span></p>` : nothing;

const emailField = () => html`
  <div class="field">
    <label for="email">${t('email')}</label>
    <input class="input" id="email" name="email" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="254" required />
  </div>
`;

const submit = text => html`<button class="button primary" ?disabled=${form.busy}>${form.busy ? t('busy') : text}</button>`;

function login(app) {
  return html`
    <form class="stack" @submit=${event => attempt(app, event, field => app.session.logIn(field('email'), field('password')))}>
      <h1 tabindex="-1" data-initial-focus>${t('login.title')}</h1>
      ${app.session.reason ? html`<p class="note warm" role="status">${icon('leave')}<span>${app.session.reason}</span></p>` : nothing}
      ${form.done ? html`<p class="note good" role="status">${icon('check')}<span>${form.done}</span></p>` : nothing}
      ${emailField()}
      <div class="field">
        <label for="password">${t('password')}</label>
        <input class="input" id="password" name="password" type="password" autocomplete="current-password" required />
      </div>
      ${problem()} ${submit(t('login.title'))}
      <p class="auth-links">${isOpen() ? html`<a href="#register">${t('register.title')}</a>` : nothing}<a href="#reset">${t('login.forgotten')}</a></p>
    </form>
  `;
}

/** Whether anybody may register, without an invitation. */
const isOpen = () => document.querySelector('meta[name=porchlight-registration]').content === 'open';

function register(app) {
  const { invitation } = app.route;
  if (!invitation && !isOpen()) {
    return byInvitation();
  }
  const send = field => app.session.register(field('email'), field('password'), field('domain'), invitation);
  return html`
    <form class="stack" @submit=${event => attempt(app, event, send)}>
      <div>
        <h1 tabindex="-1" data-initial-focus>${t('register.title')}</h1>
        <p class="muted">${t('register.intro')}</p>
      </div>
      <div class="field">
        <label for="domain">${t('register.domain')}</label>
        <p class="hint" id="domain-hint">${t('register.domainHint')}</p>
        <input class="input" id="domain" name="domain" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="domain-hint" maxlength="300" required />
      </div>
      ${emailField()}
      <div class="field">
        <label for="password">${t('password')}</label>
        <p class="hint" id="password-hint">${t('password.hint')}</p>
        <input class="input" id="password" name="password" type="password" autocomplete="new-password" aria-describedby="password-hint" minlength="8" required />
      </div>
      ${problem()} ${submit(t('register.submit'))}
      <p class="auth-links"><a href="#login">${t('register.login')}</a></p>
    </form>
  `;
}

const byInvitation = () => html`
  <div class="stack">
    <h1 tabindex="-1" data-initial-focus>${t('register.title')}</h1>
    <p>${t('register.closed')}</p>
    <p class="auth-links"><a href="#login">${t('register.login')}</a></p>
  </div>
`;

/** Takes no code from the address: nobody hands out such links, and a stranger could lead an owner into another account. */
function reset(app) {
  const send = async field => {
    await app.session.reset(field('code').trim(), field('password'));
    form.done = t('reset.done');
    app.session.reason = '';
    app.route.go('#login');
  };
  return html`
    <form class="stack" @submit=${event => attempt(app, event, send)}>
      <div class="stack">
        <h1 tabindex="-1" data-initial-focus>${t('reset.title')}</h1>
        <p>${t('reset.intro')}</p>
        <pre class="whole"><code>java -jar porchlight.jar reset-password you@example.com</code></pre>
      </div>
      <div class="field">
        <label for="code">${t('reset.code')}</label>
        <p class="hint" id="code-hint">${t('reset.codeHint')}</p>
        <textarea class="input code-field" id="code" name="code" rows="3" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="code-hint" required></textarea>
      </div>
      <div class="field">
        <label for="password">${t('password.new')}</label>
        <p class="hint" id="password-hint">${t('reset.passwordHint')}</p>
        <input class="input" id="password" name="password" type="password" autocomplete="new-password" aria-describedby="password-hint" minlength="8" required />
      </div>
      ${problem()} ${submit(t('reset.submit'))}
      <p class="auth-links"><a href="#login">${t('reset.login')}</a></p>
    </form>
  `;
}
