/** The entry of the prune function in the self-contained bundle. @module */
export { handler } from './prune.ts';
