import { OwnerSession } from './owner-session.js';
import { loadTexts, t } from './texts.js';
import { errorMessage } from './error-messages.js';

const ATTRIBUTES = ['domain', 'colour', 'position', 'locale'];

const labelled = loadTexts().then(label);

// Nothing is taken from the address: a link must not put words on this page, which is the dashboard's neighbour.
const inDashboard = parent !== window;
if (inDashboard) {
  addEventListener('message', ({ source, origin, data }) => {
    if (source === parent && origin === location.origin) {
      embed(data);
    }
  });
} else {
  showSaved(new OwnerSession());
}

/** Outside of the dashboard: the widget as the owner who is logged in has saved it. */
async function showSaved(session) {
  await labelled;
  if (!session.token) {
    return explain(t('preview.loggedOut'));
  }
  try {
    const { domain } = await session.request('GET', '/owner/domain');
    embed({ ...(await session.request('GET', '/owner/widget')), domain });
  } catch (error) {
    explain(errorMessage(error));
  }
}

function label() {
  document.title = t('preview.title');
  document.querySelector('main').ariaLabel = t('preview.page');
  document.querySelector('#heading').textContent = t('preview.heading');
  document.querySelector('#open').textContent = t('preview.open');
}

function embed(values) {
  const script = document.createElement('script');
  script.async = true;
  script.crossOrigin = 'anonymous';
  script.src = '../widget.js';
  script.dataset.frames = '';
  for (const name of ATTRIBUTES) {
    if (values?.[name]) {
      script.dataset[name] = values[name];
    }
  }
  document.body.append(script);
}

function explain(text) {
  document.querySelector('#why').textContent = text;
  document.querySelector('#instead').hidden = false;
}
