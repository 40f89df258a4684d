const SIZE = 64;

/** Puts the number of unread messages on the icon of the tab. */
export function drawFavicon(unread) {
  const link = document.querySelector('link[rel=icon]');
  link.dataset.drawn ??= link.href;
  if (!unread) {
    link.type = 'image/svg+xml';
    link.href = link.dataset.drawn;
    return;
  }
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE;
  const pen = canvas.getContext('2d');
  lamp(pen);
  number(pen, unread > 99 ? '99' : String(unread));
  link.type = 'image/png';
  link.href = canvas.toDataURL();
}

function lamp(pen) {
  pen.fillStyle = '#0f4b49';
  pen.beginPath();
  pen.roundRect(0, 0, SIZE, SIZE, 15);
  pen.fill();
  pen.fillStyle = '#f5b13d';
  pen.fill(new Path2D('M24 30h16l-2.5 17h-11z'));
  pen.fillStyle = '#fff8ea';
  pen.fill(new Path2D('M18 28 32 14l14 14z'));
}

function number(pen, text) {
  pen.fillStyle = '#c2261c';
  pen.beginPath();
  pen.roundRect(text.length > 1 ? 16 : 26, 24, text.length > 1 ? 48 : 38, 40, 20);
  pen.fill();
  pen.fillStyle = '#ffffff';
  pen.font = 'bold 34px system-ui, sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(text, text.length > 1 ? 40 : 45, 46);
}
