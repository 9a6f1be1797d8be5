import { parseHTML } from 'linkedom';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { exampleRun } from '../../../pages/src/report/example-run.fixture.ts';
import { decodePicture } from '../media/index.ts';
import { renderRunReport } from './run-report.ts';

const SECRET = 'born at the clinic by the river';

const run = exampleRun({
  ...{ subjects: 8, classifiers: ['knn'], synthetic: false, middle: false, faces: null },
});

/** A picture that carries EXIF, GPS, XMP and a colour profile. */
async function marked(): Promise<Uint8Array> {
  const pixels = Uint8Array.from({ length: 112 * 112 * 3 }, (_, i) => (i * 7919) % 251);
  return sharp(pixels, { raw: { width: 112, height: 112, channels: 3 } })
    .withExif({
      IFD0: { ImageDescription: SECRET },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1', GPSAreaInformation: SECRET },
    })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- ${SECRET} --></x:xmpmeta>`)
    .withIccProfile('p3')
    .jpeg({ quality: 90 })
    .toBuffer();
}

test('a face that came with EXIF, GPS, XMP and a profile comes out without', async () => {
  const before = await marked();
  expect(Buffer.from(before).includes(SECRET)).toBe(true);
  const face = (await decodePicture(before)).image;
  const faces = new Map(run.samples.map(({ sample }) => [sample, face]));
  const { document } = parseHTML(await renderRunReport({ ...run, faces }));
  const images = [...document.querySelectorAll('image')];
  expect(images.length).toBeGreaterThan(0);
  for (const image of images) {
    const [, data] = image.getAttribute('href')?.split('base64,') ?? [];
    const bytes = Buffer.from(data, 'base64');
    expect(bytes.includes(SECRET)).toBe(false);
    const { width, exif, icc, xmp, iptc } = await sharp(bytes).metadata();
    expect({ width, exif, icc, xmp, iptc }).toEqual({ width: 112 });
  }
});

test('without faces there is no picture', async () => {
  expect(await renderRunReport({ ...run, faces: null })).not.toContain('data:image');
});
