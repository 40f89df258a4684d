// The guide above the demo shop. It registers the shop's owner, if there is none yet.
const guide = document.querySelector('.guide');
const form = document.getElementById('account');
const error = document.getElementById('account-error');
const registered = document.getElementById('account-made');

const step = document.getElementById('step-account');
let demoCode = null;

if (guide.dataset.owner === 'missing') {
  step.replaceChildren(strong('Make its account.'), ' Open the address of this shop that Porchlight printed when it started: it has a code.');
  takeCode();
  window.addEventListener('hashchange', takeCode);
} else {
  step.replaceChildren('The shop has an owner: ', strong('log in as its owner'), '.');
}

/** Takes the code out of the address, so that neither the history nor a copied link has it. */
function takeCode() {
  const code = /^#code=([\w-]+)$/.exec(location.hash)?.[1];
  if (code) {
    demoCode = code;
    history.replaceState(null, '', location.pathname);
    step.replaceChildren(strong('Make its account.'), ' The shop has no owner yet: register as its owner.');
    form.hidden = false;
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
    await post('/owner/register', { email, password, domain: domain(), demoCode });
    const { token } = await post('/owner/login', { email, password });
    logInToDashboard(token);
    document.getElementById('account-email').textContent = email;
    form.hidden = true;
    registered.hidden = false;
    registered.focus();
  } catch (refused) {
    error.textContent = refused.message;
  } finally {
    button.disabled = false;
  }
});

function domain() {
  return document.querySelector('script[data-domain]').dataset.domain;
}

async function post(path, body) {
  const response = await fetch(`..${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Error('The server does not answer. Is it running?');
  });
  const { status, data } = await response.json();
  if (status !== 'success') {
    throw new Error(data);
  }
  return data;
}

function logInToDashboard(token) {
  localStorage.setItem('porchlight:token', token);
}

function strong(text) {
  const element = document.createElement('b');
  element.textContent = text;
  return element;
}
