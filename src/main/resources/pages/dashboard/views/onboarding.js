import { html } from '../html.js';
import { guestName } from '../guest-name.js';
import { icon } from '../icons.js';
import { snippet, snippetBox } from '../settings/snippet.js';
import { properName, rich, t } from '../texts.js';

/** For an owner without chats: how to get the first one. */
export function onboarding(app) {
  const { domain } = app.connection;
  return html`
    <section class="column onboarding" aria-labelledby="onboarding-heading">
      <div class="onboarding-inside">
        ${lamp()}
        <h2 id="onboarding-heading" tabindex="-1" data-initial-focus>${t('start.title')}</h2>
        <p class="muted">${t('start.intro')}</p>
        <ol class="plain onboarding-steps">
          <li class="card">
            <h3>${t('start.embed')}</h3>
            <p>${t('start.embedText', { domain: domain || t('start.yourWebsite') })}</p>
            ${snippetBox(app, snippet({ domain }))}
            <p><a href="#settings/embed">${t('start.colour')}</a></p>
          </li>
          <li class="card">
            ${domain === demoDomain() ? tryInShop() : tryHere()}
          </li>
        </ol>
      </div>
    </section>
  `;
}

/** The domain of the demo shop; empty if the demo is turned off. */
const demoDomain = () => document.querySelector('meta[name=porchlight-demo]').content;

const tryInShop = () => html`
  <h3>${t('start.demo')}</h3>
  <p>${t('start.demoText')}</p>
  <p><a class="button" href="../demo/" target="_blank" rel="noopener">${icon('outside')}${t('start.demoOpen')}</a></p>
`;

const tryHere = () => html`
  <h3>${t('start.try')}</h3>
  <p>${t('start.tryText')}</p>
  <p><a class="button" href="preview" target="_blank" rel="noopener">${icon('outside')}${t('start.tryOpen')}</a></p>
`;

export function noChatSelected(app) {
  const waiting = app.waitingChats;
  const name = waiting.length ? guestName(waiting[0].guest) : undefined;
  return html`
    <section class="column conversation none" aria-label=${t('none.label')}>
      <div class="empty">
        ${lamp()}
        ${waiting.length
          ? html`<h2>${t('none.waiting', { count: waiting.length })}</h2>
              <p><a class="button primary" href="#chat/${waiting[0]._id}">${name ? rich('none.answer', { name: properName(name) }) : t('none.answerFirst')}</a></p>`
          : html`<h2>${t('none.nobody')}</h2>
              <p class="muted">${rich('none.alerts', { link: html`<a href="#settings/alerts">${t('none.alertsLink')}</a>` })}</p>`}
        <p class="muted only-keys">${rich('none.keys', { j: html`<kbd>J</kbd>`, k: html`<kbd>K</kbd>`, help: html`<kbd>?</kbd>` })}</p>
      </div>
    </section>
  `;
}

const lamp = () => html`<img class="lamp" src=${new URL('../../icon.svg', import.meta.url).href} alt="" width="64" height="64" />`;
