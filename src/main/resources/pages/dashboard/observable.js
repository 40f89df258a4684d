/** Calls its listeners after a change, once for all changes of one microtask. */
export class Observable {
  #listeners = new Set();
  #scheduled = false;

  /** @returns {() => void} removes the listener */
  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed() {
    if (this.#scheduled) {
      return;
    }
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      for (const listener of [...this.#listeners]) {
        listener();
      }
    });
  }
}
