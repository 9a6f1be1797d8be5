import type { Architecture } from '../architectures/architecture.ts';

/**
 * An architecture with a sixteenth of its filters and a thirty-second of its outputs, and small pictures where its layers
 * leave room for them: all of its layers at a hundredth of the work.
 */
export function narrow(architecture: Architecture): Architecture {
  const side = architecture.id === 'vgg-face' ? 64 : 224;
  return {
    ...architecture,
    input: { ...architecture.input, width: side, height: side },
    layers: architecture.layers.map((plan) => {
      if (plan.kind === 'convolution') return { ...plan, filters: plan.filters / 16 };
      return plan.kind === 'matrix' ? { ...plan, outputs: Math.round(plan.outputs / 32) } : plan;
    }),
  };
}
