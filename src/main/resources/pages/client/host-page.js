// HTML of a page can shadow all that `document` has: with <img name="body">, document.body is that image. It cannot
// shadow the prototype. Of `window`, it can shadow only what is not there otherwise.

/** A property of the document, as the browser has it. */
export const documentProperty = name => Reflect.get(Document.prototype, name, document);

export const callDocument = (method, ...values) => documentProperty(method).apply(document, values);

/** A global that a script has set; never an element or a frame that is called so. */
export const globalOfScripts = name => (Object.hasOwn(window, name) ? window[name] : undefined);

/** Sets a global, whatever HTML is called so. */
export const setGlobal = (name, value) => {
  const set = Reflect.defineProperty(window, name, { value, writable: true, enumerable: true, configurable: true });
  if (!set) window[name] = value; // A `var` of the page.
};
