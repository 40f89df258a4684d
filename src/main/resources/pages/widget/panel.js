import { h, icon, iconButton } from './dom.js';

export const phone = matchMedia('(max-width: 30em), (max-height: 26.25em)');
export const LAMP = 'M9 20h6M8.5 16.5h7M8.5 16.5L7.5 9h9l-1 7.5M6.5 9L12 4l5.5 5M12 12v1.5';
const SPEAKER = 'M4 10v4h3.5l4.5 4V6l-4.5 4z';

/** The dialog of the widget: beside the page on a desktop, over it on a phone. */
export class Panel {
  #name = h('bdi', { translate: false });
  title = h('h2', { id: 'title', tabIndex: -1 }, this.#name);
  presence = h('p');
  notice = h('p.notice', { role: 'status' });
  body = h('div.body');
  #announcements = h('div.sr', { role: 'log' });
  #context;
  #closedIcon;
  #t;

  constructor(context, t, { close, endChat, toggleSound }) {
    this.#context = context;
    this.#closedIcon = context.icon.getAttribute('d');
    this.#t = t;
    this.end = iconButton('end', t.end, 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM8.3 12.2l2.6 2.6 4.8-5', endChat);
    this.sound = iconButton('sound', '', '', toggleSound);
    this.dialog = h('dialog.panel', { 'aria-labelledby': 'title' },
      h('header', {},
        h('div.mark', {}, icon(LAMP)),
        h('div.heading', {}, this.title, this.presence),
        this.sound, this.end, iconButton('close', t.close, 'M6.5 6.5l11 11M17.5 6.5l-11 11', close)),
      this.notice, this.body, this.#announcements);
    this.dialog.onkeydown = e => {
      if (e.key === 'Escape' && !e.defaultPrevented && !e.isComposing) close();
    };
    this.dialog.oncancel = e => {
      e.preventDefault();
      close();
    };
    context.root.append(this.dialog);
    this.#answerForFields(context.root.getRootNode());
    phone.addEventListener('change', () => {
      // An on-screen keyboard may be what makes the page small: its field must keep the focus.
      const focused = this.hasFocus && context.root.getRootNode().activeElement;
      if (this.restore()) (focused || this.title).focus();
    });
    for (const event of ['resize', 'scroll']) visualViewport.addEventListener(event, this.#fit);
  }

  /** Listeners that the page has at its window already take the host for the target of what is typed: it answers for its field. */
  #answerForFields(shadow) {
    const { host } = shadow;
    for (const name of ['tagName', 'nodeName', 'localName', 'matches', 'closest']) {
      Object.defineProperty(host, name, { get() {
        const isTyping = /^(key|in|be|co|cu|pa|se)/.test(window.event?.type) && /AREA|INPUT/.test(shadow.activeElement?.tagName);
        const node = isTyping ? shadow.activeElement : host;
        const value = Reflect.get(HTMLElement.prototype, name, node);
        return value.bind?.(node) ?? value;
      } });
    }
  }

  get isOpen() {
    return this.dialog.open;
  }

  get hasFocus() {
    return this.dialog.contains(this.dialog.getRootNode().activeElement);
  }

  open() {
    this.#show();
    this.#toggled(true);
  }

  /** Shows it anew, if it is open: as a modal dialog or beside the page. */
  restore() {
    if (!this.dialog.open) return false;
    this.dialog.close();
    this.#show();
    return true;
  }

  /** Not a field on a phone: focusing it would bring up the keyboard. */
  focus(field) {
    (phone.matches || !field.isConnected ? this.title : field).focus();
  }

  close() {
    const inside = this.hasFocus;
    this.dialog.close();
    this.#toggled(false);
    if (inside) this.#context.launcher.focus();
  }

  #toggled(open) {
    const { launcher, icon } = this.#context;
    launcher.ariaExpanded = open;
    icon.setAttribute('d', open ? 'M6 9.5l6 6 6-6' : this.#closedIcon);
  }

  setHeader(name, online, hasEnded) {
    this.#name.textContent = name;
    this.presence.textContent = this.#t[{ true: 'here', false: 'away' }[online]] ?? '';
    this.presence.className = online ? 'presence online' : 'presence';
    this.end.hidden = hasEnded;
  }

  setMuted(muted) {
    const label = muted ? this.#t.unmute : this.#t.mute;
    this.sound.title = this.sound.ariaLabel = label;
    this.sound.replaceChildren(icon(SPEAKER + (muted ? 'M16 9.5l5 5M21 9.5l-5 5' : 'M15.5 9.5a3.5 3.5 0 0 1 0 5M18 7a7 7 0 0 1 0 10')));
  }

  /** For screen readers. */
  announce(text) {
    this.#announcements.append(h('p', {}, text));
    if (this.#announcements.childElementCount > 5) this.#announcements.firstChild.remove();
  }

  /** What the visitor who has left was told. */
  forget() {
    this.#announcements.replaceChildren();
  }

  #show() {
    if (phone.matches) this.dialog.showModal();
    else this.dialog.setAttribute('open', '');
    this.#fit();
  }

  /** A phone's keyboard covers fixed elements, so the dialog is fitted into the visual viewport above it. */
  #fit = () => {
    const { offsetTop, height, scale } = visualViewport;
    const fits = phone.matches && scale < 1.01;
    this.dialog.style.top = fits ? `${offsetTop}px` : '';
    this.dialog.style.height = fits ? `${height}px` : '';
  };
}
