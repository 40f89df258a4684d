// The guide above the demo shop: it says whether the shop has an owner, and who is logged in, and registers the first one.
const guide = document.querySelector('.guide');
const form = document.getElementById('account');
const error = document.getElementById('account-error');
const made = document.getElementById('account-made');

/** Where the dashboard keeps the owner's token. */
const TOKEN_KEY = 'porchlight:token';

let demoCode = null;

takeCode();
showSession();
window.addEventListener('hashchange', takeCode);
window.addEventListener('storage', ({ key }) => (key === TOKEN_KEY || key === null) && showSession());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refresh());
window.addEventListener('pageshow', ({ persisted }) => persisted && refresh());

/** Takes the code out of the address, so that neither the history nor a copied link has it. */
function takeCode() {
  const code = /^#code=([\w-]+)$/.exec(location.hash)?.[1];
  if (!code) {
    return;
  }
  history.replaceState(null, '', location.pathname);
  if (guide.dataset.state !== 'owned') {
    demoCode = code;
    setState('code');
  }
}

function setState(state) {
  guide.dataset.state = state;
  form.hidden = state !== 'code';
}

/** The account may have been made, or its owner logged out, elsewhere. */
async function refresh() {
  if (guide.dataset.state !== 'owned' && (await hasOwner())) {
    setState('owned');
  }
  await showSession();
}

/** As the page would say if it was loaded again. */
async function hasOwner() {
  try {
    const page = await (await fetch('./')).text();
    return new DOMParser().parseFromString(page, 'text/html').querySelector('.guide')?.dataset.state === 'owned';
  } catch {
    return false;
  }
}

/** Whose session the dashboard has in this browser. */
async function showSession() {
  const token = storedToken();
  if (!token) {
    guide.dataset.session = 'none';
    return;
  }
  let session = 'none';
  try {
    const owned = await rest('GET', '/owner/domain', { token });
    session = owned.domain === domain() ? 'owner' : 'other';
  } catch {
    // The dashboard says why, and lets them log in.
  }
  if (storedToken() === token) {
    guide.dataset.session = session;
  }
}

document.getElementById('ask').addEventListener('click', () => window.Porchlight?.open());

form.addEventListener('submit', async event => {
  event.preventDefault();
  const { email, password } = Object.fromEntries(new FormData(form));
  const button = form.querySelector('button');
  button.disabled = true;
  error.textContent = '';
  try {
    await rest('POST', '/owner/register', { body: { email, password, domain: domain(), demoCode } });
    const { token } = await rest('POST', '/owner/login', { body: { email, password } });
    localStorage.setItem(TOKEN_KEY, token);
    document.getElementById('account-email').textContent = email;
    setState('owned');
    guide.dataset.session = 'owner';
    made.hidden = false;
    made.focus();
  } catch (refused) {
    error.textContent = refused.message;
    refresh();
  } finally {
    button.disabled = false;
  }
});

function domain() {
  return document.querySelector('script[data-domain]').dataset.domain;
}

function storedToken() {
  try {
    return localStorage.getItem(TOKEN_KEY);
  } catch {
    return null;
  }
}

async function rest(method, path, { body, token }) {
  const response = await fetch(`..${path}`, {
    method,
    headers: {
      ...(body && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    body: body && JSON.stringify(body),
  }).catch(() => {
    throw new Error('The server does not answer. Is it running?');
  });
  const { status, data } = await response.json();
  if (status !== 'success') {
    throw new Error(data);
  }
  return data;
}
