import { load } from './load.js';

const MUTED_KEY = 'porchlight:muted';
const READING = 'porchlight:reading';

/** Whether a message may be heard. */
export class Sound {
  #audio;
  #reading = false;
  #release;

  get muted() {
    try {
      return localStorage.getItem(MUTED_KEY) !== null;
    } catch {
      return false;
    }
  }

  toggle() {
    try {
      if (this.muted) localStorage.removeItem(MUTED_KEY);
      else localStorage.setItem(MUTED_KEY, '1');
    } catch { /* Without localStorage it cannot be muted. */ }
    return this.muted;
  }

  /** Browsers allow sound only after a click or key. */
  unlock() {
    this.#audio ??= new AudioContext();
    this.#audio.resume();
  }

  /** While one tab shows the messages, none makes a sound. */
  setReading(reading) {
    this.#reading = reading;
    this.#release?.();
    const released = new Promise(resolve => (this.#release = resolve));
    if (reading) navigator.locks?.request(READING, { mode: 'shared' }, () => released).catch(() => {});
  }

  /** `isUnread(message)`: by now. */
  async chime(message, isUnread) {
    if (this.#reading && navigator.locks) return;
    try {
      const { chime } = await load('chime.js');
      await chime(message, { reading: READING, isReading: () => this.#reading, isUnread, audio: () => !this.muted && this.#audio });
    } catch { /* It is only a sound. */ }
  }
}
