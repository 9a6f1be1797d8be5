import type { TapValues } from '@wince/observation';

/** What runs networks in the page, and why it is not the graphics card where it is not. */
export interface NetworkDevice {
  readonly kind: 'graphics card' | 'processor';
  /** Null where the graphics card runs them all. */
  readonly why: string | null;
}

/** What somebody has chosen: the graphics card where there is one, or the processor. */
export type DeviceChoice = 'automatic' | 'processor';

/** What of a browser tells whether it has a graphics card for a page. */
export interface BrowserParts {
  /** `navigator.gpu`. */
  readonly gpu: { requestAdapter(): Promise<object | null> } | undefined;
  /** Whether WebAssembly can wait for the graphics card (JSPI), which the runtime for it needs. */
  readonly canWait: boolean;
}

/** What runs networks, by what is chosen and what the browser has. Numbers are compared afterwards. */
export async function deviceOf(choice: DeviceChoice, { gpu, canWait }: BrowserParts): Promise<NetworkDevice> {
  const processor = (why: string): NetworkDevice => ({ kind: 'processor', why });
  if (choice === 'processor') return processor('chosen above');
  if (!gpu) return processor('this browser has no WebGPU');
  if (!canWait) return processor('WebAssembly of this browser cannot wait for a graphics card (JSPI)');
  try {
    if (await gpu.requestAdapter()) return { kind: 'graphics card', why: null };
    return processor('the browser gives no graphics card to the page');
  } catch (error) {
    return processor(`the graphics card cannot be used (${wordsOf(error)})`);
  }
}

/** The largest difference of the graphics card to the processor, as a share of the largest value of a layer. */
const TOLERANCE = 1e-3;

/**
 * Why the values of the graphics card are not those of the processor for the same picture.
 *
 * @returns null where each layer is within 0.001 of its largest absolute value
 */
export function differenceOf(
  found: ReadonlyMap<string, TapValues>,
  wanted: ReadonlyMap<string, TapValues>,
): string | null {
  for (const [tap, { data }] of wanted) {
    const own = found.get(tap)?.data;
    if (own?.length !== data.length) return `"${tap}" has another number of values`;
    const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    let most = 0;
    for (let i = 0; i < data.length; i++) {
      const difference = Math.abs(own[i] - data[i]);
      // Not a number is as far off as can be.
      if (!(difference <= most)) most = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    }
    if (most > TOLERANCE * largest)
      return `"${tap}" is off by ${(most / largest).toPrecision(2)} of its largest value`;
  }
  return null;
}

/** An error in words. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
