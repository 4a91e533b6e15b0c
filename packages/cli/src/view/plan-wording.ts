import type { PlannedImage } from '@appstream-campaign/core';
import { reasonText } from '@appstream-campaign/core/messages';
import { exclusionText } from '@appstream-campaign/core/planning';
import { printable } from '../terminal/wording.ts';

/** How a verdict is told. */
export interface VerdictText {
  /** One or two words. */
  readonly verdict: string;
  readonly colour: 'green' | 'cyan' | 'yellow' | 'red' | 'dim';
  /** The successor's name, or why. */
  readonly why: string;
}

/** A verdict in the words of tables, for a terminal and for Markdown alike. */
export function verdictText(image: PlannedImage): VerdictText {
  switch (image.verdict) {
    case 'start':
      return { verdict: 'update', colour: 'green', why: `→ ${printable(image.successor)}` };
    case 'wait':
      return { verdict: 'update later', colour: 'green', why: `→ ${printable(image.successor)}` };
    case 'adopt':
    case 'updating':
      return { verdict: 'in progress', colour: 'cyan', why: `→ ${printable(image.successor)}` };
    case 'updated':
      return { verdict: 'updated', colour: 'green', why: `→ ${printable(image.successor)}` };
    case 'skip':
      return { verdict: 'skip', colour: 'yellow', why: printable(reasonText(image.reason)) };
    case 'fail':
    case 'stop':
      return { verdict: 'blocked', colour: 'red', why: printable(reasonText(image.reason)) };
    case 'postpone':
      return { verdict: 'blocked', colour: 'red', why: `for now: ${printable(image.detail)}` };
    case 'exclude':
      if (image.exclusion === 'beyond-limit')
        return { verdict: 'left out', colour: 'yellow', why: exclusionText(image.exclusion) };
      if (image.exclusion === 'ignored')
        return { verdict: 'ignored', colour: 'dim', why: exclusionText(image.exclusion) };
      return { verdict: 'excluded', colour: 'dim', why: exclusionText(image.exclusion) };
  }
}
