import { html } from '../html.js';
import { WidgetSettingsPage } from './settings-page.js';

const ASK = [
  ['required', 'Must be given'],
  ['optional', 'May be given'],
  ['no', 'Not asked'],
];

/** The widget's texts and its pre-chat form. */
export class WidgetTexts extends WidgetSettingsPage {
  body() {
    const { name = '', greeting = '', away = '', ask } = this.widget;
    return html`
      <form class="stack" @submit=${this.submit(fields => this.#save(fields))} @input=${this.edited}>
        <div class="field">
          <label for="name">Your name, or your shop’s</label>
          <p class="hint" id="name-hint">Stands at the top of the chat.</p>
          <input class="input" id="name" name="name" maxlength="80" aria-describedby="name-hint" .value=${name ?? ''} />
        </div>
        <div class="field">
          <label for="greeting">Greeting</label>
          <p class="hint" id="greeting-hint">The first thing a guest reads. Left empty, the widget greets in the guest’s language.</p>
          <textarea class="input" id="greeting" name="greeting" rows="3" maxlength="500" aria-describedby="greeting-hint" .value=${greeting ?? ''}></textarea>
        </div>
        <div class="field">
          <label for="away">When nobody is there</label>
          <p class="hint" id="away-hint">Shown outside your office hours and while you are not logged in. Questions are kept for you.</p>
          <textarea class="input" id="away" name="away" rows="3" maxlength="500" aria-describedby="away-hint" .value=${away ?? ''}></textarea>
        </div>
        <div class="pair">
          ${this.#asked('name', 'Ask for a name', ask?.name)} ${this.#asked('email', 'Ask for an e-mail address', ask?.email)}
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
          ${ASK.map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}
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
