import { html, nothing } from '../html.js';
import { icon } from '../icons.js';
import { askForPermission, permission } from '../notifications.js';
import { SettingsPage } from './settings-page.js';
import { t } from '../texts.js';

const PERMISSION = {
  granted: ['good', 'check'],
  denied: ['bad', 'ban'],
  default: ['warm', 'bell'],
  unsupported: ['warm', 'warning'],
};

/** How this browser alerts the owner to new messages. */
export class AlertSettings extends SettingsPage {
  tested = [];

  body() {
    const { alerts } = this.app;
    const [kind, iconName] = PERMISSION[permission()];
    return html`
      <div class="stack">
        <p>${t('alerts.intro')}</p>
        <div class="card stack">
          ${toggle(t('alerts.sound'), alerts.sound, on => (alerts.sound = on))}
          <hr />
          ${toggle(t('alerts.notifications'), alerts.notifications, on => (alerts.notifications = on))}
          <p class="note ${kind}">${icon(iconName)}<span>${t(`alerts.${permission()}`)}</span></p>
          ${permission() === 'default'
            ? html`<div class="actions"><button class="button" @click=${() => this.#askForPermission()}>${t('alerts.allow')}</button></div>`
            : nothing}
        </div>
        <div class="actions"><button class="button primary" @click=${() => this.#test()}>${icon('bell')}${t('alerts.test')}</button></div>
        <div role="status" class="stack">${this.tested.map(text => html`<p class="note">${icon('check')}<span>${text}</span></p>`)}</div>
        <p class="hint">${t('alerts.tab')}</p>
      </div>
    `;
  }

  async #askForPermission() {
    await askForPermission();
    this.changed();
  }

  async #test() {
    this.tested = await this.app.alerts.test();
    this.changed();
  }
}

const toggle = (text, on, set) => html`
  <label class="switch"><span>${text}</span><input type="checkbox" role="switch" ?checked=${on} @change=${({ target }) => set(target.checked)} /></label>
`;
