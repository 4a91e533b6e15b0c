// What a campaign is compared with: a bound that no order beats, and two other ways to run it. All in minutes.

/** Nothing ends sooner: the longest update, or all of them on slots that are never empty. */
export function lowerBound(durations, slots) {
  const total = durations.reduce((sum, minutes) => sum + minutes, 0);
  return Math.max(...durations, total / slots);
}

/** A slot is refilled in the very moment in which it is free, in the order of names: nobody knows the durations. */
export function instantRefill(durations, slots) {
  const free = new Array(slots).fill(0);
  for (const minutes of durations) {
    const slot = free.indexOf(Math.min(...free));
    free[slot] += minutes;
  }
  return Math.max(...free);
}

/** The original's: whole batches, and a look every six hours, which is when the next batch starts. */
export function originalPolicy(durations, slots) {
  const everySixHours = 360;
  let now = 0;
  for (let at = 0; at < durations.length; at += slots) {
    const longest = Math.max(...durations.slice(at, at + slots));
    now += Math.max(1, Math.ceil(longest / everySixHours)) * everySixHours;
  }
  return now;
}
