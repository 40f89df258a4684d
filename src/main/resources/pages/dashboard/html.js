import { html as litHtml, noChange } from '../lib/lit-html/lit-html.js';
import { Directive, directive } from '../lib/lit-html/directive.js';

export { nothing } from '../lib/lit-html/lit-html.js';

const prepared = new WeakMap();

/**
 * lit-html's `html` for a page that a browser may translate. A translator puts elements in place of text nodes, and
 * lit-html would go on writing into a text node, or inserting before one, that is not in the page any more.
 */
export function html(strings, ...values) {
  if (!prepared.has(strings)) {
    prepared.set(strings, prepare(strings));
  }
  const { withEnds, inText } = prepared.get(strings);
  return litHtml(withEnds, ...values.map((value, i) => (inText[i] ? shown(value) : value)));
}

/** Ends each expression that stands in text, not in a tag, with a comment: lit-html takes what follows for its end. */
function prepare(strings) {
  const inText = strings.slice(0, -1).map((_, i) => {
    const before = strings.slice(0, i + 1).join('');
    return before.lastIndexOf('>') >= before.lastIndexOf('<');
  });
  const withEnds = strings.map((text, i) => (inText[i - 1] && /^[^<]/.test(text) ? `<!---->${text}` : text));
  return { withEnds: Object.assign(withEnds, { raw: withEnds }), inText };
}

function shown(value) {
  if (Array.isArray(value)) {
    return value.map(shown);
  }
  return ['string', 'number'].includes(typeof value) ? text(value) : value;
}

/** Puts a new text in the place of all that stands there. */
const text = directive(
  class extends Directive {
    #last;

    render(value) {
      if (value === this.#last) {
        return noChange;
      }
      this.#last = value;
      return document.createTextNode(value);
    }
  },
);
