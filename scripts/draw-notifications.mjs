// Draws what arrives, for docs/notifiers.md: docs/images/mail-*.png, slack.png and teams.png. The mail is the mail
// itself, in Chromium at the width of a desk and of a phone. The Slack message is drawn from the payload that goes out,
// the Teams card by Microsoft's own renderer. Build first, and name Chromium in CHROMIUM_PATH when it is not on the path.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { renderMessage } = await import(join(root, 'packages/core/dist/index.js'));
const { SlackBotNotifier } = await import(join(root, 'packages/web-notifiers/dist/slack.js'));
const { TeamsNotifier } = await import(join(root, 'packages/web-notifiers/dist/teams.js'));
const renderer = createRequire(join(root, 'packages/web-notifiers/package.json')).resolve(
  'adaptivecards/dist/adaptivecards.min.js',
);
const folder = mkdtempSync(join(tmpdir(), 'notifications-'));
const chromium = process.env.CHROMIUM_PATH ?? 'chromium';

const start = Date.parse('2026-12-01T02:00:00Z');
const at = (minutes) => new Date(start + minutes * 60_000).toISOString();
const common = { campaign: 'monthly-2026-12' };
const successor = (name) => `${name}-Updated-20261201`;
const updated = ['Accounting', 'CAD-Workstation', 'Finance-Desktop', 'HR-Desktop', 'Office-Standard'].map(
  (source, index) => ({
    status: 'updated',
    source,
    successor: successor(source),
    startedAt: at(index * 7),
    endedAt: at(index * 16 + 52),
  }),
);
const failed = [
  {
    status: 'failed',
    source: 'Data-Science-Lab',
    successor: successor('Data-Science-Lab'),
    startedAt: at(0),
    endedAt: at(51),
    reason: { code: 'update-failed', detail: 'INTERNAL_SERVICE_ERROR: Failed to update Amazon SSM Agent.' },
  },
  { status: 'failed', source: 'Legacy-ERP-2016', endedAt: at(3), reason: { code: 'incompatible' } },
];
const skipped = [{ status: 'skipped', source: 'Training-Room', endedAt: at(3), reason: { code: 'current' } }];
const ended = {
  ...common,
  type: 'campaignEnded',
  id: 'e',
  at: at(312),
  startedAt: at(0),
  updated,
  failed,
  skipped,
};
const failures = failed.map(({ status: _, endedAt, ...image }) => ({
  ...common,
  ...image,
  type: 'updateFailed',
  id: image.source,
  at: endedAt,
}));
const progress = {
  ...common,
  status: 'running',
  startedAt: at(0),
  waiting: 1,
  updating: [
    { source: 'HR-Desktop', successor: successor('HR-Desktop'), startedAt: at(40) },
    { source: 'Office-Standard', successor: successor('Office-Standard'), startedAt: at(45) },
  ],
  updated: 2,
  failed: 2,
  skipped: 1,
};

/** Draws a page. @param {string} name @param {string} html @param {string} size @param {string[]} [flags] */
function draw(name, html, size, flags = []) {
  const page = join(folder, `${name}.html`);
  writeFileSync(page, `<meta charset="utf-8">${html}`);
  const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--allow-file-access-from-files',
  ];
  const target = join(root, 'docs/images', `${name}.png`);
  const { status, stderr } = spawnSync(chromium, [
    ...args,
    ...flags,
    `--screenshot=${target}`,
    `--window-size=${size}`,
    page,
  ]);
  if (status !== 0) throw new Error(`${chromium} failed: ${stderr}`);
  console.log(`docs/images/${name}.png`);
}

writeFileSync(join(folder, 'mail.html'), renderMessage(ended).html);
const frame = (width) => `<iframe src="mail.html" style="width:${width}px;height:1010px;border:0"></iframe>`;
const desk = `<body style="margin:0;background:#8a9099;display:flex;gap:20px;padding:20px">${frame(700)}${frame(375)}</body>`;
draw('mail-light', desk, '1135,1050');
draw('mail-dark', desk, '1135,1050', ['--blink-settings=preferredColorScheme=0']);

