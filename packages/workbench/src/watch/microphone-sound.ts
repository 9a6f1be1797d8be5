/** What the part of the page that hears a microphone tells: the mean over its channels. */
export interface MicrophoneSound {
  /** The number of its first sample since the microphone was opened. */
  readonly first: number;
  readonly samples: Float32Array<ArrayBuffer>;
}

/** What a worklet of sound offers that a page does not type. */
interface Scope {
  readonly currentFrame: number;
  readonly AudioWorkletProcessor: new () => { readonly port: MessagePort };
  registerProcessor(name: string, processor: new () => object): void;
}
const scope = globalThis as unknown as Scope;

/** Samples that are sent together: 85 ms at 48,000 a second. */
const SIZE = 4096;

/** Gathers the sound of a microphone and sends it to the page. */
class Microphone extends scope.AudioWorkletProcessor {
  #samples = new Float32Array(SIZE);
  #filled = 0;
  #first = 0;

  process([channels]: readonly (readonly Float32Array[])[]): boolean {
    const [one] = channels;
    if (!one) return true;
    if (this.#filled === 0) this.#first = scope.currentFrame;
    for (let i = 0; i < one.length; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i];
      this.#samples[this.#filled + i] = sum / channels.length;
    }
    this.#filled += one.length;
    if (this.#filled + one.length <= SIZE) return true;
    const samples = this.#samples.slice(0, this.#filled);
    this.port.postMessage({ first: this.#first, samples } satisfies MicrophoneSound, [samples.buffer]);
    this.#filled = 0;
    return true;
  }
}

scope.registerProcessor('wince-microphone', Microphone);
