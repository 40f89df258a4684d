const SIZE = 64;

/** Puts the number of chats that wait for an answer on the icon of the tab. */
export function drawFavicon(waiting) {
  const link = document.querySelector('link[rel=icon]');
  link.dataset.original ??= link.href;
  if (!waiting) {
    link.type = 'image/svg+xml';
    link.href = link.dataset.original;
    return;
  }
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext('2d');
  drawLogo(context);
  drawNumber(context, waiting > 99 ? '99' : String(waiting));
  link.type = 'image/png';
  link.href = canvas.toDataURL();
}

function drawLogo(context) {
  context.fillStyle = '#0f4b49';
  context.beginPath();
  context.roundRect(0, 0, SIZE, SIZE, 15);
  context.fill();
  context.fillStyle = '#f5b13d';
  context.fill(new Path2D('M24 30h16l-2.5 17h-11z'));
  context.fillStyle = '#fff8ea';
  context.fill(new Path2D('M18 28 32 14l14 14z'));
}

function drawNumber(context, text) {
  context.fillStyle = '#c2261c';
  context.beginPath();
  context.roundRect(text.length > 1 ? 16 : 26, 24, text.length > 1 ? 48 : 38, 40, 20);
  context.fill();
  context.fillStyle = '#ffffff';
  context.font = 'bold 34px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, text.length > 1 ? 40 : 45, 46);
}
