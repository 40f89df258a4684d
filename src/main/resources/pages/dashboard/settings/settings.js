import { html, nothing } from '../html.js';
import { keyed } from '../../lib/lit-html/directives/keyed.js';
import { icon } from '../icons.js';
import { AlertSettings } from './alerts.js';
import { Embed } from './embed.js';
import { Export } from './export.js';
import { OfficeHours } from './office-hours.js';
import { CannedRepliesPage } from './canned-replies.js';
import { Identity } from './identity.js';
import { Password } from './password.js';
import { DomainProof } from './domain-proof.js';
import { Retention } from './retention.js';
import { Sessions } from './sessions.js';
import { WidgetTexts } from './widget-texts.js';
import { AllowedOrigins } from './allowed-origins.js';

const GROUPS = [
  {
    title: 'Widget',
    pages: [
      { id: 'embed', title: 'Embed', icon: 'code', Page: Embed },
      { id: 'texts', title: 'Texts', icon: 'text', Page: WidgetTexts },
      { id: 'hours', title: 'Office hours', icon: 'clock', Page: OfficeHours },
    ],
  },
  {
    title: 'Answering',
    pages: [
      { id: 'replies', title: 'Canned replies', icon: 'reply', Page: CannedRepliesPage },
      { id: 'alerts', title: 'Alerts', icon: 'bell', Page: AlertSettings },
    ],
  },
  {
    title: 'Website',
    pages: [
      { id: 'website', title: 'Allowed pages', icon: 'lock', Page: AllowedOrigins },
      { id: 'domain', title: 'Domain', icon: 'globe', Page: DomainProof },
      { id: 'identity', title: 'Guests who log in', icon: 'verified', Page: Identity },
    ],
  },
  {
    title: 'Data and account',
    pages: [
      { id: 'retention', title: 'How long chats are kept', icon: 'clock', Page: Retention },
      { id: 'export', title: 'Export', icon: 'box', Page: Export },
      { id: 'password', title: 'Password', icon: 'key', Page: Password },
      { id: 'sessions', title: 'Where you are logged in', icon: 'devices', Page: Sessions },
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
        <h2 id="settings-heading" tabindex="-1" data-initial-focus=${asked ? nothing : ''}>Settings</h2>
        <p class="hint">${app.connection.domain}</p>
      </header>
      <nav class="list-scroll" aria-label="Settings">${GROUPS.map(group => menu(group, asked, entry))}</nav>
    </section>
    <section class="column settings" aria-labelledby="setting-heading">
      <div class="settings-scroll">
        <div class="settings-inside">
          <header class="settings-head">
            <a class="button quiet icon-only only-narrow" href="#settings" aria-label="Back to the settings">${icon('back')}</a>
            <h2 id="setting-heading" tabindex="-1" data-initial-focus=${asked ? '' : nothing}>${entry.title}</h2>
          </header>
          ${keyed(page, page.template())}
        </div>
      </div>
    </section>
  `;
}

const menu = ({ title, pages }, asked, entry) => html`
  <h3 class="menu-title">${title}</h3>
  <ul class="plain">
    ${pages.map(
      page => html`
        <li>
          <a class="menu-item" href="#settings/${page.id}" aria-current=${page === entry ? 'page' : nothing}>
            ${icon(page.icon)}<span>${page.title}</span>${icon('forward')}
          </a>
        </li>
      `,
    )}
  </ul>
`;
