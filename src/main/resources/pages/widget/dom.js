import { callDocument } from '../client/host-page.js';

/** An element with a class: h('button.send', { onclick, 'aria-describedby': 'x' }, 'Send'). Strings become text. */
export const h = (what, values = {}, ...children) => {
  const [tag, name] = what.split('.');
  const node = callDocument('createElement', tag);
  if (name) node.className = name;
  for (const key of Object.keys(values)) {
    if (key.includes('-') || key === 'role') node.setAttribute(key, values[key]);
    else node[key] = values[key];
  }
  for (const child of children) if (child) node.append(child);
  return node;
};

const svg = (tag, values) => {
  const node = callDocument('createElementNS', 'http://www.w3.org/2000/svg', tag);
  for (const key of Object.keys(values)) node.setAttribute(key, values[key]);
  return node;
};

export const icon = d => {
  const node = svg('svg', { viewBox: '0 0 24 24', width: 22, height: 22, 'aria-hidden': true });
  node.append(svg('path', { d }));
  return node;
};

/** A button without text. */
export const iconButton = (name, label, d, onclick) =>
  h(`button.icon ${name}`, { type: 'button', title: label, 'aria-label': label, onclick }, icon(d));

/** By a constructed sheet: unlike a style element, it passes a page's Content-Security-Policy. */
export const addStyles = (shadow, css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
};

/** Gives a parent these children, { key, state, make }. A child whose state has not changed stays the same element. */
export const reconcile = (parent, items) => {
  const before = parent.reconciled;
  const after = (parent.reconciled = new Map());
  for (const { key, state, make } of items) {
    const entry = before?.get(key);
    after.set(key, entry?.state === state ? entry : { state, node: make() });
  }
  for (const [key, { node }] of before ?? []) if (after.get(key)?.node !== node) node.remove();
  let place = parent.firstChild;
  for (const { node } of after.values()) {
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
};
