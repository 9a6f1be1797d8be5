import type { Workload } from './report.ts';

/** Workloads by name; each is loaded when it runs. */
export const WORKLOADS: Readonly<Record<string, () => Promise<Workload>>> = {
  embed: async () => (await import('./workloads/embed.ts')).embed,
  'embed-small': async () => (await import('./workloads/embed.ts')).embedSmall,
  protocol: async () => (await import('./workloads/protocol.ts')).protocolWithSelection,
  'protocol-noselect': async () => (await import('./workloads/protocol.ts')).protocolWithoutSelection,
  lbp: async () => (await import('./workloads/pictures.ts')).lbp,
  hog: async () => (await import('./workloads/pictures.ts')).hog,
  gabor: async () => (await import('./workloads/pictures.ts')).gabor,
  strain: async () => (await import('./workloads/strain.ts')).strain,
  video: async () => (await import('./workloads/video.ts')).video,
  audio: async () => (await import('./workloads/audio.ts')).audio,
  pulse: async () => (await import('./workloads/pulse.ts')).pulse,
};

/** @throws Error for a name that is none of a workload */
export async function findWorkload(name: string): Promise<Workload> {
  const load = Object.hasOwn(WORKLOADS, name) ? WORKLOADS[name] : undefined;
  if (load) return load();
  throw new Error(`There is no workload "${name}". Choose one of: ${Object.keys(WORKLOADS).join(', ')}.`);
}
