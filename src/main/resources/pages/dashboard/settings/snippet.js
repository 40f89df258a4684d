import { html } from '../html.js';
import { icon } from '../icons.js';
import { t } from '../texts.js';

export const DEFAULT_COLOUR = '#0f615d';

const escapeAttribute = text => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

/** The script element that puts the widget on a page. */
export function snippet({ domain, colour, position, locale }) {
  const attributes = {
    domain,
    colour: colour && colour !== DEFAULT_COLOUR ? colour : '',
    position: position === 'left' ? 'left' : '',
    locale,
  };
  const data = Object.entries(attributes)
    .filter(([, value]) => value)
    .map(([name, value]) => ` data-${name}="${escapeAttribute(value)}"`);
  return `<script async crossorigin src="${new URL('../widget.js', location).href}"${data.join('')}></script>`;
}

/** A text with a button that copies it. */
export function snippetBox(app, text) {
  return html`
    <div class="snippet">
      <pre tabindex="0" translate="no"><code>${text}</code></pre>
      <button type="button" class="button" @click=${event => copy(app, text, event.currentTarget)}>${icon('copy')}<span>${t('copy')}</span></button>
    </div>
  `;
}

async function copy(app, text, button) {
  const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  if (copied || copySelected(button.previousElementSibling)) {
    app.announce(t('copied'));
    button.classList.add('copied');
    setTimeout(() => button.classList.remove('copied'), 2000);
  }
}

/** Pages that are neither HTTPS nor localhost have no clipboard API. */
function copySelected(element) {
  getSelection().selectAllChildren(element);
  return document.execCommand('copy');
}
