import { html } from '../html.js';
import { saveFile } from '../save-file.js';
import { icon } from '../icons.js';
import { download } from '../rest.js';
import { SettingsPage } from './settings-page.js';

/** Downloads all data of the owner. */
export class Export extends SettingsPage {
  body() {
    return html`
      <div class="stack">
        <p>All of it in one file: your account, your settings, every guest, chat and message. Passwords, secrets of log-ins and network addresses are not in it.</p>
        <p class="muted">Each line is a JSON object (NDJSON), which programs and spreadsheets read.</p>
        ${this.result()}
        <div class="actions">
          <button class="button primary" ?disabled=${this.busy} @click=${() => this.attempt(() => this.#export())}>${icon('save')}${this.busy ? 'Collecting …' : 'Download the export'}</button>
        </div>
      </div>
    `;
  }

  async #export() {
    const response = await download('/owner/export', this.app.session.token);
    const blob = await response.blob().catch(() => new Blob());
    if (!(await isComplete(blob))) {
      throw new Error('The file was cut on its way. Please try again.');
    }
    const name = /filename="?([^";]+)/.exec(response.headers.get('Content-Disposition'))?.[1];
    saveFile(name ?? 'porchlight.ndjson', blob);
    return `Done: ${(blob.size / 1024).toLocaleString(undefined, { maximumFractionDigits: 0 })} KB.`;
  }
}

/** The server ends the file with a line of its own; without it the download was cut off. */
async function isComplete(blob) {
  const lines = (await blob.slice(-1000).text()).trimEnd().split('\n');
  return lines.at(-1).startsWith('{"type":"end"');
}
