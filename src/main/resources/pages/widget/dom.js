/** An element with a class: h('button.send', { onclick, 'aria-describedby': 'x' }, 'Send'). Strings become text. */
export const h = (what, values = {}, ...children) => {
  const [tag, name] = what.split('.');
  const node = document.createElement(tag);
  if (name) node.className = name;
  for (const key of Object.keys(values)) {
    if (key.includes('-') || key === 'role') node.setAttribute(key, values[key]);
    else node[key] = values[key];
  }
  for (const child of children) if (child) node.append(child);
  return node;
};

const svg = (tag, values) => {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const key of Object.keys(values)) node.setAttribute(key, values[key]);
  return node;
};

export const icon = d => {
  const node = svg('svg', { viewBox: '0 0 24 24', width: 22, height: 22, 'aria-hidden': true });
  node.append(svg('path', { d }));
  return node;
};

/** A button that shows only a picture. */
export const iconButton = (name, label, d, onclick) =>
  h(`button.icon ${name}`, { type: 'button', title: label, 'aria-label': label, onclick }, icon(d));

/** Lets a parent have these children, { key, state, make }; one whose state is as before stays the same element. */
export const arrange = (parent, items) => {
  const before = parent.kept;
  const kept = (parent.kept = new Map());
  for (const { key, state, make } of items) {
    const entry = before?.get(key);
    kept.set(key, entry?.state === state ? entry : { state, node: make() });
  }
  for (const [key, { node }] of before ?? []) if (kept.get(key)?.node !== node) node.remove();
  let place = parent.firstChild;
  for (const { node } of kept.values()) {
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
};
