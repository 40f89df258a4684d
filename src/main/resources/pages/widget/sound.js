import { random } from '../client/porchlight-socket.js';

const MUTED_KEY = 'porchlight:muted';
const CHIMED_KEY = 'porchlight:chimed';
const READING = 'porchlight:reading';
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Two soft notes, synthesized so that no file is loaded. */
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

  /** Of several tabs that get a message, one that can plays. */
  async chime(id) {
    const canPlay = !this.#reading && !this.muted && this.#audio?.state === 'running';
    // Rejected where nothing may be stored.
    const locks = await navigator.locks?.query().catch(() => {});
    if (!locks) {
      if (canPlay) await pause(4 * random(1)[0]);
      if ((canPlay || this.#reading) && this.#claim(id) && canPlay) this.#play();
    } else if (canPlay && !locks.held.find(({ name }) => name === READING)) {
      navigator.locks.request(`porchlight:chime:${id}`, { ifAvailable: true }, async lock => {
        if (!lock) return;
        this.#play();
        await pause(3_000);
      });
    }
  }

  /** Where there are no locks: whoever reads it is first. */
  #claim(id) {
    try {
      if (localStorage.getItem(CHIMED_KEY) === id) return false;
      localStorage.setItem(CHIMED_KEY, id);
    } catch { /* Each tab for itself. */ }
    return true;
  }

  #play() {
    const start = this.#audio.currentTime;
    for (const [pitch, at] of [[660, 0], [880, .12]]) {
      const note = this.#audio.createOscillator();
      const volume = this.#audio.createGain();
      note.frequency.value = pitch;
      volume.gain.setValueAtTime(.08, start + at);
      volume.gain.exponentialRampToValueAtTime(.0001, start + at + .35);
      note.connect(volume).connect(this.#audio.destination);
      note.start(start + at);
      note.stop(start + at + .35);
    }
  }
}
