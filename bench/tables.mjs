// What was measured, in Markdown; and each goal beside what was reached.
import { markdownTable } from 'markdown-table';

const times = ({ mean, low, high }) => `${mean.toFixed(3)} (${low.toFixed(3)} – ${high.toFixed(3)})`;
const ms = ({ mean, median, low, high }) =>
  `${(mean ?? median).toFixed(1)} (${low.toFixed(1)} – ${high.toFixed(1)})`;
const fixed = (value, digits = 2) => (value === undefined ? '' : value.toFixed(digits));
const KIB = 1024;

const TABLES = {
  makespan: (rows) =>
    `## Length of a campaign, as ratios: mean (10 % – 90 % of ${rows[0].draws} draws)\n\n${markdownTable([
      [
        'images',
        'slots',
        'durations',
        'window ÷ instant',
        'batch ÷ instant',
        'original ÷ window',
        'longest first ÷ bound',
        'instant ÷ bound',
        'checks an image',
        'looks ÷ oracle',
      ],
      ...rows.map((row) => [
        row.count,
        row.slots,
        row.kind,
        times(row.windowToInstant),
        times(row.batchToInstant),
        times(row.originalToWindow),
        times(row.longestFirstToBound),
        times(row.instantToBound),
        fixed(row.checksAnImage),
        fixed(row.looksPerOracle),
      ]),
    ])}`,
  calls: (rows) =>
    `## AWS calls and state transitions (mean of ${rows[0].draws} draws)\n\n${markdownTable([
      ['images', 'calls an image', 'oracle', 'ratio', 'transitions a campaign', 'oracle'],
      ...rows.map((row) => [
        row.count,
        fixed(row.callsAnImage),
        fixed(row.oracleCallsAnImage),
        fixed(row.callsPerOracle),
        Math.round(row.transitions),
        Math.round(row.oracleTransitions),
      ]),
    ])}`,
  peer: ({ count, draws, ours, map, eventsAnImage }) =>
    `## A state machine without a function, beside ours: ${count} images, five at once (mean of ${draws} draws)\n\n${markdownTable(
      [
        ['', 'minutes', '÷ instant', 'calls', 'transitions', 'dollars'],
        ...[
          ['ours', ours],
          ['a Map over images, a look every 5 minutes', map],
        ].map(([who, row]) => [
          who,
          Math.round(row.minutes),
          fixed(row.toInstant, 3),
          Math.round(row.calls),
          Math.round(row.transitions),
          fixed(row.dollars, 3),
        ]),
      ],
    )}\n\nThe Map writes ${Math.round(eventsAnImage)} events of history an image; an execution may have 25,000, which is ${Math.floor(25_000 / eventsAnImage)} images.`,
  discovery: (rows) =>
    `## Discovery, 40 ms a call, a tenth of the images tagged: milliseconds, mean (least – most)\n\n${markdownTable(
      [
        ['images', 'one call after the other', 'eight at a time', 'calls', 'faster', 'heap'],
        ...rows.map((row) => [
          row.count,
          `${row.baseline.mean.toFixed(0)}${row.baseline.assumed ? ' (estimated)' : ''}`,
          ms(row.ours),
          row.ours.calls,
          `${row.faster.toFixed(1)} ×`,
          `${(row.heapGrowth / KIB / KIB).toFixed(1)} MiB`,
        ]),
      ],
    )}`,
  rates: (rows) =>
    `## Discovery where the service limits the rate: seconds, and their ratio to images ÷ rate\n\n${markdownTable(
      [
        [
          'images',
          'calls a second',
          'limit',
          'ours',
          '÷ limit',
          'throttled',
          'one after the other',
          '÷ limit',
        ],
        ...rows.map(({ count, rate, limit, seconds, toLimit, throttled, serial, serialToLimit }) => [
          count,
          rate,
          limit.toFixed(1),
          seconds.toFixed(1),
          toLimit.toFixed(2),
          `${(throttled * 100).toFixed(0)} %`,
          serial.toFixed(1),
          serialToLimit.toFixed(2),
        ]),
      ],
    )}`,
  check: ({ quiet, filling }) =>
    `## One check: 50 in progress, 500 waiting\n\n${markdownTable([
      ['check', 'milliseconds', 'CPU ms', 'calls', 'state in', 'state out'],
      ['finds nothing', ms(quiet.milliseconds), ms(quiet.cpu), quiet.calls, quiet.bytesIn, quiet.bytesOut],
      [
        'fills 5 slots',
        filling.milliseconds.toFixed(1),
        filling.cpu.toFixed(1),
        filling.calls,
        filling.bytesIn,
        filling.bytesOut,
      ],
    ])}`,
  plan: (row) =>
    `## A plan from the command line, 20 ms a call: milliseconds of the whole process, median (least – most)\n\n${markdownTable(
      [
        ['enrolled images', 'milliseconds', 'calls'],
        [row.images, ms(row), row.calls],
      ],
    )}`,
  rollout: ({ fleets, lineages, latency, rows }) =>
    `## A rollout: ${fleets} fleets, ${lineages} lineages, ${latency} ms a call\n\n${markdownTable([
      ['what', 'milliseconds', 'calls', 'acts'],
      ...rows.map(({ what, milliseconds, calls, acts }) => [what, milliseconds.toFixed(0), calls, acts]),
    ])}`,
  coldStart: ({ processes, bundle, ownMilliseconds, ownMemory, node }) =>
    `## Cold start: whole processes on ${node}, median (least – most)\n\n${markdownTable([
      ['process', 'milliseconds', 'memory, MiB'],
      ...processes.map((one) => [one.name, ms(one.milliseconds), ms(one.memory)]),
      ['ours beyond the client', ownMilliseconds.toFixed(1), ownMemory.toFixed(1)],
    ])}\n\n${markdownTable([
      ['package in the bundle', 'KiB'],
      ...bundle.slice(0, 15).map(({ name, bytes }) => [name, (bytes / KIB).toFixed(1)]),
      ['all', (bundle.reduce((sum, { bytes }) => sum + bytes, 0) / KIB).toFixed(1)],
    ])}`,
  growth: ({ rows, timeExponent, lastTimeExponent, stateExponent }) =>
    `## Growth: a check that finds nothing, CPU milliseconds, median (least – most)\n\n${markdownTable([
      ['images', 'CPU ms', 'state, bytes'],
      ...rows.map((row) => [row.count, ms(row), row.stateOut]),
    ])}\n\nExponents: time ${timeExponent.toFixed(2)} (${lastTimeExponent.toFixed(2)} from 1,000 to 10,000), state ${stateExponent.toFixed(2)}.`,
};

