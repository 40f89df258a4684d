export class Emitter {
  #listeners = new Map();

  /** Returns a function that ends it. */
  on(name, listener) {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit(name, detail) {
    for (const listener of new Set(this.#listeners.get(name))) {
      try {
        listener(detail);
      } catch (error) {
        console.error(error);
      }
    }
  }
}
