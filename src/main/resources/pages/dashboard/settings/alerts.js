import { html, nothing } from '../html.js';
import { icon } from '../icons.js';
import { askForPermission, permission } from '../notifications.js';
import { SettingsPage } from './settings-page.js';

const PERMISSION = {
  granted: ['good', 'check', 'This browser may show notifications.'],
  denied: ['bad', 'ban', 'This browser was told not to show notifications from here. Click the sign beside the address to allow them again.'],
  default: ['warm', 'bell', 'This browser has not been asked yet whether it may show notifications.'],
  unsupported: ['warm', 'warning', 'This browser shows no notifications from here. They need an address with HTTPS, or localhost.'],
};

/** How this browser alerts the owner to new messages. */
export class AlertSettings extends SettingsPage {
  tested = [];

  body() {
    const { alerts } = this.app;
    const [kind, iconName, text] = PERMISSION[permission()];
    return html`
      <div class="stack">
        <p>For this browser only. While you look at a chat, its messages make no noise.</p>
        <div class="card stack">
          ${toggle('Sound', alerts.sound, on => (alerts.sound = on))}
          <hr />
          ${toggle('Notifications on your desktop', alerts.notifications, on => (alerts.notifications = on))}
          <p class="note ${kind}">${icon(iconName)}<span>${text}</span></p>
          ${permission() === 'default'
            ? html`<div class="actions"><button class="button" @click=${() => this.#askForPermission()}>Allow notifications</button></div>`
            : nothing}
        </div>
        <div class="actions"><button class="button primary" @click=${() => this.#test()}>${icon('bell')}Test my alerts</button></div>
        <div role="status" class="stack">${this.tested.map(text => html`<p class="note">${icon('check')}<span>${text}</span></p>`)}</div>
        <p class="hint">How much is unread also stands in the title and on the icon of this tab.</p>
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
