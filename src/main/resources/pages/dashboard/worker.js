// Some browsers, as on Android, show notifications only by a service worker. It does nothing else and stores nothing.

addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(show(event.notification.data));
});

async function show(hash) {
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const dashboard = pages.find(({ url, frameType }) => frameType !== 'nested' && url.split(/[?#]/)[0] === registration.scope);
  if (dashboard) {
    await dashboard.focus();
    dashboard.postMessage(hash);
  } else {
    await clients.openWindow(registration.scope + hash);
  }
}
