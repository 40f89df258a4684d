import { OwnerSession } from './owner-session.js';

const ATTRIBUTES = ['domain', 'colour', 'position', 'locale'];

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
  if (!session.token) {
    return explain('This page shows an owner their widget. Nobody is logged in to the dashboard in this browser.');
  }
  try {
    const { domain } = await session.request('GET', '/owner/domain');
    embed({ ...(await session.request('GET', '/owner/widget')), domain });
  } catch (error) {
    explain(error.code === 'UNAUTHORIZED' ? 'You were logged out of the dashboard.' : error.message);
  }
}

function embed(values) {
  const script = document.createElement('script');
  script.async = true;
  script.src = '../widget.js';
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
