/**
 * What may import what. A package whose sources lie in folders lists them here, the lowest first; a folder imports only
 * from those before it. Files that lie beside the folders (an index, an entry) may import all of them.
 */
const LAYERS = {
  core: [
    ['ports'],
    ['text'],
    ['state'],
    ['policy'],
    ['messages'],
    ['delivery'],
    ['campaign'],
    ['prune', 'rollout'],
    ['planning'],
    ['testing'],
    ['internal'],
  ],
  cli: [
    ['terminal'],
    ['config'],
    ['account'],
    ['notifiers'],
    ['planning'],
    ['view'],
    ['run'],
    ['simulate'],
    ['doctor'],
    ['commands'],
  ],
};

const folders = (name, rooms) => `^packages/${name}/src/(${rooms.join('|')})/`;

const layerRules = Object.entries(LAYERS).flatMap(([name, layers]) =>
  layers.flatMap((rooms, index) => {
    const above = layers.slice(index + 1).flat();
    const beside = rooms.map((room) => ({
      name: `${name}: ${room} imports only what is below it`,
      severity: 'error',
      from: { path: folders(name, [room]) },
      to: {
        path: [
          folders(name, [...above, ...rooms.filter((other) => other !== room)]),
          `^packages/${name}/src/[^/]+$`,
        ],
      },
    }));
    return beside;
  }),
);

export default {
  forbidden: [
    {
      name: 'no cycles',
      comment: 'A cycle cannot be read from one end to the other. Types count: they are read, too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core is pure',
      comment: 'No Node built-ins but the events under the typed emitter of UpdateCampaign, and no SDK.',
      severity: 'error',
      from: { path: '^packages/core/src/', pathNot: '^packages/core/src/testing/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?events$' },
    },
    {
      name: 'core knows no AWS SDK',
      severity: 'error',
      from: { path: '^packages/core/src/' },
      to: { path: '@aws-sdk|@smithy' },
    },
    {
      name: 'a folder that no layer names',
      comment: 'Name it in LAYERS, where it belongs.',
      severity: 'error',
      from: {
        path: '^packages/(core|cli)/src/[^/]+/',
        pathNot: Object.entries(LAYERS).map(([name, layers]) => folders(name, layers.flat())),
      },
      to: {},
    },
    ...layerRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
