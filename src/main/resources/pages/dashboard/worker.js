// Where browsers show notifications by a service worker only, as on Android. It keeps nothing and answers no requests.

addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(show(event.notification.data));
});

async function show(hash) {
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const desk = pages.find(({ url, frameType }) => frameType !== 'nested' && new URL(url).pathname === '/dashboard/');
  if (desk) {
    await desk.focus();
    desk.postMessage(hash);
  } else {
    await clients.openWindow(`/dashboard/${hash}`);
  }
}
