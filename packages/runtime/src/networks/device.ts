import { WinceError } from '@wince/core';

/**
 * What may run networks: the processor, a graphics card by CUDA (NVIDIA, Linux), by WebGPU (Vulkan, Metal or Direct3D) or by DirectML (Windows),
 * or Apple's Core ML.
 */
export const DEVICES = ['cpu', 'cuda', 'webgpu', 'coreml', 'dml'] as const;
/** What runs networks. */
export type Device = (typeof DEVICES)[number];

/** The environment variable that says what runs networks: worker threads and processes of the program take it over. */
const VARIABLE = 'WINCE_DEVICE';

/** What each device needs beside a build of ONNX Runtime that knows it. */
const NEEDS: Readonly<Record<Device, string>> = {
  cpu: 'nothing',
  cuda: "an NVIDIA card with its driver, CUDA 12 and cuDNN 9, and the libraries that onnxruntime-node's own script fetches (`ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node`)",
  webgpu: 'a graphics card with a driver for Vulkan, Metal or Direct3D 12',
  coreml: 'macOS',
  dml: 'Windows with a graphics card that has a driver for DirectX 12',
};

/** What runs networks in this process. @throws WinceError `unknown-device` */
export function chosenDevice(): Device {
  const name = process.env[VARIABLE] || 'cpu';
  const device = DEVICES.find((each) => each === name);
  if (device) return device;
  throw new WinceError('unknown-device', `${VARIABLE} is "${name}", which is not a device.`, {
    hint: `Choose one of: ${DEVICES.join(', ')}.`,
  });
}

/** The runtime's version and, where it is not the processor, what it runs on: numbers of another device differ in their last digits. */
export async function runtimeVersion(): Promise<string> {
  const { env } = await import('onnxruntime-node');
  return [env.versions.node ?? env.versions.common, ...deviceParts()].join(' on ');
}

/** What keys of values hold beside all else: nothing on the processor. */
export function deviceParts(): readonly Device[] {
  const device = chosenDevice();
  return device === 'cpu' ? [] : [device];
}

/** Makes threads and processes that begin later run networks on a device, and this one, too. */
export function setDevice(device: Device): void {
  process.env[VARIABLE] = device;
}

/** Why a device cannot be used: this build of ONNX Runtime does not know it, or the machine lacks it. */
export function deviceUnavailable(device: Device, known: readonly string[], cause?: unknown): WinceError {
  const isKnown = known.includes(device);
  // The runtime names the place in its own source, line after line.
  const reason =
    cause instanceof Error
      ? cause.message
          .trim()
          .split('\n')[0]
          .replace(/^\/\S+ /, '')
      : '';
  const message = isKnown
    ? `This machine cannot run networks on "${device}": ${reason.replace(/\.$/, '')}.`
    : `This build of ONNX Runtime (${process.platform}, ${process.arch}) has no device "${device}". It has: ${known.join(', ')}.`;
  return new WinceError('device-unavailable', message, {
    hint: `"${device}" needs ${NEEDS[device]}. Without --device (and without ${VARIABLE}) the processor does the work.`,
    cause,
  });
}
