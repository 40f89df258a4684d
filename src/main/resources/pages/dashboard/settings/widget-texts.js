import { html } from '../html.js';
import { WidgetSettingsPage } from './settings-page.js';
import { t } from '../texts.js';

const ASK = ['required', 'optional', 'no'];

/** The widget's texts and its pre-chat form. */
export class WidgetTexts extends WidgetSettingsPage {
  body() {
    const { name = '', greeting = '', away = '', ask } = this.widget;
    return html`
      <form class="stack" @submit=${this.submit(fields => this.#save(fields))} @input=${this.edited}>
        <div class="field">
          <label for="name">${t('texts.name')}</label>
          <p class="hint" id="name-hint">${t('texts.nameHint')}</p>
          <input class="input" id="name" name="name" maxlength="80" aria-describedby="name-hint" .value=${name ?? ''} />
        </div>
        <div class="field">
          <label for="greeting">${t('texts.greeting')}</label>
          <p class="hint" id="greeting-hint">${t('texts.greetingHint')}</p>
          <textarea class="input" id="greeting" name="greeting" rows="3" maxlength="500" aria-describedby="greeting-hint" .value=${greeting ?? ''}></textarea>
        </div>
        <div class="field">
          <label for="away">${t('texts.away')}</label>
          <p class="hint" id="away-hint">${t('texts.awayHint')}</p>
          <textarea class="input" id="away" name="away" rows="3" maxlength="500" aria-describedby="away-hint" .value=${away ?? ''}></textarea>
        </div>
        <div class="pair">
          ${this.#asked('name', t('texts.askName'), ask?.name)} ${this.#asked('email', t('texts.askEmail'), ask?.email)}
        </div>
        ${this.result()} ${this.saveButton()}
      </form>
    `;
  }

  #asked(name, label, chosen = 'optional') {
    return html`
      <div class="field">
        <label for="ask-${name}">${label}</label>
        <select class="input" id="ask-${name}" name="ask-${name}">
          ${ASK.map(value => html`<option value=${value} ?selected=${value === chosen}>${t(`ask.${value}`)}</option>`)}
        </select>
      </div>
    `;
  }

  #save(fields) {
    const text = name => fields[name].trim() || null;
    return this.change({
      name: text('name'),
      greeting: text('greeting'),
      away: text('away'),
      ask: { name: fields['ask-name'], email: fields['ask-email'] },
    });
  }
}
