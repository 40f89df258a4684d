import { callDocument, documentProperty, globalOfScripts, setGlobal } from '../client/host-page.js';
import css from './launcher.css';

// The launcher: one button in a shadow root. The rest is loaded when the visitor clicks it or has a chat already.
(() => {
  // A script that a tag manager evaluates, or a module, has no current one.
  const findScript = () => {
    const current = documentProperty('currentScript');
    if (current instanceof HTMLScriptElement && current.src) return current;
    const all = [...callDocument('querySelectorAll', 'script[src]')].filter(node => node instanceof HTMLScriptElement
      && /^$|module|javascript/.test(node.type) && /^https?:[^?#]*\/widget\.js($|[?#])/.test(node.src));
    return all.find(({ dataset }) => dataset.domain) ?? (all[1] ? undefined : all[0]);
  };
  const OURS = Symbol.for('porchlight');
  const early = globalOfScripts('Porchlight');
  const script = findScript();
  if (!script || early?.[OURS]) return;

  const { src } = script;
  const { domain = location.hostname, colour, position, locale, greeting, theme } = script.dataset;
  const labels = {
    en: 'Chat with us', de: 'Mit uns chatten', es: 'Chatee con nosotros', fr: 'Discuter avec nous', ar: 'تحدّث معنا',
  };
  // Pages also have tags like `en_US`, or none that is valid.
  const parsed = tag => {
    try { return new Intl.Locale(tag.replaceAll('_', '-')); } catch { return {}; }
  };
  const { language, baseName: tag } = [locale, documentProperty('documentElement').lang, navigator.language, 'en']
    .map(parsed).find(({ language }) => Object.hasOwn(labels, language));

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);

  const add = (parent, name, values, space) => {
    const node = space ? callDocument('createElementNS', space, name) : callDocument('createElement', name);
    for (const key of Object.keys(values)) node.setAttribute(key, values[key]);
    parent.append(node);
    return node;
  };
  const setIcon = path => {
    const svg = 'http://www.w3.org/2000/svg';
    launcher.replaceChildren();
    add(add(launcher, 'svg', {
      viewBox: '0 0 24 24', width: 30, height: 30, fill: 'none', stroke: 'currentColor', 'stroke-width': 2,
      'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': true,
    }, svg), 'path', { d: path }, svg);
  };

  const host = callDocument('createElement', 'porchlight-chat');
  const shadow = host.attachShadow({ mode: 'open' });
  shadow.adoptedStyleSheets = [sheet];
  const root = add(shadow, 'div', {
    class: position === 'left' ? 'root left' : 'root', lang: tag, dir: language === 'ar' ? 'rtl' : 'ltr',
  });
  const region = add(root, 'section', { 'aria-label': labels[language] });
  const launcher = add(region, 'button', {
    class: 'launcher', type: 'button', 'aria-label': labels[language], 'aria-haspopup': 'dialog', 'aria-expanded': false,
  });
  const badge = add(region, 'span', { class: 'badge', role: 'status' });
  const shown = open => {
    launcher.setAttribute('aria-expanded', open);
    setIcon(open ? 'M6 9.5l6 6 6-6' : 'M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5zM8.5 8.5h7M8.5 12h4');
  };
  shown(false);

  // Whatever the colour, one of black and white has a contrast of 4.5 with it.
  const accent = /^#([\da-f]{3}){1,2}$/i.test(colour) ? colour.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3') : '#0f615d';
  const light = at => {
    const part = parseInt(accent.slice(at, at + 2), 16) / 255;
    return part > .04045 ? ((part + .055) / 1.055) ** 2.4 : part / 12.92;
  };
  root.style.setProperty('--accent', accent);
  root.style.setProperty('--on', .2126 * light(1) + .7152 * light(3) + .0722 * light(5) > .179 ? '#000' : '#fff');
  if (theme === 'light' || theme === 'dark') root.style.colorScheme = theme;

  // The page's shortcuts, focus traps and scrolling must not react to events in the widget.
  for (const event of ['keydown', 'keypress', 'keyup', 'input', 'focusin', 'focusout', 'paste', 'wheel', 'touchmove']) {
    shadow.addEventListener(event, e => e.stopPropagation(), { passive: true });
  }

  const listeners = { open: new Set(), close: new Set(), message: new Set(), unread: new Set() };
  const context = {
    domain: domain.toLowerCase(), locale: tag, language, greeting, root, launcher, badge, shown,
    key: `porchlight:chat:${domain.toLowerCase()}`, draftKey: `porchlight:draft:${domain.toLowerCase()}`, sockets: '{{sockets}}', base: src,
    emit: (name, detail) => listeners[name].forEach(listener => {
      try { listener(detail); } catch (error) { reportError(error); }
    }),
  };

  let loading, widget;
  const loadWidget = async () => {
    launcher.classList.add('busy');
    try {
      widget = await (await import(new URL('{{assets}}/widget/all.js', src).href)).start(context);
    } catch (error) {
      loading = undefined;
      console.warn('Porchlight could not be loaded.', error);
    }
    launcher.classList.remove('busy');
  };
  const load = () => {
    loading ??= loadWidget();
    return loading;
  };
  const open = () => load().then(() => widget?.open());
  const close = () => loading?.then(() => widget?.close());
  launcher.addEventListener('click', () => (launcher.ariaExpanded === 'true' ? close() : open()));

  // Removes the chat, and what was typed and not sent.
  const clearStorage = () => {
    try {
      for (const key of Object.keys(localStorage)) {
        if (/^porchlight:(chat|draft|outbox:\w+:guest):/.test(key)) localStorage.removeItem(key);
      }
    } catch { /* Without a storage nothing is kept. */ }
  };

  const api = {
    open: () => void open(),
    close: () => void close(),
    identify(identity) {
      context.identity = identity;
      if (identity === null) clearStorage();
      loading?.then(() => widget?.identify());
    },
    on(name, listener) {
      listeners[name].add(listener);
      return () => listeners[name].delete(listener);
    },
    push: ([name, ...values]) => api[name](...values),
  };
  Object.defineProperty(api, OURS, { value: true });
  setGlobal('Porchlight', api);
  if (Array.isArray(early)) for (const call of early) api.push(call);

  const attach = () => {
    documentProperty('documentElement').append(host);
    try {
      if (localStorage.getItem(context.key) || localStorage.getItem(context.draftKey)) load();
    } catch { /* Without a storage there is no earlier chat. */ }
  };
  if (documentProperty('readyState') === 'loading') callDocument('addEventListener', 'DOMContentLoaded', attach); else attach();
})();
