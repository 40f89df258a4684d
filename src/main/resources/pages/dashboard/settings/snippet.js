import { html } from '../../lib/lit-html/lit-html.js';
import { icon } from '../icons.js';

export const DEFAULT_COLOUR = '#0f615d';

const attribute = text => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

/** The line for her pages. */
export function snippet({ domain, colour, position, locale }) {
  const attributes = {
    domain,
    colour: colour && colour !== DEFAULT_COLOUR ? colour : '',
    position: position === 'left' ? 'left' : '',
    locale,
  };
  const data = Object.entries(attributes)
    .filter(([, value]) => value)
    .map(([name, value]) => ` data-${name}="${attribute(value)}"`);
  return `<script async src="${location.origin}/widget.js"${data.join('')}></script>`;
}

/** Something to copy. */
export function snippetBox(app, text, label = 'Copy') {
  return html`
    <div class="snippet">
      <pre tabindex="0"><code>${text}</code></pre>
      <button type="button" class="button" @click=${event => copy(app, text, event.currentTarget)}>${icon('copy')}<span>${label}</span></button>
    </div>
  `;
}

async function copy(app, text, button) {
  const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  if (copied || copySelected(button.previousElementSibling)) {
    app.say('Copied.');
    button.classList.add('copied');
    setTimeout(() => button.classList.remove('copied'), 2000);
  }
}

/** Where a page is neither HTTPS nor localhost, there is no other way. */
function copySelected(element) {
  getSelection().selectAllChildren(element);
  return document.execCommand('copy');
}
