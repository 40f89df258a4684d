import { isVisible } from '../client/visible.js';

/** Undefined if the guest has given no name, or one from before names had to show something. */
export const guestName = ({ name }) => (name && isVisible(name) ? name : undefined);
