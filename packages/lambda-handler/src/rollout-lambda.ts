/** The entry of the rollout function in the self-contained bundle. @module */
export { handler } from './rollout.ts';
