import { InvalidOptionsError } from '../ports/errors.ts';
import type { CheckSchedule } from './check-schedule.ts';
import type { TagNames } from './tags.ts';

/** @throws InvalidOptionsError when the least is above the most */
export function requireOrderedBounds(schedule: CheckSchedule): void {
  if ('everyMinutes' in schedule || schedule.minMinutes <= schedule.maxMinutes) return;
  throw new InvalidOptionsError(
    `Campaign option checkSchedule.minMinutes is ${schedule.minMinutes}; expected at most maxMinutes, which is ${schedule.maxMinutes}.`,
  );
}

/** @throws InvalidOptionsError when one name has two meanings */
export function requireDistinctTags(tags: TagNames): void {
  const { enabled: _, completed: __, ignored: ___, ...named } = tags;
  const keys = Object.values(named);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) {
    throw new InvalidOptionsError(`Campaign option tags uses the key "${twice}" for two purposes.`);
  }
  if (tags.enabled === tags.completed) {
    throw new InvalidOptionsError(
      `Campaign option tags.completed is "${tags.completed}", the same as tags.enabled; an updated image would be updated again.`,
    );
  }
  if (tags.ignored === tags.enabled || tags.ignored === tags.completed) {
    throw new InvalidOptionsError(
      `Campaign option tags.ignored is "${tags.ignored}", which means something else already; expected a value of its own.`,
    );
  }
}
