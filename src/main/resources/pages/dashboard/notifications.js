/** `granted`, `denied`, `default`, or `unsupported`: also where a page is neither HTTPS nor localhost. */
export function permission() {
  return 'Notification' in window && isSecureContext ? Notification.permission : 'unsupported';
}

export const askForPermission = () => Notification.requestPermission();

/**
 * @param {{tag: string, title: string, text: string, hash: string}} notice of each tag the last one is shown; `hash` is
 *     where it leads
 * @param {(hash: string) => void} open
 * @returns {Promise<boolean>} whether it was shown
 */
export async function notify({ tag, title, text, hash }, open) {
  if (permission() !== 'granted') {
    return false;
  }
  const options = { body: text, tag, renotify: true, icon: new URL('../icon.svg', import.meta.url).href, data: hash };
  try {
    const notification = new Notification(title, options);
    notification.addEventListener('click', () => {
      focus();
      open(hash);
      notification.close();
    });
    return true;
  } catch {
    return notifyByWorker(title, options);
  }
}

async function notifyByWorker(title, options) {
  try {
    await navigator.serviceWorker.register('/dashboard/worker.js');
    const registration = await navigator.serviceWorker.ready;
    await registration.showNotification(title, options);
    return true;
  } catch {
    return false;
  }
}

/** @param {(hash: string) => void} open when one was pressed that the worker showed */
export function onPressed(open) {
  navigator.serviceWorker?.addEventListener('message', ({ data }) => open(data));
}
