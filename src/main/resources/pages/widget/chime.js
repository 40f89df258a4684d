/** The chat and the seq of the last message that was heard, or read where there are no locks. */
const CHIMED_KEY = 'porchlight:chimed';
/** What comes within it comes together, as after a lost connection. */
const GATHER = 400;
/** Other tabs see with a delay what one has stored. */
const STORAGE_DELAY = 500;
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
let newest;

/**
 * One sound for what comes together, in one tab. Loaded with the first message that may be heard. `reading`: the name of the lock
 * of a tab that shows messages; isReading(), isUnread(message), audio().
 */
export const chime = async (message, sound) => {
  if (sound.isReading()) return void claim(message);
  const waits = newest;
  newest = message;
  if (waits) return;
  await pause(GATHER);
  const heard = newest;
  newest = undefined;
  const audio = sound.audio();
  if (audio?.state !== 'running') return;
  const playUnread = async () => {
    if (sound.isReading() || !sound.isUnread(heard) || !claim(heard)) return;
    play(audio);
    await pause(STORAGE_DELAY);
  };
  let locks;
  try {
    locks = await navigator.locks.query();
  } catch { // Missing, or denied where nothing may be stored.
    await pause(4 * crypto.getRandomValues(new Uint8Array(1))[0]);
    return playUnread();
  }
  if (!locks.held.some(({ name }) => name === sound.reading)) await navigator.locks.request(CHIMED_KEY, playUnread);
};

/** Whether no tab has had it, or a later one. */
const claim = ({ chatId, seq }) => {
  try {
    const [chat, last] = localStorage.getItem(CHIMED_KEY)?.split(' ') ?? [];
    if (chat === chatId && last >= seq) return false;
    localStorage.setItem(CHIMED_KEY, `${chatId} ${seq}`);
  } catch { /* Each tab for itself. */ }
  return true;
};

/** Two soft notes, synthesized so that no file is loaded. */
const play = audio => {
  const start = audio.currentTime;
  for (const [pitch, at] of [[660, 0], [880, .12]]) {
    const note = audio.createOscillator();
    const volume = audio.createGain();
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(.08, start + at);
    volume.gain.exponentialRampToValueAtTime(.0001, start + at + .35);
    note.connect(volume).connect(audio.destination);
    note.start(start + at);
    note.stop(start + at + .35);
  }
};
