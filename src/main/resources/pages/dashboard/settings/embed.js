import { html } from '../html.js';
import { keyed } from '../../lib/lit-html/directives/keyed.js';
import { WidgetSettingsPage } from './settings-page.js';
import { DEFAULT_COLOUR, snippet, snippetBox } from './snippet.js';
import { languageOptions } from './language.js';
import { rich, t } from '../texts.js';

const COLOURS = [
  ['#0f615d', 'teal'],
  ['#1f5fa8', 'blue'],
  ['#6b3fa0', 'violet'],
  ['#a8275f', 'berry'],
  ['#a3470b', 'copper'],
  ['#2b2723', 'ink'],
];

/** The script element for the owner's website, with a preview. */
export class Embed extends WidgetSettingsPage {
  async load() {
    await super.load();
    this.appearance = { colour: DEFAULT_COLOUR, position: 'right', locale: '', ...withoutEmpty(this.widget) };
    if (!this.app.connection.domain) {
      await this.app.connection.loadDomain();
    }
  }

  body() {
    const { domain } = this.app.connection;
    const { colour } = this.appearance;
    const shown = { domain, ...this.appearance };
    return html`
      <div class="stack">
        <p>${rich('embed.intro', { domain: html`<strong>${domain}</strong>`, start: html`<code>&lt;body&gt;</code>`, end: html`<code>&lt;/body&gt;</code>` })}</p>
        ${snippetBox(this.app, snippet({ domain, ...this.appearance }))}
        <form class="stack two-columns" @submit=${this.submit(() => this.change({ ...this.appearance, locale: this.appearance.locale || null }))} @input=${event => this.#onInput(event)} @change=${event => this.#onInput(event)}>
          <div class="stack">
            <fieldset class="field">
              <legend class="legend">${t('embed.colour')}</legend>
              <div class="swatches">
                ${COLOURS.map(([value, name], i) => swatch(value, t(`colour.${name}`), i, colour))}
                <label class="swatch-own"><input type="color" name="own" .value=${colour} /><span>${t('embed.ownColour')}</span></label>
              </div>
            </fieldset>
            <fieldset class="field">
              <legend class="legend">${t('embed.corner')}</legend>
              ${['right', 'left'].map(side => choice('position', side, t(`embed.${side}`), this.appearance.position))}
            </fieldset>
            <div class="field">
              <label for="locale">${t('guest.language')}</label>
              <select class="input" id="locale" name="locale">
                <option value="" ?selected=${!this.appearance.locale}>${t('embed.visitorLanguage')}</option>
                ${languageOptions(this.appearance.locale)}
              </select>
            </div>
            ${this.result()} ${this.saveButton()}
          </div>
          <figure class="preview">
            ${keyed(JSON.stringify(shown), html`<iframe title=${t('embed.preview')} src="preview" @load=${({ target }) => target.contentWindow.postMessage(shown, location.origin)}></iframe>`)}
            <figcaption class="hint">${t('embed.previewHint')}</figcaption>
          </figure>
        </form>
      </div>
    `;
  }

  #onInput({ target, type }) {
    // A colour of one's own is used on `change` only: each `input` would load the preview again.
    if ((target.name === 'own') !== (type === 'change')) {
      return;
    }
    const name = target.name === 'own' ? 'colour' : target.name;
    this.appearance = { ...this.appearance, [name]: target.value };
    this.edited();
  }
}

const withoutEmpty = ({ colour, position, locale }) =>
  Object.fromEntries(Object.entries({ colour, position, locale }).filter(([, value]) => value));

const swatch = (value, name, i, chosen) => html`
  <label class="swatch swatch-${i}">
    <input type="radio" name="colour" value=${value} .checked=${value === chosen} /><span class="visually-hidden">${name}</span>
  </label>
`;

const choice = (name, value, text, chosen) => html`
  <label class="choice"><input type="radio" name=${name} value=${value} .checked=${value === chosen} /><span>${text}</span></label>
`;
