import css from './panel.css';

/** A constructed sheet: unlike a style element, it passes a page's Content-Security-Policy. */
export const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
