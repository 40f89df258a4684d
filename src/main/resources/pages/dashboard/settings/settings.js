import { html, nothing } from '../html.js';
import { keyed } from '../../lib/lit-html/directives/keyed.js';
import { icon } from '../icons.js';
import { AlertSettings } from './alerts.js';
import { Embed } from './embed.js';
import { Export } from './export.js';
import { OfficeHours } from './office-hours.js';
import { CannedRepliesPage } from './canned-replies.js';
import { Identity } from './identity.js';
import { Language } from './language.js';
import { Password } from './password.js';
import { DomainProof } from './domain-proof.js';
import { Retention } from './retention.js';
import { ServerStatus } from './status.js';
import { Sessions } from './sessions.js';
import { WidgetTexts } from './widget-texts.js';
import { AllowedOrigins } from './allowed-origins.js';
import { t } from '../texts.js';

const GROUPS = [
  {
    name: 'widget',
    pages: [
      { id: 'embed', icon: 'code', Page: Embed },
      { id: 'texts', icon: 'text', Page: WidgetTexts },
      { id: 'hours', icon: 'clock', Page: OfficeHours },
    ],
  },
  {
    name: 'answering',
    pages: [
      { id: 'replies', icon: 'reply', Page: CannedRepliesPage },
      { id: 'alerts', icon: 'bell', Page: AlertSettings },
      { id: 'language', icon: 'globe', Page: Language },
    ],
  },
  {
    name: 'website',
    pages: [
      { id: 'website', icon: 'lock', Page: AllowedOrigins },
      { id: 'domain', icon: 'globe', Page: DomainProof },
      { id: 'identity', icon: 'verified', Page: Identity },
    ],
  },
  {
    name: 'account',
    pages: [
      { id: 'retention', icon: 'clock', Page: Retention },
      { id: 'export', icon: 'box', Page: Export },
      { id: 'password', icon: 'key', Page: Password },
      { id: 'sessions', icon: 'devices', Page: Sessions },
      { id: 'status', icon: 'check', Page: ServerStatus },
    ],
  },
];

const PAGES = GROUPS.flatMap(({ pages }) => pages);

let open = {};

/** The open page. Opening it always fetches its data again. */
function pageFor(app, entry) {
  if (open.entry !== entry || open.connection !== app.connection) {
    open = { entry, connection: app.connection, page: new entry.Page(app) };
    open.page.enter();
  }
  return open.page;
}

export function settings(app) {
  const asked = app.route.settingsPage;
  const entry = PAGES.find(({ id }) => id === asked) ?? PAGES[0];
  const page = pageFor(app, entry);
  return html`
    <section class="column list" aria-labelledby="settings-heading">
      <header class="column-head">
        <h2 id="settings-heading" tabindex="-1" data-initial-focus=${asked ? nothing : ''}>${t('settings')}</h2>
        <p class="hint">${app.connection.domain}</p>
      </header>
      <nav class="list-scroll" aria-label=${t('settings')}>
        ${GROUPS.map(group => menu(group, asked, entry))}
        <button class="menu-item log-out" @click=${() => app.logOut()}>${icon('leave')}<span>${t('logout')}</span></button>
      </nav>
    </section>
    <section class="column settings" aria-labelledby="setting-heading">
      <div class="settings-scroll">
        <div class="settings-inside">
          <header class="settings-head">
            <a class="button quiet icon-only only-narrow" href="#settings" aria-label=${t('settings.back')}>${icon('back')}</a>
            <h2 id="setting-heading" tabindex="-1" data-initial-focus=${asked ? '' : nothing}>${t(`settings.${entry.id}`)}</h2>
          </header>
          ${keyed(page, page.template())}
        </div>
      </div>
    </section>
  `;
}

const menu = ({ name, pages }, asked, entry) => html`
  <h3 class="menu-title">${t(`settings.group.${name}`)}</h3>
  <ul class="plain">
    ${pages.map(
      page => html`
        <li>
          <a class="menu-item" href="#settings/${page.id}" aria-current=${page === entry ? 'page' : nothing}>
            ${icon(page.icon)}<span>${t(`settings.${page.id}`)}</span>${icon('forward')}
          </a>
        </li>
      `,
    )}
  </ul>
`;
