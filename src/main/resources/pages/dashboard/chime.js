let audio;

/** Plays two soft notes. Browsers mute a page until somebody has clicked or typed on it. */
export function chime() {
  audio ??= new AudioContext();
  audio.resume();
  note(659.25, 0);
  note(880, 0.13);
}

function note(frequency, delay) {
  const start = audio.currentTime + delay;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.type = 'sine';
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.18, start + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0005, start + 0.6);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + 0.65);
}
