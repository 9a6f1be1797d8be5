/**
 * wince as a library: the science (`@wince/core`), pre-trained networks, and everything that touches the machine.
 *
 * @packageDocumentation
 */
export * from '@wince/core';
export {
  type ExpandedPicture,
  type FlowField,
  type FlowWorkspace,
  innerProducts,
  manhattanDistances,
  openFlow,
  type Rows,
} from '@wince/kernels';
export * from '@wince/runtime';
