// Builds the documentation site in docs-site: an API reference from the built types, as users have them, the README, and
// the pages in docs. Fails when an exported name has no documentation, or a link leads nowhere.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { LinkChecker } from 'linkinator';
import { Application, Converter } from 'typedoc';
import { entryPoints, root } from './entry-points.mjs';

const REPOSITORY = 'https://github.com/appstream-campaign/appstream-campaign';
const OUT = join(root, 'docs-site');

/** Methods, and a property that is called, that are no clearer with a sentence. Exported names have no exceptions. */
const UNDOCUMENTED_METHODS = ['@appstream-campaign/core.CampaignListeners.__type.event'];

const entries = entryPoints();
const pages = ['docs', 'docs/decisions'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`),
);
const isOnSite = (path) => path === 'README.md' || pages.includes(path) || path.startsWith('docs/images/');

/** What a link in a page leads to: pages and pictures of this site stay; all else is in the repository. */
function linkInRepository(link, page) {
  const [file, anchor] = link.split('#');
  const path = relative(root, join(root, dirname(page), file))
    .split(sep)
    .join('/');
  if (isOnSite(path)) return undefined;
  if (!existsSync(join(root, path))) throw new Error(`${page} links to ${link}, which is not there.`);
  const kind = statSync(join(root, path)).isDirectory() ? 'tree' : 'blob';
  return `${REPOSITORY}/${kind}/main/${path}${anchor === undefined ? '' : `#${anchor}`}`;
}

function leadOutside(parts, page) {
  return parts.map((part) => {
    const target = part.kind === 'relative-link' ? linkInRepository(part.text, page) : undefined;
    return target === undefined ? part : { kind: 'text', text: target };
  });
}

const app = await Application.bootstrap({
  name: 'appstream-campaign',
  entryPoints: entries.map(({ folder, types }) => `packages/${folder}/${types}`),
  projectDocuments: pages,
  readme: 'README.md',
  tsconfig: 'tsconfig.docs.json',
  out: OUT,
  cleanOutputDir: true,
  skipErrorChecking: true, // `npm run types` checks.
  disableSources: true, // They would be the built files.
  hideGenerator: true,
  navigationLinks: { GitHub: REPOSITORY },
  highlightLanguages: ['typescript', 'javascript', 'json', 'bash', 'yaml', 'python', 'ini', 'mermaid'],
  validation: { notDocumented: true, notExported: false, invalidLink: true, invalidPath: false },
  requiredToBeDocumented: ['Class', 'Enum', 'Function', 'Interface', 'TypeAlias', 'Variable'],
  intentionallyNotDocumented: UNDOCUMENTED_METHODS,
  packagesRequiringDocumentation: [...new Set(entries.map(({ name }) => name))],
  treatWarningsAsErrors: true,
  logLevel: 'Warn',
});

const specifiers = new Map(
  entries.map(({ folder, specifier, types }) => [
    `${folder}/${types}`.replace(/\.d\.ts$/, '').replace(/\/index$/, ''),
    specifier,
  ]),
);
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
  for (const module of project.children ?? []) module.name = specifiers.get(module.name) ?? module.name;
  project.readme = leadOutside(project.readme ?? [], 'README.md');
  for (const document of project.documents ?? []) {
    const page = pages.find((path) => project.files.getReflectionPath(document)?.endsWith(path));
    if (page === undefined) throw new Error(`Where does ${document.name} come from?`);
    document.content = leadOutside(document.content, page);
  }
});

const project = await app.convert();
if (project === undefined) process.exit(1);
app.validate(project);
await app.generateOutputs(project);
const complaints = app.logger.errorCount + app.logger.warningCount;

const { links } = await new LinkChecker().check({
  path: OUT,
  recurse: true,
  checkFragments: true,
  linksToSkip: ['^https?://(?!localhost|127\\.0\\.0\\.1)'], // Others' pages are theirs.
});
const broken = links.filter(({ state }) => state === 'BROKEN');
for (const { url, parent } of broken) console.error(`${relative(root, parent ?? '')} links to ${url}`);
const followed = links.filter(({ state }) => state === 'OK').length;
console.log(
  `docs-site: ${entries.length} modules, ${pages.length} pages, ${followed} links, ${complaints + broken.length} complaints`,
);
process.exit(complaints + broken.length === 0 ? 0 : 1);
