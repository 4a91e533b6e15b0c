import type { Command } from 'commander';
import { count, withAccountFlags } from '../config/flags.ts';
import type { RolloutFlags } from '../config/rollout-options.ts';
import { withChannelFlags } from './channel-flags.ts';
import { type CommandContext, type DefineCommand, examples } from './command-context.ts';
import { withRolloutPolicy } from './rollout-flags.ts';
import type { ApproveFlags, RevokeFlags } from './rollout-marks.ts';
import type { RolloutRunFlags } from './rollout-run.ts';

/** `rollout` with its own commands */
export const defineRollout: DefineCommand = (program, context) => {
  const { runtime } = context;
  const rollout = program
    .command('rollout')
    .summary('roll new versions out to fleets, ring by ring, and back')
    .description(
      'Fleets with the tag ImageRing get new versions of their images ring by ring, each version after it has proved ' +
        'itself in the ring before, and go back from a version that is revoked. What is wanted follows from tags and ' +
        'policy: docs/rollout.md.',
    )
    .helpOption('-h, --help', 'this text')
    .helpCommand(false)
    .addHelpText(
      'after',
      examples(runtime, {
        'rollout plan': 'what would move now, and what holds the rest',
        'rollout run --once': 'one pass, after asking',
        'rollout run': 'repeatedly, until every fleet has the wanted version',
        'rollout approve Finance-Updated-20261201': 'a person lets a version pass',
        "rollout revoke Finance-Updated-20261201 --reason 'Excel fails'": 'all fleets go back',
      }),
    );
  for (const define of [definePlan, defineRun, defineStatus, defineApprove, defineRevoke, definePauses]) {
    define(rollout, context);
  }
};

const PATTERNS = 'lineages, images or fleets by name (default: all)';

function definePlan(rollout: Command, { runtime, exit }: CommandContext): void {
  const command = rollout
    .command('plan')
    .argument('[pattern...]', PATTERNS)
    .summary('what would move now, and what holds the rest')
    .description(
      'For each lineage and ring: what its fleets have and since when, what is wanted, what holds it, and when that ends ' +
        'at the earliest. Changes nothing. Exit codes: 0 something would move now, 4 something waits for a person, 3 neither: ' +
        'all is as wanted, or only time is waited for.',
    )
    .option('--json', 'as JSON, for scripts')
    .action(async (patterns: readonly string[], flags: RolloutFlags) => {
      const { rolloutPlan } = await import('./rollout.ts');
      exit(await rolloutPlan(patterns, flags, runtime));
    });
  withAccountFlags(withRolloutPolicy(command), true);
}

function defineRun(rollout: Command, { runtime, exit }: CommandContext): void {
  const command = rollout
    .command('run')
    .argument('[pattern...]', 'only these lineages or fleets (default: all)')
    .summary('switch fleets, after showing what and asking')
    .description(
      'Shows the plan, asks, and carries it out. It goes on by itself, as soaks end, windows open and people approve, ' +
        'until all is as wanted; Ctrl-C leaves after the pass in progress. Running it again does nothing twice.',
    )
    .option('--once', 'one pass only; for a schedule')
    .option('--every <minutes>', 'look at least so often (default: 10)', count)
    .option('--json', 'what was done, as one line of JSON for each pass')
    .option('--dry-run', 'only show the plan')
    .option('--yes', 'do not ask; for scripts')
    .action(async (patterns: readonly string[], flags: RolloutRunFlags) => {
      const { rolloutRun } = await import('./rollout-run.ts');
      exit(await rolloutRun(patterns, flags, runtime));
    });
  withChannelFlags(command);
  withAccountFlags(withRolloutPolicy(command), true);
}

function defineStatus(rollout: Command, { runtime, exit }: CommandContext): void {
  const command = rollout
    .command('status')
    .argument('[pattern...]', PATTERNS)
    .summary('each fleet: image, since when, sessions from before, health')
    .description(
      'Shows each fleet that takes part, and how many of its sessions began before its last switch: those may still run ' +
        'the image before. Changes nothing.',
    )
    .option('--json', 'as JSON, for scripts')
    .action(async (patterns: readonly string[], flags: RolloutFlags) => {
      const { rolloutStatus } = await import('./rollout.ts');
      exit(await rolloutStatus(patterns, flags, runtime));
    });
  withAccountFlags(withRolloutPolicy(command), true);
}

function defineApprove(rollout: Command, { runtime, exit }: CommandContext): void {
  const command = rollout
    .command('approve')
    .alias('promote')
    .argument('<image>', 'the version')
    .summary('approve a version for a ring')
    .description('Writes the ring into the tag RolloutApproved of the image. The other gates still count.')
    .option('--ring <name>', 'which ring, or all (default: the next one that asks for approval)')
    .option('--json', 'what was written, as JSON')
    .action(async (image: string, flags: ApproveFlags) => {
      const { approve } = await import('./rollout-marks.ts');
      exit(await approve(image, flags, runtime));
    });
  withAccountFlags(withRolloutPolicy(command));
}

function defineRevoke(rollout: Command, { runtime, exit }: CommandContext): void {
  const command = rollout
    .command('revoke')
    .alias('abort')
    .argument('<image>', 'the version')
    .summary('roll every fleet back from a version')
    .description(
      'Writes the tag Revoked on the image: no fleet gets it any more, and those that have it go back at the next pass, ' +
        'whatever window or limit there is. The image itself stays.',
    )
    .option('--reason <text>', 'why; told in messages')
    .option('--undo', 'take the tag away')
    .option('--json', 'what was written, as JSON')
    .action(async (image: string, flags: RevokeFlags) => {
      const { revoke } = await import('./rollout-marks.ts');
      exit(await revoke(image, flags, runtime));
    });
  withAccountFlags(withRolloutPolicy(command));
}

const PAUSES = {
  pause: {
    summary: 'pause fleets or versions',
    description: 'Writes the tag RolloutPaused. A paused fleet leaves its version only when that is revoked.',
  },
  resume: {
    summary: 'resume paused fleets or versions',
    description:
      'Takes the tag RolloutPaused away. A version that is held and named here by its full name is released: ' +
      'the health of its fleets holds it no more.',
  },
} as const;

function definePauses(rollout: Command, { runtime, exit }: CommandContext): void {
  for (const what of ['pause', 'resume'] as const) {
    const command = rollout
      .command(what)
      .argument('[pattern...]', 'fleets or images by name (default: all fleets that take part)')
      .summary(PAUSES[what].summary)
      .description(PAUSES[what].description)
      .option('--json', 'what was changed, as JSON')
      .action(async (patterns: readonly string[], flags: RolloutFlags) => {
        const { pauseOrResume } = await import('./rollout-marks.ts');
        exit(await pauseOrResume(what, patterns, flags, runtime));
      });
    withAccountFlags(withRolloutPolicy(command));
  }
}
