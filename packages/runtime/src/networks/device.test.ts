import { existsSync } from 'node:fs';
import { faceParameters } from '@wince/core';
import { listSupportedBackends } from 'onnxruntime-node';
import { afterEach, expect, it, vi } from 'vitest';
import { faceAnalysisVersion } from '../measure/faces/index.ts';
import { chosenDevice, DEVICES, deviceUnavailable, runtimeVersion } from './device.ts';
import { openSession } from './session.ts';
import { useDevice } from './use-device.ts';

const known = listSupportedBackends().map(({ name }) => name);
const hasCard = ['/dev/nvidia0', '/dev/dri', '/dev/dxg'].some((path) => existsSync(path));

afterEach(() => vi.unstubAllEnvs());

it('runs networks on the processor where nothing else is said', async () => {
  vi.stubEnv('WINCE_DEVICE', undefined);
  expect(chosenDevice()).toBe('cpu');
  await useDevice('cpu');
  expect(process.env.WINCE_DEVICE).toBe('cpu');
  expect(await runtimeVersion()).toMatch(/^[\d.]+$/);
});

it('refuses a device that there is not, by its name', async () => {
  vi.stubEnv('WINCE_DEVICE', 'gpu');
  expect(() => chosenDevice()).toThrow(
    expect.objectContaining({ code: 'unknown-device', message: expect.stringContaining('"gpu"') }),
  );
  await expect(openSession(new Uint8Array(1))).rejects.toMatchObject({ code: 'unknown-device' });
});

it.each(DEVICES.filter((device) => !known.includes(device)))(
  'says of %s that this build of the runtime does not know it, and which ones it knows',
  async (device) => {
    vi.stubEnv('WINCE_DEVICE', 'cpu');
    await expect(useDevice(device)).rejects.toMatchObject({
      code: 'device-unavailable',
      message: expect.stringMatching(`no device "${device}".*It has: ${known.join(', ')}`),
      hint: expect.stringContaining('the processor does the work'),
    });
    expect(chosenDevice()).toBe('cpu');
  },
);

it.skipIf(hasCard).each(DEVICES.filter((device) => device !== 'cpu' && known.includes(device)))(
  'says of %s that this machine lacks it, and what it needs',
  async (device) => {
    vi.stubEnv('WINCE_DEVICE', 'cpu');
    await expect(useDevice(device)).rejects.toMatchObject({
      code: 'device-unavailable',
      message: expect.stringMatching(`^This machine cannot run networks on "${device}": \\S.*\\.$`),
      hint: expect.stringContaining('needs'),
    });
    expect(chosenDevice()).toBe('cpu');
  },
);

it('keeps what one device computed apart from what another did', async () => {
  const parameters = faceParameters.parse({});
  vi.stubEnv('WINCE_DEVICE', 'cpu');
  const onProcessor = [await runtimeVersion(), faceAnalysisVersion(parameters)];
  vi.stubEnv('WINCE_DEVICE', 'cuda');
  const onCard = [await runtimeVersion(), faceAnalysisVersion(parameters)];
  expect(onCard[0]).toBe(`${onProcessor[0]} on cuda`);
  expect(onCard[1]).not.toBe(onProcessor[1]);
});

it("takes the reason out of the runtime's words", () => {
  const cause = new Error(
    '/src/webgpu_context.cc:136 Failed to get a WebGPU adapter: No supported adapters\n',
  );
  const { message } = deviceUnavailable('webgpu', ['cpu', 'webgpu'], cause);
  expect(message).toBe(
    'This machine cannot run networks on "webgpu": Failed to get a WebGPU adapter: No supported adapters.',
  );
});
