/**
 * Draws a folder as a ward has it: 60 files of phones, cameras and spreadsheet programs, of which some are pictures of drawn
 * neonates with NIPS scores in a table of Windows-1252 with semicolons and decimal commas.
 *
 *     node scripts/draw-ward.ts FOLDER
 */
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readDataset, writeCohort } from '@wince/runtime';
import sharp from 'sharp';

/** How many files the folder has. */
export const WARD_FILES = 60;

/**
 * Arranges the pictures of a drawn cohort as a ward has them.
 *
 * @param cohort a data set of `wince phantom` with 24 pictures
 */
export async function drawWard(cohort: string, folder: string): Promise<void> {
  const { samples } = await readDataset(cohort);
  const put = async (path: string, content: string | Uint8Array) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  };
  const lines = ['Datei;Kind;Phase;NIPS;Gewicht (kg)'];
  const counts = new Map<string, number>();
  for (const [i, { path, subject, period, columns }] of samples.entries()) {
    const number = (counts.get(subject) ?? 0) + 1;
    counts.set(subject, number);
    const stem = `Säugling_${subject}_${number}`;
    const weight = (2.5 + i / 40).toFixed(3).replace('.', ',');
    lines.push(`${stem};${subject};${period ?? ''};${columns.nips};${weight}`);
    await placePicture(join(cohort, path), folder, stem, i);
  }
  for (const name of ['Säugling_S01_90', 'Säugling_S02_90', 'Säugling_S03_91', 'verlegt_1']) {
    lines.push(`${name};S01;Ruhe;0;2,5`);
  }
  await put('Bewertung.csv', Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1'));

  const [first] = samples;
  const jpeg = await readFile(join(cohort, first.path));
  await put('von der Kamera 👶🏽.jpg', jpeg);
  await put('Station 2/❤️ Foto.JPG', jpeg);
  await put('IMG_0815', jpeg);
  for (const n of [1, 2, 3]) await put(`Kamera/Säugling_S0${n}_90.DNG`, 'II*\0 raw');
  for (const n of [1, 2, 3]) await put(`Kamera/DSC_000${n}.NEF`, 'II*\0 raw');
  for (const n of [1, 2]) await put(`Scan ${n}.jp2`, 'scan');
  for (const n of [1, 2]) await put(`Scan ${n}.jxl`, 'scan');
  for (const n of [1, 2, 3, 4]) await put(`leer_${n}.jpg`, '');
  for (const n of [1, 2, 3, 4, 5, 6]) await put(`._Säugling_S01_${n}.jpg`, 'Mac OS X');
  for (const n of [1, 2]) await put(`Station 2/._Foto ${n}.jpg`, 'Mac OS X');
  for (const place of ['', 'Station 2/', 'Kamera/']) await put(`${place}Thumbs.db`, 'thumbs');
  for (const place of ['', 'Kamera/']) await put(`${place}.DS_Store`, 'store');
  await put('desktop.ini', '[.ShellClassInfo]');
  await put('Station 2/Visite.wmv', 'film');
  await put('Notizen.txt', 'nur Text');
  await put('Protokoll.pdf', '%PDF-1.7\n');
  await put('~$Bewertung.xlsx', 'lock');
}

/** A picture under a name as phones and cameras give it: upper-case endings, sub-folders, umlauts in both forms, HEIF. */
async function placePicture(source: string, folder: string, stem: string, i: number): Promise<void> {
  const place = i % 3 === 1 ? 'Station 2' : '';
  const name = i % 2 === 0 ? stem.normalize('NFC') : stem.normalize('NFD');
  await mkdir(join(folder, place), { recursive: true });
  // No encoder of HEVC comes along: what is in the HEIC is coded as AV1, in the same container.
  const heif = i === 4 ? '.HEIC' : i === 9 ? '.avif' : undefined;
  if (heif === undefined) {
    await copyFile(source, join(folder, place, `${name}${i % 4 === 0 ? '.JPG' : '.jpg'}`));
  } else
    await writeFile(
      join(folder, place, `${name}${heif}`),
      await sharp(source).avif({ effort: 0 }).toBuffer(),
    );
}

if (import.meta.main) {
  const [, , folder] = process.argv;
  if (folder === undefined) throw new Error('name the folder: node scripts/draw-ward.ts FOLDER');
  const place = await mkdtemp(join(tmpdir(), 'wince-ward-'));
  try {
    const { dataset } = await writeCohort({ subjects: 3, seed: 7, out: join(place, 'cohort') });
    if (dataset === null) throw new Error('the cohort is a data set');
    await drawWard(dirname(dataset), folder);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