/** The tables of one benchmark. */
export function tablesOf(name, result) {
  return TABLES[name](result);
}

/** Each goal, what was reached, and whether that is enough. */
export function goalsOf({ makespan, calls, discovery, rates, plan, rollout, coldStart, growth }) {
  const goals = [];
  const goal = (what, reached, limit, isMost = true) =>
    goals.push([
      what,
      `${isMost ? '≤' : '≥'} ${limit}`,
      reached.toFixed(3),
      (isMost ? reached <= limit : reached >= limit) ? 'reached' : 'missed',
    ]);
  for (const row of makespan ?? []) {
    const about = `${row.count} images, ${row.slots} slots, ${row.kind}`;
    if (row.count >= 50) goal(`window ÷ instant: ${about}`, row.windowToInstant.mean, 1.03);
    if (row.slots === 5 && row.count >= 50)
      goal(`original ÷ window: ${about}`, row.originalToWindow.mean, 3.5, false);
    if (row.slots === 5 && row.kind === 'lognormal' && row.count <= 50) {
      goal(`longest first ÷ bound: ${about}`, row.longestFirstToBound.mean, row.count === 10 ? 1.12 : 1.04);
    }
  }
  for (const row of calls ?? []) goal(`calls ÷ oracle: ${row.count} images`, row.callsPerOracle, 1.5);
  for (const row of rates ?? []) {
    const about = `${row.count} images at ${row.rate} calls a second`;
    goal(`discovery ÷ limit of the rate: ${about}`, row.toLimit, 1.3);
    goal(`part of its requests throttled: ${about}`, row.throttled, 0.2);
  }
  for (const row of discovery ?? []) {
    if (row.count !== 1000) continue;
    goal('discovery, times faster than one call after the other', row.faster, 8, false);
  }
  if (plan) goal('a plan of 500 images, ms', plan.median, 2000);
  for (const { what, milliseconds } of rollout?.rows ?? []) goal(`rollout, ms: ${what}`, milliseconds, 8000);
  if (coldStart) {
    goal('cold start beyond the client, ms', coldStart.ownMilliseconds, 20);
    goal('cold start beyond the client, MiB', coldStart.ownMemory, 4.5);
  }
  if (growth) {
    goal('decide on 10,000 images, CPU ms', growth.rows.at(-1).median, 20);
    goal('exponent of time, 1,000 to 10,000 images', growth.lastTimeExponent, 1.1);
    goal('exponent of state', growth.stateExponent, 1.05);
  }
  return { goals, text: markdownTable([['goal', 'limit', 'measured', ''], ...goals]) };
}

/** The page on performance, with the results between its marks. */
export function pageWith({ node, cores, ...results }, page) {
  const { text, goals } = goalsOf(results);
  const reached = goals.filter((goal) => goal.at(-1) === 'reached').length;
  const parts = [
    `## Goals\n\n${reached} of ${goals.length} are reached, on ${cores} cores and Node ${node}.\n\n${text}`,
    ...Object.entries(results).map(([name, result]) => tablesOf(name, result)),
  ];
  const [before] = page.split('<!-- results -->');
  return `${before}<!-- results -->\n\n${parts.join('\n\n')}\n\n<!-- /results -->\n`;
}
