export { type MadeVariant, makeVariant, type VariantRequest, type VariantStep } from './make-variant.ts';
