import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cameraName, openCamera } from './camera.ts';

describe('a camera', () => {
  it.each([
    ['/dev/video0', '/dev/video0'],
    ['camera:2', 2],
    ['camera:Ward 3', 'Ward 3'],
    ['ward.mp4', undefined],
    ['/dev/null', undefined],
    ['camera:', undefined],
  ])('is named %s', (text, expected) => {
    expect(cameraName(text)).toBe(expected);
  });

  it.skipIf(existsSync('/dev/video99'))('that is not there is refused, and said to be', async () => {
    for (const text of ['/dev/video99', 'camera:no such camera'])
      await expect(openCamera(text)).rejects.toMatchObject({ code: 'no-camera', status: 2 });
    await expect(openCamera('ward.mp4')).rejects.toMatchObject({ code: 'no-camera' });
  });
});
