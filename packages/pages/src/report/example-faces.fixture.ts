import { randomFrom } from '@wince/core';
import sharp from 'sharp';

/** Schematic faces for the example run: no person's face stands in the repository. */
export async function exampleFaces(
  samples: readonly { readonly sample: string }[],
): Promise<ReadonlyMap<string, { readonly jpeg: Uint8Array }>> {
  const faces = new Map<string, { jpeg: Uint8Array }>();
  for (const { sample } of samples) faces.set(sample, { jpeg: await exampleFace(sample) });
  return faces;
}

/** One schematic face of 96 by 96 pixels, fixed by its name. */
export async function exampleFace(name: string): Promise<Uint8Array> {
  const random = randomFrom('example face', name);
  const tone = 140 + random.below(80);
  const bend = name.startsWith('smiling') ? 10 + random.below(8) : random.below(5) - 2;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="#445"/>
<ellipse cx="48" cy="50" rx="34" ry="42" fill="rgb(${tone},${tone - 25},${tone - 45})"/>
<circle cx="34" cy="42" r="4"/><circle cx="62" cy="42" r="4"/><path d="M48,44l-4,16h8" fill="none" stroke="#333" stroke-width="2"/>
<path d="M32,72Q48,${72 + bend} 64,72" fill="none" stroke="#622" stroke-width="3"/></svg>`;
  return sharp(Buffer.from(drawing)).jpeg({ quality: 80 }).toBuffer();
}
