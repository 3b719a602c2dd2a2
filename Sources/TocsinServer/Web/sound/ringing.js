// Tocsin — Web: the sound of a page
// SPDX-License-Identifier: Apache-2.0

const BURST_MS = 10000;
const AGAIN_MS = 30000;

/**
 * Two alternating tones, unlike the melodies that IEC 60601-1-8 gives to bedside alarms: `tones` in
 * hertz, `beat` and `gap` in seconds. Only crash and high ring on; medium sounds once.
 */
const PATTERNS = {
  1: { tones: [1480, 1110], beat: 0.11, beats: 8, gap: 0.25 },
  2: { tones: [1240, 930], beat: 0.16, beats: 6, gap: 0.7 },
  3: { tones: [930, 1240], beat: 0.16, beats: 2, gap: 0 },
};
const VIBRATION = { 1: [400, 100, 400, 100, 400], 2: [500, 200, 500], 3: [200] };

/** Makes the sounds. A browser lets it be heard only after the person touched the screen. */
export class Ringing {
  #context = null;
  #gain = null;
  #timer = null;
  #playing = null;
  #level = 2;
  #quieted = new Set();
  #changed;

  /** @param changed called when sound becomes possible or the ringing starts or stops */
  constructor(changed) {
    this.#changed = changed;
    const unlock = () => this.unlock();
    addEventListener("pointerdown", unlock);
    addEventListener("keydown", unlock);
  }

  /** Whether a sound would be heard. */
  get isReady() {
    return this.#context?.state === "running";
  }

  /** The key of what rings now, or null. */
  get playing() {
    return this.#playing;
  }

  /** To be called from a touch or a key: from then on sounds are heard. */
  async unlock() {
    if (this.isReady) return;
    this.#context ??= this.#newContext();
    await this.#context.resume();
    // What has been ringing unheard starts anew, to be heard now and not at its next burst.
    if (this.#playing !== null) {
      this.#stop();
      this.#start(this.#level);
    }
    this.#changed();
  }

  #newContext() {
    const context = new AudioContext({ latencyHint: "interactive" });
    this.#gain = context.createGain();
    this.#gain.connect(context.destination);
    context.onstatechange = () => this.#changed();
    return context;
  }

  /** Sounds a burst once, as a test. */
  async test() {
    await this.unlock();
    this.#burst(2, 1);
    navigator.vibrate?.(VIBRATION[2]);
  }

  /** One short sound for a page that does not ring on. */
  chime(level) {
    if (PATTERNS[level]) this.#burst(level, 1);
    navigator.vibrate?.(VIBRATION[level] ?? []);
  }

  /**
   * Rings for the most urgent page: a burst now, and again every 30 s until told otherwise. The
   * same key rings on without a new start; another attempt is another key.
   *
   * @param key what rings, such as a page id with its attempt; null stops
   */
  ring(key, level) {
    const wanted = key !== null && !this.#quieted.has(key) ? key : null;
    if (wanted === this.#playing) return;
    this.#stop();
    this.#playing = wanted;
    if (wanted !== null) this.#start(level);
    this.#changed();
  }

  /** Stops this key until another attempt comes. */
  quiet(key) {
    this.#quieted.add(key);
    if (this.#playing === key) this.ring(null);
  }

  #start(level) {
    this.#level = level;
    const sound = () => {
      const { beat, beats, gap } = PATTERNS[level];
      this.#burst(level, Math.ceil(BURST_MS / 1000 / (beat * beats + gap)));
      navigator.vibrate?.(VIBRATION[level]);
    };
    sound();
    this.#timer = setInterval(sound, AGAIN_MS);
  }

  #stop() {
    clearInterval(this.#timer);
    navigator.vibrate?.(0);
    if (!this.#gain) return;
    // Cutting the node off silences what is scheduled already.
    this.#gain.disconnect();
    this.#gain = this.#context.createGain();
    this.#gain.connect(this.#context.destination);
  }

  #burst(level, rounds) {
    if (!this.isReady) return;
    const { tones, beat, beats, gap } = PATTERNS[level];
    const start = this.#context.currentTime + 0.02;
    for (let round = 0; round < rounds; round += 1) {
      for (let index = 0; index < beats; index += 1) {
        const at = start + round * (beat * beats + gap) + index * beat;
        this.#tone(tones[index % tones.length], at, beat * 0.9);
      }
    }
  }

  #tone(frequency, at, seconds) {
    const oscillator = this.#context.createOscillator();
    const envelope = this.#context.createGain();
    oscillator.type = "square";
    oscillator.frequency.value = frequency;
    envelope.gain.setValueAtTime(0, at);
    envelope.gain.linearRampToValueAtTime(0.6, at + 0.005);
    envelope.gain.setValueAtTime(0.6, at + seconds - 0.01);
    envelope.gain.linearRampToValueAtTime(0, at + seconds);
    oscillator.connect(envelope).connect(this.#gain);
    oscillator.start(at);
    oscillator.stop(at + seconds);
  }
}
