import type { FleetRolledBack, FleetSwitched, RolloutEvent } from '../state/rollout-events.ts';
import { severityOf } from '../state/severity.ts';
import { formatTime } from '../text/local-time.ts';
import type { MessageDocument } from './message-document.ts';
import { linkOf, originOf, paragraph, steps } from './message-parts.ts';

type Fact = readonly [label: string, value: string];

/** An event of a rollout, in parts. */
export function describeRollout(event: RolloutEvent, timeZone: string): MessageDocument {
  const { headline, text, facts, advice } = rolloutText(event, timeZone);
  return {
    subject: `${headline} (AppStream image rollout)`,
    headline,
    severity: severityOf(event),
    origin: originOf(event, timeZone),
    blocks: [paragraph(text), { kind: 'facts', facts }, ...steps(advice), ...linkOf(event)],
  };
}

interface RolloutText {
  readonly headline: string;
  readonly text: string;
  readonly facts: readonly Fact[];
  readonly advice: readonly string[];
}

function rolloutText(event: RolloutEvent, timeZone: string): RolloutText {
  switch (event.type) {
    case 'approvalWanted': {
      const { image, ring, fleets, lineage } = event;
      return {
        headline: `Approval wanted: ${image} for ring ${ring}`,
        text: `${image} has passed every gate before the ring ${ring}. A person has to approve it before it comes to the fleets of this ring.`,
        facts: [
          ['Image', image],
          ['Lineage', lineage],
          ['Ring', ring],
          ['Fleets', fleets.join(', ')],
        ],
        advice: [
          `Test ${image} on a fleet that has it already.`,
          `If it is good, approve it: appstream-campaign rollout approve ${image} --ring ${ring}. The command adds the ring to the image's tag RolloutApproved.`,
          `If it is bad, revoke it: appstream-campaign rollout revoke ${image} --reason "…". Fleets that have it go back to the version before.`,
        ],
      };
    }
    case 'versionHeld': {
      const { image, lineage, because } = event;
      return {
        headline: `Held: ${image}`,
        text: `${image} goes to no further fleet, because a fleet has not been healthy since it got this version.`,
        facts: [
          ['Image', image],
          ['Lineage', lineage],
          ['What happened', because],
        ],
        advice: [
          'Look at the errors of the fleet in the AppStream console, and at the alarms of its ring.',
          `If the version is bad, revoke it: appstream-campaign rollout revoke ${image} --reason "…". Fleets that have it go back to the version before.`,
          `If the cause was another one, set the image's tag RolloutHeld to released. The version then goes on.`,
        ],
      };
    }
    case 'fleetSwitched':
      return {
        headline: `Switched: ${event.fleet} to ${event.to}`,
        text: `The fleet ${event.fleet} has the image ${event.to}. Sessions that began before may run ${event.from} until they end.`,
        facts: moved(event, timeZone),
        advice: driftAdvice(event),
      };
    case 'fleetRolledBack':
      return {
        headline: `Rolled back: ${event.fleet} to ${event.to}`,
        text: `The fleet ${event.fleet} has the earlier image ${event.to} again. Sessions that began before may run ${event.from} until they end.`,
        facts: [
          ...moved(event, timeZone),
          ...(event.because === undefined ? [] : ([['Because', event.because]] as const)),
        ],
        advice: [
          'Ask users who report problems to end their session and start a new one.',
          `Find out what is wrong with ${event.from} before the next update: its successors may have the same fault.`,
          ...driftAdvice(event),
        ],
      };
  }
}

function moved(
  { fleet, ring, lineage, from, to, at, managedBy }: FleetSwitched | FleetRolledBack,
  timeZone: string,
): readonly Fact[] {
  return [
    ['Fleet', fleet],
    ['Ring', ring],
    ['Lineage', lineage],
    ['From', from],
    ['To', to],
    ['Since', formatTime(at, timeZone)],
    ...(managedBy === undefined ? [] : ([['Managed by', managedBy]] as const)),
  ];
}

function driftAdvice({ to, managedBy }: FleetSwitched | FleetRolledBack): readonly string[] {
  return managedBy === undefined
    ? []
    : [
        `Write ${to} in the code of ${managedBy} too, or let that code read the version from a parameter (publish): its next deployment undoes the switch otherwise.`,
      ];
}
