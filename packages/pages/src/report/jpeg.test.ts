import sharp, { type JpegOptions } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { withoutMetadata } from './jpeg.ts';

const SECRET = 'born at the clinic by the river';

/** A small picture with EXIF, GPS, ICC and a thumbnail's worth of noise in its pixels. */
async function picture(options: JpegOptions): Promise<Uint8Array> {
  const pixels = Uint8Array.from({ length: 48 * 48 * 3 }, (_, i) => (i * 7919) % 251);
  return sharp(pixels, { raw: { width: 48, height: 48, channels: 3 } })
    .withExif({
      IFD0: { ImageDescription: SECRET },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
    })
    .withIccProfile('p3')
    .jpeg(options)
    .toBuffer();
}

const forms = [
  ['baseline', { progressive: false }],
  ['progressive', { progressive: true }],
  ['baseline with its own tables', { optimiseCoding: false, chromaSubsampling: '4:4:4' }],
] as const;

describe('withoutMetadata', () => {
  test.each(forms)('%s: nothing of the metadata stays, every pixel does', async (_, options) => {
    const before = await picture(options);
    expect(Buffer.from(before).includes(SECRET)).toBe(true);
    const after = withoutMetadata(before);
    expect(Buffer.from(after).includes(SECRET)).toBe(false);
    const seen = await sharp(after).metadata();
    expect([seen.exif, seen.icc, seen.xmp, seen.iptc]).toEqual([undefined, undefined, undefined, undefined]);
    expect(await raw(after)).toEqual(await raw(await strippedBySharp(before)));
  });

  test('a comment and what follows the picture are taken out', async () => {
    const plain = withoutMetadata(await picture({}));
    const comment = Buffer.from([0xff, 0xfe, 0, 2 + SECRET.length, ...Buffer.from(SECRET)]);
    const marked = Buffer.concat([plain.subarray(0, 2), comment, plain.subarray(2), Buffer.from(SECRET)]);
    expect(withoutMetadata(marked)).toEqual(plain);
  });

  test('doing it twice changes nothing', async () => {
    const once = withoutMetadata(await picture({ progressive: true }));
    expect(withoutMetadata(once)).toEqual(once);
  });

  describe('refuses', () => {
    let whole: Uint8Array;
    beforeAll(async () => {
      whole = withoutMetadata(await picture({}));
    });
    test('a PNG', async () => {
      const png = await sharp(whole).png().toBuffer();
      expect(() => withoutMetadata(png)).toThrow('not a JPEG');
    });
    test('a JPEG that ends early, wherever it was cut', () => {
      for (let length = 2; length < whole.length; length += 17) {
        expect(() => withoutMetadata(whole.subarray(0, length))).toThrow('damaged');
      }
    });
  });
});

/** The same coded picture as sharp reads it without its colour profile. */
async function strippedBySharp(bytes: Uint8Array): Promise<Uint8Array> {
  const { data, info } = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .png()
    .toBuffer();
}

async function raw(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes).raw().toBuffer();
}
