const warn = event => event.preventDefault();

/** Whether a settings form has unsaved changes; while it has, the browser asks before the page is left. */
export class UnsavedChanges {
  #present = false;

  get present() {
    return this.#present;
  }

  set present(value) {
    this.#present = value;
    // Not always: a beforeunload listener keeps the page out of the back/forward cache.
    if (value) {
      addEventListener('beforeunload', warn);
    } else {
      removeEventListener('beforeunload', warn);
    }
  }
}
