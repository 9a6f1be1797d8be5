import { type Graph, writeOnnx } from '@wince/networks';
import { type Device, setDevice } from './device.ts';
import { openSession } from './session.ts';

/** A network that gives back one number. */
const SMALLEST: Graph = {
  input: 'data',
  inputShape: [1, 1, 1],
  layers: [{ name: 'same', inputs: ['data'], operation: { kind: 'identity' } }],
};

/**
 * Runs networks of this process, and of threads and processes that begin later, on a device, once it is sure that there is one.
 *
 * @throws WinceError `device-unavailable`
 */
export async function useDevice(device: Device): Promise<void> {
  if (device !== 'cpu') {
    const session = await openSession(writeOnnx({ graph: SMALLEST, taps: ['same'] }), 1, device);
    await session.release();
  }
  setDevice(device);
}
