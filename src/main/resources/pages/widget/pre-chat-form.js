import { mayBeEmailAddress } from '../client/email-address.js';
import { isVisible } from '../client/visible.js';
import { h } from './dom.js';
import { textField, validationError } from './composer.js';

/** The pre-chat form: what the owner asks for, and the first message. */
export class PreChatForm {
  #t;
  #fields = [];

  constructor(t, draft, { ask, before, start }) {
    this.#t = t;
    const submit = () => this.#check() && start(draft.get('message'));
    this.node = h('form.form', { noValidate: true, onsubmit: e => {
      e.preventDefault();
      submit();
    } }, ...before);
    if (ask.name !== 'no') this.#add('name', h('input', { autocomplete: 'name', maxLength: 100 }), ask.name);
    // Not of the type `email`: browsers refuse and rewrite addresses that are taken.
    const email = { inputMode: 'email', autocomplete: 'email', autocapitalize: 'off', spellcheck: false, maxLength: 254 };
    if (ask.email !== 'no') this.#add('email', h('input', email), ask.email);
    this.message = this.#add('message', textField({ rows: 2, enterKeyHint: 'send' }, { send: submit }), 'required');
    this.node.append(h('button.primary', {}, t.send));
    for (const { input } of this.#fields) draft.bind(input.id, input);
    this.field = this.#fields[0].input;
  }

  #add(id, input, asked) {
    const error = h('p.error', { id: `${id}-error` });
    const optional = asked === 'optional' && h('small', {}, ` (${this.#t.optional})`);
    input.id = id;
    input.required = !optional;
    input.setAttribute('aria-describedby', error.id);
    this.node.append(h('div', {}, h('label', { htmlFor: id }, this.#t[id], optional), input, error));
    this.#fields.push({ input, error });
    return input;
  }

  #check() {
    let first;
    for (const { input, error } of this.#fields) {
      error.textContent = this.#errorOf(input);
      input.ariaInvalid = error.textContent !== '';
      if (error.textContent) first ??= input;
    }
    first?.focus();
    return !first;
  }

  #errorOf(input) {
    if (input === this.message) return validationError(this.#t, input.value.trim());
    if (input.required && !isVisible(input.value)) return this.#t.required;
    return input.id === 'email' && input.value.trim() && !mayBeEmailAddress(input.value) ? this.#t.badEmail : '';
  }
}
