const warn = event => event.preventDefault();

/** Whether she has changed settings that are not saved; the browser asks before such a page is left. */
export class Unsaved {
  #is = false;

  get is() {
    return this.#is;
  }

  set is(value) {
    this.#is = value;
    // Not all the time: it would keep the page out of the back/forward cache.
    if (value) {
      addEventListener('beforeunload', warn);
    } else {
      removeEventListener('beforeunload', warn);
    }
  }
}
