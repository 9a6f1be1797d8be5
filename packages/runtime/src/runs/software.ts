import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExperimentSpecification, SoftwareRecord } from '@wince/core';
import { STORED_PICTURE_VERSION } from '@wince/media';
import { z } from 'zod';
import { faceAnalysisVersion, faceTrackingVersion } from '../measure/faces/index.ts';
import { runtimeVersion } from '../networks/device.ts';

/**
 * What the numbers of a run depend on beside its data and this program's version: how faces are found and followed under the
 * experiment's parameters, what decodes pictures and videos, and what runs networks.
 */
export async function softwareOf({
  face,
  clips,
}: Pick<ExperimentSpecification, 'face' | 'clips'>): Promise<SoftwareRecord[]> {
  return [
    { id: 'face-analysis', version: faceAnalysisVersion(face) },
    { id: 'face-tracking', version: faceTrackingVersion({ ...clips.tracking, face }) },
    ...(await libraryVersions()),
  ];
}

/** What decodes pictures and videos, and what runs networks. */
export async function libraryVersions(): Promise<SoftwareRecord[]> {
  const { default: sharp } = await import('sharp');
  const { getFFmpegInfo } = await import('node-av');
  return [
    { id: 'sharp', version: sharp.versions.sharp ?? 'unknown' },
    { id: 'libvips', version: sharp.versions.vips },
    { id: 'node-av', version: versionOfPackage('node-av') },
    { id: 'ffmpeg', version: getFFmpegInfo().version },
    { id: 'frame-colours', version: `${STORED_PICTURE_VERSION}` },
    { id: 'onnxruntime', version: await runtimeVersion() },
  ];
}

const packageFile = z.object({ name: z.string(), version: z.string() });

/** The version of an installed package that does not tell it by itself. @throws Error where it is not installed */
function versionOfPackage(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.resolve(name)));
  for (;;) {
    try {
      const found = packageFile.safeParse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
      if (found.success && found.data.name === name) return found.data.version;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
    const above = dirname(folder);
    if (above === folder) throw new Error(`no package.json of ${name} was found`);
    folder = above;
  }
}
