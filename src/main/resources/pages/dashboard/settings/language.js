import { removeItem, writeItem } from '../browser-storage.js';
import { html } from '../html.js';
import { chosenLanguage, LANGUAGES, t } from '../texts.js';
import { SettingsPage } from './settings-page.js';

export const languageOptions = chosen =>
  Object.entries(LANGUAGES).map(
    ([value, name]) => html`<option value=${value} lang=${value} translate="no" ?selected=${value === chosen}>${name}</option>`,
  );

/** The language of the dashboard in this browser. */
export class Language extends SettingsPage {
  body() {
    return html`
      <div class="stack">
        <div class="field">
          <label for="language">${t('settings.language')}</label>
          <p class="hint" id="language-hint">${t('language.intro')}</p>
          <select class="input" id="language" aria-describedby="language-hint" @change=${({ target }) => choose(target.value)}>
            <option value="" ?selected=${!chosenLanguage}>${t('language.browser')}</option>
            ${languageOptions(chosenLanguage)}
          </select>
        </div>
      </div>
    `;
  }
}

/** Everything on the page is in the language before. */
function choose(language) {
  if (language) {
    writeItem('language', language);
  } else {
    removeItem('language');
  }
  location.reload();
}
