import { isOutdated, readKept, writeKept } from '../client/kept.js';
import { flatJson } from '../client/porchlight-socket.js';
import { isVisible } from '../client/visible.js';

/** Undefined if it is none. */
const parse = json => {
  try {
    return JSON.parse(json) || undefined;
  } catch {
    return undefined;
  }
};

/** What the visitor has typed and not sent: one draft in all tabs of this browser, until it is sent or cleared. */
export class Draft {
  /** Whose it is, as far as is known. */
  subject = '';
  /** `first`, `firstId`: the message of a chat that is being opened. */
  #values = {};
  /** Of these, what was typed in this tab. */
  #typed = {};
  #fields = [];
  #key;
  #visitor;
  /** What was kept when this tab looked last. */
  #kept;
  #stored = true;

  /** `visitor`: subject(), '' if it is not known; mayRead(subject), hasChat(), changed(firstId). */
  constructor(key, visitor) {
    this.#key = key;
    this.#visitor = visitor;
    addEventListener('storage', event => (event.key === key || event.key === null) && this.sync());
    const draft = parse(readKept(key));
    if (draft) writeKept(key, isOutdated(draft) ? '' : flatJson(draft));
    this.load();
  }

  /** Keeps what is typed into this field. */
  bind(name, field) {
    this.#fields.push([name, field]);
    field.addEventListener('input', () => {
      this.set({ [name]: field.value });
      this.#typed[name] = field.value;
    });
    this.show();
  }

  /** Lets go of the fields. */
  unbind() {
    this.#fields = [];
  }

  get(name) {
    const value = this.#values[name]?.trim();
    return value && isVisible(value) ? value : undefined;
  }

  /** `subject`: whose it is from now on. */
  set(values, subject = this.#visitor.subject() || this.subject) {
    Object.assign(this.#values, values);
    for (const name of Object.keys(values)) delete this.#typed[name];
    this.show();
    this.#store(subject);
  }

  /** What is left to go on with once this text is sent: another one, that was typed in another tab. */
  besides(name, text) {
    const { subject, [name]: kept = '' } = parse(readKept(this.#key)) ?? {};
    const other = kept.trim();
    return !this.#visitor.mayRead(subject) || other.startsWith(text) || text.startsWith(other) ? '' : kept;
  }

  clear() {
    this.#values = {};
    this.set({});
  }

  #store(subject) {
    const isEmpty = !Object.keys(this.#values).some(name => this.#values[name]);
    this.subject = isEmpty ? '' : subject;
    this.#kept = isEmpty ? undefined : flatJson({ ...this.#values, subject: this.subject, writtenAt: Date.now() });
    this.#stored = writeKept(this.#key, this.#kept);
  }

  /** Takes what is kept, unless it is another visitor's. */
  load() {
    if (this.#stored) {
      this.#kept = readKept(this.#key);
      const draft = parse(this.#kept);
      if (this.#kept && !draft) writeKept(this.#key);
      this.subject = '';
      this.#values = this.#read(draft);
    } else if (!this.#visitor.mayRead(this.subject)) this.#values = {};
    this.#typed = {};
    this.show();
    this.#visitor.changed(this.#values.firstId);
  }

  /** Takes what other tabs have changed, whether or not this one was told. Returns whether nothing is left of what was here. */
  sync() {
    const kept = readKept(this.#key);
    if (!this.#stored || kept === this.#kept) return false;
    const [before, after] = [parse(this.#kept), parse(kept)];
    // Sent: there is a chat. Otherwise it was cleared, or is another person's.
    if (after ? before?.subject && before.subject !== after.subject : !this.#visitor.hasChat()) {
      this.load();
      return true;
    }
    this.#kept = kept;
    this.#merge(this.#read(before), this.#read(after));
    this.show();
    this.#visitor.changed(this.#values.firstId);
    return false;
  }

  /** Other text that was typed in this tab meanwhile stays. */
  #merge(before, after) {
    let isMissing;
    for (const name of Object.keys({ ...before, ...after })) {
      const [typed, text = ''] = [this.#typed[name], after[name]];
      if (before[name] === after[name]) continue;
      const isOther = text && !text.startsWith(typed) && !typed?.startsWith(text);
      if (typed && (typed !== before[name] || isOther)) isMissing ||= !text;
      else {
        this.#values[name] = text;
        delete this.#typed[name];
      }
    }
    if (isMissing) this.#store(this.subject);
  }

  #read(draft) {
    if (!draft || !this.#visitor.mayRead(draft.subject)) return {};
    const { subject, writtenAt, since, oldAt, ...values } = draft;
    this.subject = subject;
    return values;
  }

  /** Also when fields have become visible, as hidden ones have no height. */
  show() {
    for (const [name, field] of this.#fields) {
      const value = this.#values[name] ?? '';
      if (field.value !== value) field.value = value;
      field.grow?.();
    }
  }
}
