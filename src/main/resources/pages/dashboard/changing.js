/** Something whose listeners are told when it has changed, once for all changes of a moment. */
export class Changing {
  #listeners = new Set();
  #told = true;

  /** @returns {() => void} ends it */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed() {
    if (!this.#told) {
      return;
    }
    this.#told = false;
    queueMicrotask(() => {
      this.#told = true;
      for (const listener of [...this.#listeners]) {
        listener();
      }
    });
  }
}
