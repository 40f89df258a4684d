import { html } from '../../lib/lit-html/lit-html.js';
import { saveFile } from '../files.js';
import { icon } from '../icons.js';
import { download } from '../rest.js';
import { Page } from './page.js';

/** Everything that is hers, to take along. */
export class Export extends Page {
  body() {
    return html`
      <div class="stack">
        <p>All of it in one file: your account, your settings, every guest, chat and message. Passwords, secrets of log-ins and network addresses are not in it.</p>
        <p class="soft">Each line is a JSON object (NDJSON), which programs and spreadsheets read.</p>
        ${this.outcome()}
        <div class="actions">
          <button class="button primary" ?disabled=${this.busy} @click=${() => this.attempt(() => this.#export())}>${icon('save')}${this.busy ? 'Collecting …' : 'Download the export'}</button>
        </div>
      </div>
    `;
  }

  async #export() {
    const response = await download('/owner/export', this.app.session.token);
    const blob = await response.blob().catch(() => new Blob());
    if (!(await isWhole(blob))) {
      throw new Error('The file was cut on its way. Please try again.');
    }
    const name = /filename="?([^";]+)/.exec(response.headers.get('Content-Disposition'))?.[1];
    saveFile(name ?? 'porchlight.ndjson', blob);
    return `Done: ${(blob.size / 1024).toLocaleString(undefined, { maximumFractionDigits: 0 })} KB.`;
  }
}

/** A file without its last line is cut. */
async function isWhole(blob) {
  const lines = (await blob.slice(-1000).text()).trimEnd().split('\n');
  return lines.at(-1).startsWith('{"type":"end"');
}
