const KEY = 'porchlight:muted';

/** Two soft notes, synthesized so that no file is loaded. */
export class Sound {
  #audio;

  get muted() {
    try {
      return localStorage.getItem(KEY) !== null;
    } catch {
      return false;
    }
  }

  toggle() {
    try {
      if (this.muted) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, '1');
    } catch { /* Without localStorage it cannot be muted. */ }
    return this.muted;
  }

  /** Browsers allow sound only after a click or key. */
  unlock() {
    this.#audio ??= new AudioContext();
    this.#audio.resume();
  }

  play() {
    if (this.muted || this.#audio?.state !== 'running') return;
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