/** What goes out to a channel. @param {(url: string) => Promise<unknown>} send @param {object} answer */
async function payloads(send, answer) {
  const received = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(answer.status ?? 200).end(answer.body ?? '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  await send(`http://127.0.0.1:${server.address().port}`);
  server.close();
  return received;
}

const quick = { now: () => new Date(at(55)), pause: async () => {} };
const slack = await payloads(
  (url) =>
    new SlackBotNotifier({
      token: 'xoxb-for-a-drawing',
      channel: 'C0123456789',
      apiUrl: url,
      timing: quick,
    }).notifyMany({
      events: failures,
      progress,
    }),
  { body: JSON.stringify({ ok: true, channel: 'C0123456789', ts: '1.1' }) },
);
const DOTS = { '🔴': '#dd2e44', '🔵': '#55acee', '🟢': '#78b159', '⚪': '#bbb' };
const escapeHtml = (text) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const markup = (text) =>
  text
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*([^*]+)\*/g, '<b>$1</b>')
    // Not every machine has a font with emoji.
    .replace(/[🔴🔵🟢⚪]/gu, (dot) => `<span style="color:${DOTS[dot]}">●</span>`)
    .replaceAll('\n', '<br>');
const block = ({ type, text, elements }) => {
  if (type === 'header') return `<h3>${escapeHtml(text.text)}</h3>`;
  if (type === 'context')
    return `<small>${elements.map((element) => markup(element.text)).join(' ')}</small>`;
  return `<p>${markup(text.text)}</p>`;
};
const post = ({ blocks }, isAnswer) =>
  `<div class="post ${isAnswer ? 'answer' : ''}"><div class="face">↻</div><div><b>Image updates</b> <i>APP</i>${blocks.map(block).join('')}</div></div>`;
draw(
  'slack',
  `<style>body{font:15px/1.46 Lato,'Segoe UI',Arial,sans-serif;color:#1d1c1d;margin:0;padding:18px 24px;background:#fff}
h3{font-size:18px;margin:6px 0}p{margin:6px 0}small{color:#616061;font-size:13px}i{font:10px Arial;background:#ddd;padding:1px 3px;border-radius:2px}
code{font:12px Menlo,monospace;color:#c01343;border:1px solid #ddd;border-radius:3px;padding:1px 3px;background:#f8f8f8}
.post{display:flex;gap:10px;margin-bottom:14px}.face{flex:none;width:36px;height:36px;border-radius:6px;background:#14673f;color:#fff;text-align:center;font-size:24px}
.answer{margin-left:46px;border-left:3px solid #ddd;padding-left:12px}</style>${slack.map((message, index) => post(message, index > 0)).join('')}`,
  '820,680',
);

const [teams] = await payloads(
  (url) =>
    new TeamsNotifier({ url: `${url}/workflow`, timing: quick }).notifyMany({
      events: [...failures, ended],
      progress,
    }),
  { status: 202 },
);
draw(
  'teams',
  `<style>body{margin:0;padding:20px;background:#f5f5f5;font-family:'Segoe UI',Arial,sans-serif}#card{background:#fff;border:1px solid #ddd;border-radius:6px;max-width:720px}</style><div id="card"></div>
<script>${readFileSync(renderer, 'utf8')}</script><script>
const card = new AdaptiveCards.AdaptiveCard();
card.hostConfig = new AdaptiveCards.HostConfig({ fontFamily: "'Segoe UI', Arial, sans-serif", spacing: { small: 4, default: 8, medium: 12, padding: 16 },
  separator: { lineThickness: 1, lineColor: '#e5e5e5' },
  containerStyles: { default: { foregroundColors: { default: { default: '#242424', subtle: '#616161' }, attention: { default: '#c4314b', subtle: '#c4314b' }, good: { default: '#237b4b', subtle: '#237b4b' }, warning: { default: '#a15c00', subtle: '#a15c00' } } } } });
card.parse(${JSON.stringify(teams.attachments[0].content).replaceAll('<', '\\u003c')});
document.getElementById('card').appendChild(card.render());
</script>`,
  '780,545',
);
rmSync(folder, { recursive: true });
