/**
 * wince as a library: the science (`@wince/core`), pre-trained networks, and everything that touches the machine.
 *
 * @packageDocumentation
 */
export * from '@wince/core';
export * from '@wince/runtime';
