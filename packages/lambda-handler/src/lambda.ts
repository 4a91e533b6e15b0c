/** The entry of the self-contained bundle: what Lambda calls, and nothing else. @module */
export { handler } from './index.ts';
