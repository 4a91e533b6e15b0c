/** How a suite defines its tests: `test` of vitest, Jest, Mocha (`it`) and `node:test` all fit. */
export type TestFunction = (name: string, body: () => Promise<void>) => void;
