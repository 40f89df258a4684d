import { html } from '../html.js';
import { saveFile } from '../save-file.js';
import { icon } from '../icons.js';
import { download, RestError } from '../rest.js';
import { SettingsPage } from './settings-page.js';
import { number, t } from '../texts.js';

/** Downloads all data of the owner. */
export class Export extends SettingsPage {
  body() {
    return html`
      <div class="stack">
        <p>${t('export.intro')}</p>
        <p class="muted">${t('export.format')}</p>
        ${this.result()}
        <div class="actions">
          <button class="button primary" ?disabled=${this.busy} @click=${() => this.attempt(() => this.#export())}>${icon('save')}${t(this.busy ? 'export.busy' : 'export.download')}</button>
        </div>
      </div>
    `;
  }

  async #export() {
    const response = await download('/owner/export', this.app.session.token);
    const blob = await response.blob().catch(() => new Blob());
    if (!(await isComplete(blob))) {
      throw new RestError('INCOMPLETE');
    }
    const name = /filename="?([^";]+)/.exec(response.headers.get('Content-Disposition'))?.[1];
    saveFile(name ?? 'porchlight.ndjson', blob);
    return t('export.done', { size: number(Math.round(blob.size / 1024)) });
  }
}

/** The server ends the file with a line of its own; without it the download was cut off. */
async function isComplete(blob) {
  const lines = (await blob.slice(-1000).text()).trimEnd().split('\n');
  return lines.at(-1).startsWith('{"type":"end"');
}
