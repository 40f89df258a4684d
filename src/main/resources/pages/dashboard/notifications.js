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
    return true;
  } catch {
    return notifyByWorker(title, options);
  }
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
