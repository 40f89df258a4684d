import { html, nothing } from '../html.js';
import { guestName } from '../guest-name.js';
import { t } from '../texts.js';

const HUES = 8;

export const nameOf = chat => guestName(chat.guest) || chat.guest.email || t('guest.none');

function initials(name) {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], ...words.slice(1).slice(-1)].map(word => [...word][0] ?? '');
  return letters.join('').toUpperCase();
}

/** The guest's initials, in a colour that depends on the chat's id, with a dot while the guest is online. */
export function avatar(chat, online) {
  const hue = parseInt(chat._id.slice(-4), 16) % HUES;
  return html`
    <span class="avatar hue-${hue}" aria-hidden="true" translate="no">
      ${initials(nameOf(chat))}${online ? html`<span class="presence"></span>` : nothing}
    </span>
  `;
}
