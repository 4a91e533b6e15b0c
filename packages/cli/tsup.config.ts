import { cyclonedxEsbuildPlugin } from '@cyclonedx/cyclonedx-esbuild';
import { defineConfig } from 'tsup';
import { writeNotices } from './third-party-licenses.mjs';

/** What went into the build, with the texts of the licences, from which the notices are made. */
const BILL_OF_MATERIALS = 'cli.cdx.json';

export default defineConfig({
  entry: ['src/index.ts', 'src/main.ts'],
  format: 'esm',
  target: 'node20',
  // Commands load what they need when they are called, so that help and errors come at once.
  splitting: true,
  // All dependencies are built in, without what nothing calls: an installation is this package and nothing else.
  noExternal: [/^[@a-z]/],
  dts:
    process.env.BUILD_WITHOUT_TYPES === '1'
      ? false
      : {
          entry: 'src/index.ts',
          resolve: [/^@appstream-campaign\//],
          compilerOptions: { ignoreDeprecations: '6.0' },
        },
  clean: true,
  // Some dependencies are CommonJS: they ask for Node's own modules with require(), and for the name of their file.
  banner: {
    js: [
      "import { createRequire as requireOfNode } from 'node:module';",
      "import { fileURLToPath as pathOfUrl } from 'node:url';",
      'const require = requireOfNode(import.meta.url), __filename = pathOfUrl(import.meta.url);',
    ].join(''),
  },
  esbuildOptions: (options) => {
    options.mainFields = ['module', 'main'];
    options.legalComments = 'none';
    // Built packages import shared parts for their order alone; those have no side effects, and are left out rightly.
    options.logOverride = { 'ignored-bare-import': 'silent' };
    // Names stay, for the stack traces of --debug.
    options.minifySyntax = true;
    options.minifyWhitespace = true;
  },
  esbuildPlugins: [
    cyclonedxEsbuildPlugin({
      outputFile: BILL_OF_MATERIALS,
      outputReproducible: true,
      gatherLicenseTexts: true,
      logLevel: 'warning',
    }),
  ],
  onSuccess: () => writeNotices(`dist/${BILL_OF_MATERIALS}`, 'dist/THIRD-PARTY-LICENSES.txt'),
});
