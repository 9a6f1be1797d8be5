import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVideo } from './open-video.ts';
import { decodePicture } from './picture.ts';
import { type RecordingKind, recordingKind } from './recording-kind.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-kind-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const latin = (text: string) => Buffer.from(text, 'latin1');
const ftyp = (brand: string) =>
  Buffer.concat([latin(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}`), Buffer.alloc(64)]);
const JPEG = latin('\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0');

test.each<[string, Uint8Array, RecordingKind]>([
  ['face.jpg', JPEG, 'picture'],
  ['picture-named-as-video.mp4', JPEG, 'picture'],
  ['phone.heic', ftyp('heic'), 'picture'],
  ['clip.mp4', ftyp('isom'), 'video'],
  ['video-named-as-picture.jpg', ftyp('isom'), 'video'],
  ['tiff-without-its-directory.tif', latin('II\x2a\0\xff\xff\xff\0'), 'picture'],
  ['big-endian.tif', latin('MM\0\x2a\0\xff\xff\xff'), 'picture'],
  ['words.mp4', latin('these are words'), 'video'],
  ['words.jpg', latin('these are words'), 'picture'],
  ['words', latin('these are words'), 'unknown'],
  ['notes.txt', latin('these are words'), 'unknown'],
  ['words.wmv', latin('these are words'), 'video'],
  ['fragment-without-a-name', latin('\0\0\0\x10moof\0\0\0\0\0\0\0\0'), 'video'],
  ['paper.jpg', latin('%PDF-1.7\n'), 'picture'],
  ['empty.mp4', Buffer.alloc(0), 'video'],
  ['empty.jpg', Buffer.alloc(0), 'picture'],
  ['empty', Buffer.alloc(0), 'picture'],
  ['one-byte.png', Buffer.alloc(1), 'picture'],
])('%s', async (name, bytes, kind) => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  expect(await recordingKind(path)).toBe(kind);
});

test('a picture of another type is refused with its type and what makes it readable, as a picture and as a video', async () => {
  const path = join(folder, 'refused.jxl');
  await writeFile(path, latin('\0\0\0\x0cJXL \x0d\x0a\x87\x0a'));
  await expect(decodePicture(path)).rejects.toMatchObject({
    code: 'unsupported-picture',
    message: `${path} is a picture of the type JXL, which cannot be read.`,
    hint: expect.stringContaining('PNG'),
  });
  await expect(openVideo(path)).rejects.toMatchObject({ code: 'not-a-video' });
  const dicom = Buffer.alloc(200);
  dicom.write('DICM', 128, 'latin1');
  await writeFile(path, dicom);
  expect(await recordingKind(path)).toBe('picture');
  await expect(decodePicture(path)).rejects.toMatchObject({ message: expect.stringContaining('DICOM') });
});

test('streams and containers that libav reads are videos by their content', async () => {
  const starts: readonly Uint8Array[] = [
    Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex'),
    latin('FLV\x01\x05\0\0\0\x09'),
    latin(`OggS\0\x02${'\0'.repeat(22)}\x80theora`),
    Buffer.from('060e2b34020501010d01020101020400', 'hex'),
    Buffer.from('00000001674d401f', 'hex'),
    Buffer.from('0000000140010c01', 'hex'),
    Buffer.from('000001b31400f013', 'hex'),
    latin('DKIF\0\0 \0'),
    latin('YUV4MPEG2 W64'),
  ];
  for (const [i, bytes] of starts.entries()) {
    const path = join(folder, `start-${i}`);
    await writeFile(path, Buffer.concat([bytes, Buffer.alloc(200)]));
    expect(await recordingKind(path), `${i}`).toBe('video');
  }
});

test('a file that is not a picture is refused with what it is', async () => {
  await expect(decodePicture(latin('%PDF-1.7\n'), { name: 'face.jpg' })).rejects.toMatchObject({
    code: 'not-a-picture',
    message: 'face.jpg is not a picture: its content is of the type PDF.',
  });
  await expect(decodePicture(latin('words'), { name: 'face.jpg' })).rejects.toMatchObject({
    code: 'not-a-picture',
    message: 'face.jpg is not a picture: its content is not of a known type.',
  });
  await expect(decodePicture(latin('words'))).rejects.toMatchObject({
    message: 'the file is not a picture: its content is not of a known type.',
  });
});

test('a folder is an error of the system', async () => {
  await expect(recordingKind(folder)).rejects.toMatchObject({ code: 'EISDIR' });
});
