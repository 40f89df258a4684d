const MAX_SHOWN = 100;

/** By tag, those of this page that may still be on the screen. */
const shown = new Map();

/** `granted`, `denied`, `default`, or `unsupported`: also where a page is neither HTTPS nor localhost. */
export function permission() {
  return 'Notification' in window && isSecureContext ? Notification.permission : 'unsupported';
}

export const askForPermission = () => Notification.requestPermission();

/**
 * @param {{tag: string, title: string, text: string, hash: string}} options a tag is shown once, with its last text; a click
 *     leads to `hash`
 * @param {(hash: string) => void} onClick
 * @returns {Promise<boolean>} whether it was shown
 */
export async function notify({ tag, title, text, hash }, onClick) {
  if (permission() !== 'granted') {
    return false;
  }
  const options = { body: text, tag, renotify: true, icon: new URL('../icon.svg', import.meta.url).href, data: hash };
  try {
    const notification = new Notification(title, options);
    notification.addEventListener('click', () => {
      focus();
      onClick(hash);
      notification.close();
    });
    keep(tag, notification);
    return true;
  } catch {
    return notifyByWorker(title, options);
  }
}

function keep(tag, notification) {
  shown.delete(tag);
  shown.set(tag, notification);
  if (shown.size > MAX_SHOWN) {
    shown.delete(shown.keys().next().value);
  }
}

/** Takes all from the screen, those of the service worker, too. */
export async function closeNotifications() {
  shown.forEach(notification => notification.close());
  shown.clear();
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  const byWorker = (await registration?.getNotifications?.().catch(() => undefined)) ?? [];
  byWorker.forEach(notification => notification.close());
}

async function notifyByWorker(title, options) {
  try {
    await navigator.serviceWorker.register('worker.js');
    const registration = await navigator.serviceWorker.ready;
    await registration.showNotification(title, options);
    return true;
  } catch {
    return false;
  }
}

/** @param {(hash: string) => void} listener for clicks on notifications that the service worker showed */
export function onNotificationClick(listener) {
  navigator.serviceWorker?.addEventListener('message', ({ data }) => listener(data));
}
