import { html } from '../html.js';
import { icon } from '../icons.js';
import { snippet, snippetBox } from '../settings/snippet.js';

/** For an owner without chats: how to get the first one. */
export function onboarding(app) {
  const { domain } = app.connection;
  return html`
    <section class="column onboarding" aria-labelledby="onboarding-heading">
      <div class="onboarding-inside">
        ${lamp()}
        <h2 id="onboarding-heading" tabindex="-1" data-initial-focus>The light is on</h2>
        <p class="muted">Nobody has written yet. Two ways to the first chat:</p>
        <ol class="plain onboarding-steps">
          <li class="card">
            <h3>Put it on your website</h3>
            <p>One line, in every page of ${domain || 'your website'}:</p>
            ${snippetBox(app, snippet({ domain }))}
            <p><a href="#settings/embed">Choose its colour and see how it looks</a></p>
          </li>
          <li class="card">
            ${domain === demoDomain() ? tryInShop : tryHere(domain)}
          </li>
        </ol>
      </div>
    </section>
  `;
}

/** The domain of the demo shop; empty if the demo is turned off. */
const demoDomain = () => document.querySelector('meta[name=porchlight-demo]').content;

const tryInShop = html`
  <h3>Try it in the demo shop</h3>
  <p>Ask there as a guest, answer here. Best with both windows side by side.</p>
  <p><a class="button" href="../demo/" target="_blank" rel="noopener">${icon('outside')}Open the demo shop</a></p>
`;

const tryHere = domain => html`
  <h3>Try it yourself</h3>
  <p>Ask on a page of ours as your guests will on yours, and answer here. Best with both windows side by side.</p>
  <p><a class="button" href="preview" target="_blank" rel="noopener">${icon('outside')}Open a page with the widget</a></p>
`;

export function noChatSelected(app) {
  const waiting = app.sections.find(({ status }) => status === 'waiting').chats;
  return html`
    <section class="column conversation none" aria-label="No chat chosen">
      <div class="empty">
        ${lamp()}
        ${waiting.length
          ? html`<h2>${waiting.length === 1 ? 'Somebody is waiting' : `${waiting.length} people are waiting`}</h2>
              <p><a class="button primary" href="#chat/${waiting[0]._id}">Answer ${waiting[0].guest.name || 'the first'}</a></p>`
          : html`<h2>Nobody is waiting</h2>
              <p class="muted">New questions appear on the left, and <a href="#settings/alerts">tell you so</a>.</p>`}
        <p class="muted only-keys"><kbd>J</kbd> and <kbd>K</kbd> go through the chats, <kbd>?</kbd> shows all keys.</p>
      </div>
    </section>
  `;
}

const lamp = () => html`<img class="lamp" src=${new URL('../../icon.svg', import.meta.url).href} alt="" width="64" height="64" />`;
