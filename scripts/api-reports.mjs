// Writes what users can import, with its types, to etc/*.api.md (API Extractor), so that a change of the public API shows
// in a review. With --check it writes nothing, and fails when a report differs.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { entryPoints, root } from './entry-points.mjs';

const [option, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (option !== undefined && option !== '--check')) {
  console.error('Usage: node scripts/api-reports.mjs [--check]');
  process.exit(2);
}
const check = option === '--check';
const reportFolder = join(root, 'etc');
const reportTempFolder = mkdtempSync(join(tmpdir(), 'campaign-api-'));
mkdirSync(reportFolder, { recursive: true });

const none = { default: { logLevel: 'none' } };
/** @returns {import('@microsoft/api-extractor').ExtractorConfig} */
function configOf({ folder, types }, reportFileName, files) {
  const projectFolder = join(root, 'packages', folder);
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(projectFolder, 'package.json'),
    configObject: {
      projectFolder,
      mainEntryPointFilePath: join(projectFolder, types),
      compiler: { overrideTsconfig: { extends: join(root, 'tsconfig.docs.json'), include: [], files } },
      apiReport: { enabled: true, reportFileName, reportFolder, reportTempFolder },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: none,
        tsdocMessageReporting: none,
      },
    },
  });
}

const entries = entryPoints();
const reports = new Set();
const changed = [];
const compiled = new Map();
for (const entry of entries) {
  const report = `${entry.specifier.slice('@appstream-campaign/'.length).replaceAll('/', '.')}.api.md`;
  reports.add(report);
  const files = entries
    .filter(({ folder }) => folder === entry.folder)
    .map(({ folder, types }) => join(root, 'packages', folder, types));
  const config = configOf(entry, report, files);
  // One compilation for all entry points of a package.
  const compilerState =
    compiled.get(entry.folder) ?? CompilerState.create(config, { additionalEntryPoints: files });
  compiled.clear();
  compiled.set(entry.folder, compilerState);
  const { apiReportChanged, errorCount } = Extractor.invoke(config, {
    compilerState,
    localBuild: !check,
    messageCallback: (message) => {
      message.handled = message.logLevel !== 'error' || message.category === 'console';
    },
  });
  if (errorCount > 0) process.exit(1);
  if (apiReportChanged) changed.push(`etc/${report}`);
}

const leftOver = readdirSync(reportFolder).filter((file) => !reports.has(file));
for (const file of leftOver) {
  changed.push(`etc/${file}`);
  if (!check) rmSync(join(reportFolder, file));
}
rmSync(reportTempFolder, { recursive: true });
console.log(
  `${reports.size} entry points, ${changed.length} reports ${check ? 'differ' : 'changed'}${changed.map((file) => `\n  ${file}`).join('')}`,
);
if (check && changed.length > 0) {
  console.error('The public API has changed. If that is meant: npm run api, and commit what it writes.');
  process.exit(1);
}
