const coarse = matchMedia('(pointer: coarse)');

/** In CSS pixels: a keyboard on the screen covers more of the page, the bar above a keyboard of an iPad less. */
const MIN_COVERED = 120;

/** Whether the key is one of a keyboard on a desk: those on a screen name no `code`, or cover the page. */
export function isPhysical({ code }) {
  const { height, scale } = visualViewport;
  return code !== '' && innerHeight - height * scale < MIN_COVERED;
}

/** Whether the owner types on such a keyboard: by the last key, and before there was one by the kind of device. */
export function hasKeyboard() {
  const { keyboard } = document.documentElement.dataset;
  return keyboard ? keyboard === 'physical' : !coarse.matches;
}

/** Lets styles show hints about keys only where they are true. */
export function watchKeyboard() {
  addEventListener(
    'keydown',
    event => {
      document.documentElement.dataset.keyboard = isPhysical(event) ? 'physical' : 'screen';
    },
    { capture: true },
  );
}
