import { expect, test } from 'vitest';
import { beginsAsSound, missingSoundBytes } from './sound-content.ts';

const letters = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** The header of a page of OGG, with one segment. */
const PAGE = `OggS\0\x02${'\0'.repeat(20)}\x01\x1e`;

test.each([
  { what: 'WAV', head: letters('RIFF\0\0\0\0WAVEfmt '), sound: true },
  { what: 'WAV over 4 GB', head: letters('RF64\xff\xff\xff\xffWAVEds64'), sound: true },
  { what: 'AVI', head: letters('RIFF\0\0\0\0AVI LIST'), sound: false },
  { what: 'WebP', head: letters('RIFF\0\0\0\0WEBPVP8 '), sound: false },
  { what: 'FLAC', head: letters('fLaC\0\0\0\x22'), sound: true },
  { what: 'MP3 with a tag', head: letters('ID3\x04\0\0\0\0\x0f\x7f'), sound: true },
  { what: 'MP3', head: letters('\xff\xfb\x90\x64'), sound: true },
  { what: 'MP3 at 16 kHz', head: letters('\xff\xf3\x48\xc4'), sound: true },
  { what: 'AAC in ADTS', head: letters('\xff\xf1\x50\x80'), sound: true },
  { what: 'JPEG', head: letters('\xff\xd8\xff\xe0'), sound: false },
  { what: 'UTF-16', head: letters('\xff\xfep\0a\0'), sound: false },
  { what: 'OGG with Vorbis', head: letters(`${PAGE}\x01vorbis\0\0`), sound: true },
  { what: 'OGG with Theora', head: letters(`${PAGE}\x80theora${PAGE}\x01vorbis`), sound: false },
  {
    what: 'OGG with Theora behind Vorbis',
    head: letters(`${PAGE}\x01vorbis${PAGE}\x80theora`),
    sound: false,
  },
  { what: 'M4A', head: letters('\0\0\0\x1cftypM4A \0\0\0\0'), sound: true },
  { what: 'MP4', head: letters('\0\0\0\x1cftypisom\0\0\0\0'), sound: false },
  { what: 'AIFF', head: letters('FORM\0\0\0\0AIFFCOMM'), sound: true },
  { what: 'CAF', head: letters('caff\0\x01\0\0'), sound: true },
  { what: 'AMR', head: letters('#!AMR\n'), sound: true },
  { what: 'WebM', head: letters('\x1a\x45\xdf\xa3'), sound: false },
  { what: 'nothing', head: new Uint8Array(0), sound: false },
])('$what', async ({ head, sound }) => {
  expect(await beginsAsSound(head)).toBe(sound);
});

test.each([
  { what: 'whole', head: 'RIFF\x5c\0\0\0WAVE', size: 100, missing: 0 },
  { what: 'cut off', head: 'RIFF\x5c\0\0\0WAVE', size: 60, missing: 40 },
  { what: 'without its last byte, which fills up', head: 'RIFF\x5c\0\0\0WAVE', size: 99, missing: 0 },
  { what: 'AIFF', head: 'FORM\0\0\0\x5cAIFF', size: 60, missing: 40 },
  { what: 'of no length that is known', head: 'RIFF\xff\xff\xff\xffWAVE', size: 60, missing: 0 },
  { what: 'of another kind', head: 'fLaC\0\0\0\x22\0\0\0\0', size: 60, missing: 0 },
])('a file that is $what', ({ head, size, missing }) => {
  expect(missingSoundBytes(letters(head), size)).toBe(missing);
});
