// The guide above the demo shop. It registers the shop's owner, if there is none yet.
const guide = document.querySelector('.guide');
const form = document.getElementById('account');
const error = document.getElementById('account-error');
const registered = document.getElementById('account-made');

if (guide.dataset.owner === 'missing') {
  form.hidden = false;
} else {
  document.getElementById('step-account').replaceChildren('The shop has an owner: ', strong('log in as its owner'), '.');
}

document.getElementById('ask').addEventListener('click', () => window.Porchlight?.open());

form.addEventListener('submit', async event => {
  event.preventDefault();
  const { email, password } = Object.fromEntries(new FormData(form));
  const button = form.querySelector('button');
  button.disabled = true;
  error.textContent = '';
  try {
    await post('/owner/register', { email, password, domain: domain() });
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
  const response = await fetch(path, {
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
