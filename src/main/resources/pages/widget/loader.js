import { callDocument, documentProperty, globalOfScripts, setGlobal } from '../client/host-page.js';
import css from './launcher.css';

// The launcher: one button in a shadow root. The rest is loaded when the visitor clicks it or has a chat already.
(() => {
  const OURS = Symbol.for('porchlight');
  const MAX_TRIES = 3;
  const RETURN_DELAY = 100;
  const MAX_RETURNS = 5;
  const RETURNS_WITHIN = 60_000;
  const warn = (text, ...values) => console.warn(`Porchlight: ${text}`, ...values);
  // A page that includes the script again wants the widget, which it may have removed, or whose global it may have replaced.
  if (window[OURS]) return window[OURS]();

  const scripts = () => [...callDocument('querySelectorAll', 'script[src]')].filter(node => node instanceof HTMLScriptElement);
  const addressOf = url => url.split(/[?#]/)[0];
  // Never another's `widget.js`. The stack begins in this file, also in a module, which has no current script; but not if
  // a tag manager evaluates this text, whose current script is the tag manager's.
  let isGuess;
  const findScript = () => {
    const [frame] = /.*(https?:|eval|<anonymous>).*/.exec(new Error().stack) ?? [''];
    const [address] = (!/\beval (at|code)|> eval|blob:/.test(frame) && /https?:\/\/[^\s()]+\.js[^\s():]*/.exec(frame)) || [];
    const current = documentProperty('currentScript');
    const found = scripts().filter(({ src, type, dataset }) => (address ? src.startsWith(address)
      : dataset.domain && /^$|module|javascript/.test(type) && /^https?:[^?#]*\/widget\.js($|[?#])/.test(src)));
    isGuess = !address;
    if (isGuess) return found.find(({ src }) => src !== found[0].src) ? undefined : found[0];
    return found.find(node => node === current) ?? found.find(({ dataset }) => dataset.domain) ?? found[0] ?? { src: address, dataset: {} };
  };
  const script = findScript();
  if (!script) return warn('evaluated, it needs a script element with its address and data-domain.');

  const { src, dataset } = script;
  const attribute = (name, pattern) => {
    const value = dataset[name];
    if (value === undefined || pattern.test(value)) return value;
    warn(`data-${name}="${value}" is unknown.`);
    return undefined;
  };
  const domain = (attribute('domain', /^(\[.+]|[^\s/:@?#]+)$/) ?? location.hostname).toLowerCase();
  const position = attribute('position', /^(left|right)$/);
  const theme = attribute('theme', /^(light|dark)$/);
  // Whatever the colour, one of black and white has a contrast of 4.5 with it.
  const accent = (attribute('colour', /^#([\da-f]{3}){1,2}$/i) ?? '#0f615d').replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
  const light = at => ((parseInt(accent.slice(at, at + 2), 16) / 255 + .055) / 1.055) ** 2.4;
  const labels = {
    en: 'Chat with us', de: 'Mit uns chatten', es: 'Chatee con nosotros', fr: 'Discuter avec nous', ar: 'تحدّث معنا',
  };
  // Pages also have tags like `en_US`, or none that is valid.
  const parsed = tag => {
    try {
      const known = new Intl.Locale(tag.replaceAll('_', '-'));
      return Object.hasOwn(labels, known.language) && known;
    } catch { return undefined; }
  };
  const locale = attribute('locale', { test: parsed });
  const { language, baseName: tag } = [locale, documentProperty('documentElement').lang, navigator.language, 'en'].map(parsed).find(Boolean);

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);

  const add = (parent, name, values, space) => {
    const node = space ? callDocument('createElementNS', space, name) : callDocument('createElement', name);
    for (const key of Object.keys(values)) node.setAttribute(key, values[key]);
    parent.append(node);
    return node;
  };

  const listeners = { open: new Set(), close: new Set(), message: new Set(), unread: new Set() };
  const context = {
    domain, locale: tag, language, greeting: dataset.greeting, key: `porchlight:chat:${domain}`, draftKey: `porchlight:draft:${domain}`,
    sockets: '{{sockets}}', base: src,
    emit: (name, detail) => listeners[name].forEach(listener => {
      try { listener(detail); } catch (error) { reportError(error); }
    }),
  };

  let host, loading, widget, isPressed;
  // Listeners of the page that capture, as focus traps have, would see events in a shadow root. So they end at the window,
  // and a copy of those that the widget listens to goes on inside: docs/decisions/widget-isolation.md.
  const shield = event => {
    const { type, target, dataTransfer } = event;
    const [inner] = event.composedPath();
    // A page may also dispatch an event at the host itself.
    const isOurs = target === host && inner !== host;
    if (/[re]down/.test(type)) isPressed = isOurs;
    // What the page began to drag may end above the widget, and where files are dropped is for the page to say.
    if (!isOurs || (/[re](up|cancel)/.test(type) && !isPressed) || /Files/.test(dataTransfer?.types)) return;
    event.stopImmediatePropagation();
    if (!/^(click|keydown|input|focus|blur)$/.test(type) || (type === 'click' && inner.closest('a'))) return;
    const values = {};
    for (const name in event) values[name] = event[name];
    // The copy of a click does what the button does.
    if (!inner.dispatchEvent(new event.constructor(type, { ...values, composed: false })) || type === 'click') event.preventDefault();
  };

  const build = () => {
    widget?.stop();
    loading = widget = undefined;
    host = callDocument('createElement', 'porchlight-chat');
    const shadow = host.attachShadow({ mode: 'open' });
    shadow.adoptedStyleSheets = [sheet];
    const label = labels[language];
    const root = (context.root = add(shadow, 'section', {
      class: position === 'left' ? 'root left' : 'root', lang: tag, dir: language === 'ar' ? 'rtl' : 'ltr', popover: 'manual', 'aria-label': label,
    }));
    context.launcher = add(root, 'button', {
      class: 'launcher', type: 'button', 'aria-label': label, 'aria-haspopup': 'dialog', 'aria-expanded': false,
    });
    const svg = 'http://www.w3.org/2000/svg';
    context.icon = add(add(context.launcher, 'svg', { viewBox: '0 0 24 24', 'aria-hidden': true }, svg), 'path', {
      d: 'M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5zM8.5 8.5h7M8.5 12h4',
    }, svg);
    context.badge = add(root, 'span', { class: 'badge', role: 'status' });
    const on = .2126 * light(1) + .7152 * light(3) + .0722 * light(5) > .179 ? '#000' : '#fff';
    root.style.cssText = `--accent:${accent};--on:${on};color-scheme:${theme}`; // Without a theme, the style sheet's.
    context.launcher.onclick = () => (isOpen() ? close() : open());
    for (const name of ('keydown keypress keyup beforeinput input textInput compositionstart compositionupdate compositionend copy cut '
      + 'paste selectstart contextmenu focus blur focusin focusout click dblclick auxclick mousedown mouseup pointerdown pointerup '
      + 'pointercancel touchstart touchmove touchend touchcancel wheel dragstart dragenter dragover drop').split(' ')) {
      addEventListener(name, shield, { capture: true, passive: /^[wt]/.test(name) });
    }
    addEventListener('online', resume);
  };

  // The server takes any version. Browsers remember for good that a module could not be loaded, as where a captive portal answered in
  // its place, so each further attempt has addresses of its own.
  let assets = '{{assets}}';
  const loadWidget = async (tries = MAX_TRIES) => {
    const { href } = new URL(`${assets}/widget/all.js`, src);
    context.launcher.classList.add('busy');
    try {
      if (isGuess && !/porchlight-chat/.test(await (await fetch(addressOf(src))).text())) throw src;
      widget = await (await import(href)).start(context);
    } catch (error) {
      assets += '-';
      if (tries > 1) return loadWidget(tries - 1);
      loading = undefined;
      const { status } = isGuess || await fetch(href).catch(Object);
      warn(/400|431/.test(status) ? 'the cookies of this site are too large.' : 'it could not be loaded.', error);
    }
    context.launcher.classList.remove('busy');
  };
  const load = () => {
    loading ??= loadWidget();
    return loading;
  };
  // At the beginning, and where that was without a connection.
  const resume = () => withStorages(storage => (storage.getItem(context.key) || storage.getItem(context.draftKey)) && load());
  const open = () => load().then(() => widget?.open());
  const isOpen = () => context.launcher.ariaExpanded === 'true';
  const close = () => loading?.then(() => widget?.close());

  // Calls the action with each storage that there is.
  const withStorages = action => {
    for (const name of ['localStorage', 'sessionStorage']) {
      try { action(window[name]); } catch { /* Nothing is kept there. */ }
    }
  };
  // Removes the chat, and what was typed and not sent.
  const clearStorage = () => withStorages(storage => {
    for (const key of Object.keys(storage)) {
      if (/^porchlight:(ch|draft|outbox:\w+:guest)/.test(key)) storage.removeItem(key);
    }
  });

  const api = {
    open: () => void open(),
    close: () => void close(),
    identify(identity) {
      if (identity !== null && (!identity || !/^(st|f)/.test(typeof identity))) return warn('identify takes a JWT, function or null, not', identity);
      context.identity = identity;
      if (identity === null) clearStorage();
      loading?.then(() => widget?.identify());
    },
    on(name, listener) {
      const set = Object.hasOwn(listeners, name) && typeof listener === 'function' && listeners[name];
      if (!set) return warn(`on takes ${Object.keys(listeners)} and a function, not`, name, listener) ?? (() => {});
      set.add(listener);
      return () => set.delete(listener);
    },
    push(...calls) {
      for (const call of calls) {
        if (Array.isArray(call) && Object.hasOwn(api, call[0])) api[call[0]](...call.slice(1));
        else warn("push takes calls, not", call);
      }
    },
  };

  let returns = [];
  let isScriptGone;
  const hasScript = () => scripts().find(node => addressOf(node.src) === addressOf(src));
  const observe = () => {
    for (const node of [document, documentProperty('documentElement'), host.parentNode]) observer.observe(node, { childList: true });
    // Loaders may remove it by themselves, and a module may have none.
    setTimeout(() => host.isConnected && (isScriptGone = !hasScript()), RETURN_DELAY);
  };
  // In the top layer, where nothing that the page does to its elements (transform, contain, overflow) moves or cuts the widget.
  const raise = () => {
    observe();
    context.root.showPopover();
    widget?.attached();
  };
  const attach = () => {
    const html = documentProperty('documentElement');
    // A copy of the document has a copy of the element, without what is in it.
    for (const copy of callDocument('querySelectorAll', 'porchlight-chat')) copy.remove();
    html.append(host);
    raise();
    resume();
  };
  // A page may remove the widget with all the rest (hydration, document.open), where listeners may have ended too. It is not
  // wanted where its script is removed at the same time, or the widget again and again.
  const comeBack = () => {
    const html = documentProperty('documentElement');
    if (host.isConnected || !html || !(host.parentNode || isScriptGone || hasScript())) return;
    returns = returns.filter(time => Date.now() - time < RETURNS_WITHIN);
    if (returns.length === MAX_RETURNS) {
      observer.disconnect();
      return warn('removed again and again.');
    }
    returns.push(Date.now());
    const wasOpen = isOpen();
    const hasListeners = context.launcher.onclick;
    if (!hasListeners) build();
    attach();
    if (wasOpen && !hasListeners) open();
  };
  const observer = new MutationObserver(() => {
    if (!host.isConnected) setTimeout(comeBack, RETURN_DELAY);
    else if (!context.root.matches(':popover-open')) raise();
  });

  const takeGlobal = () => {
    const early = globalOfScripts('Porchlight');
    if (early === api) return;
    setGlobal('Porchlight', api);
    if (Array.isArray(early)) api.push(...early);
    else if (early !== undefined) warn('window.Porchlight was', early);
  };
  // A page in a frame of the same site: the page around has the button.
  const isWithin = (host, site) => `.${host}`.endsWith(`.${site}`);
  const isFramed = () => {
    try {
      return window !== top && [...location.ancestorOrigins ?? [top.origin]].some(origin => {
        const around = URL.parse(origin)?.hostname;
        return isWithin(around, domain) || isWithin(URL.parse(window.origin)?.hostname, around);
      });
    } catch { return false; } // Of another site, in a browser that does not say of which.
  };
  if (dataset.frames === undefined && isFramed()) {
    loading = Promise.resolve();
    warn('frames of its site need data-frames.');
  } else build();
  takeGlobal();
  Object.defineProperty(window, OURS, { value() {
    takeGlobal();
    if (!host) return;
    returns = [];
    isScriptGone = true;
    if (host.isConnected) observe(); else comeBack();
  } });

  if (!host) return;
  observer.observe(document, { childList: true });
  if (documentProperty('readyState') === 'loading') callDocument('addEventListener', 'DOMContentLoaded', attach); else attach();
})();
