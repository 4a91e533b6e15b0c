import { EventEmitter } from 'node:events';
import type TypedEmitter from 'typed-emitter';
import { checkedNotifiers } from '../delivery/checked-notifiers.ts';
import type { Notifier } from '../delivery/notifier.ts';
import { enqueue } from '../delivery/outbox.ts';
import { type Policy, toPolicy } from '../policy/options.ts';
import { toPrunePolicy } from '../policy/prune-policy.ts';
import type { Clock } from '../ports/clock.ts';
import { InvalidOptionsError } from '../ports/errors.ts';
import { toInstant } from '../ports/instant.ts';
import { haltCleared, halted } from '../state/campaign-transitions.ts';
import { toDetail } from '../state/detail.ts';
import type { CampaignEvent } from '../state/events.ts';
import { parseCampaignState } from '../state/parse-state.ts';
import { type CampaignState, newCampaign } from '../state/state.ts';
import { unknownKey } from '../text/validation.ts';
import { advance } from './advance.ts';
import type { CampaignListeners, RunOptions, UpdateCampaignOptions } from './campaign-options.ts';
import { checkParts } from './campaign-parts.ts';
import { type CampaignPlan, makePlan } from './plan.ts';
import type { PruneContext } from './prune-context.ts';
import { waitForStep } from './wait-for-step.ts';

/**
 * One run over the images that are enrolled for updates.
 *
 * @example
 * ```ts
 * const campaign = new UpdateCampaign({ store, clock, notifiers: [mail], batchSize: 5 });
 * campaign.events.on('updateFailed', ({ source, reason }) => tell(source, reason));
 * const end = await campaign.run();
 * ```
 */
export class UpdateCampaign {
  /**
   * Events as they occur. A listener that throws does not affect the step; its error becomes an uncaught exception, as in
   * the DOM.
   */
  readonly events: TypedEmitter<CampaignListeners> =
    new EventEmitter() as unknown as TypedEmitter<CampaignListeners>;
  readonly #policy: Policy;
  readonly #pruning: PruneContext | undefined;
  readonly #advice: PruneContext | undefined;
  readonly #options: Pick<
    UpdateCampaignOptions,
    'store' | 'shares' | 'clock' | 'id' | 'startedAt' | 'stateLimit' | 'checkBudget' | 'place' | 'timeLeft'
  >;
  readonly #notifiers: readonly Notifier[];

  /** @throws InvalidOptionsError naming the first option that is wrong or unknown; nothing was touched */
  constructor(options: UpdateCampaignOptions) {
    const {
      store,
      shares,
      inventory,
      clock,
      notifiers,
      id,
      startedAt,
      stateLimit,
      checkBudget,
      place,
      timeLeft,
      ...policy
    } = options;
    checkParts(options);
    this.#policy = toPolicy(policy);
    const { prune, tags } = this.#policy;
    const context = inventory && { inventory, policy: toPrunePolicy({ ...prune, tags }) };
    this.#pruning = prune === undefined ? undefined : context;
    this.#advice = prune === undefined ? context : undefined;
    this.#notifiers = checkedNotifiers(notifiers ?? []);
    this.#options = {
      store,
      clock,
      ...(shares === undefined ? {} : { shares }),
      ...(id === undefined ? {} : { id }),
      ...(startedAt === undefined ? {} : { startedAt: toInstant(new Date(startedAt)) }),
      ...(stateLimit === undefined ? {} : { stateLimit }),
      ...(checkBudget === undefined ? {} : { checkBudget }),
      ...(place === undefined ? {} : { place }),
      ...(timeLeft === undefined ? {} : { timeLeft }),
    };
  }

  /**
   * What the next {@link advance} would do, and why each image is or is not a candidate. Touches nothing.
   * @param state as for {@link advance}
   * @throws ImageStoreError when the store can't be read
   */
  async plan(state?: CampaignState): Promise<CampaignPlan> {
    const { clock, store } = this.#options;
    return makePlan(store, this.#from(state, clock), this.#policy, toInstant(clock.now()));
  }

  /**
   * One step: performs, observes, decides, delivers. Safe to repeat from the same state: what is in progress is found
   * again, and nothing is started twice.
   *
   * @param state what the last step returned; absent for the first one
   * @returns the state to pass to the next step, at or after its `nextCheckAt`; without one the campaign is at rest
   * @throws InvalidStateError when the state can't be read; CampaignTooLargeError when the driver could not carry
   *   the campaign. Nothing was touched in either case. Store and notifier failures end up in the state instead.
   */
  async advance(state?: CampaignState): Promise<CampaignState> {
    return this.#advance(this.#from(state, this.#options.clock), this.#options.clock);
  }

  /**
   * Halts a campaign: it starts nothing more. Updates in progress are monitored until they end; then the campaign stops,
   * with the other images unchanged, and can be resumed. A campaign at rest is not changed.
   *
   * @param state as for {@link advance}
   * @param why the reason for people, in one line
   * @returns the state to pass to the next step
   * @throws InvalidStateError when the state can't be read
   */
  stop(state: CampaignState, why?: string): CampaignState {
    const now = toInstant(this.#options.clock.now());
    const from = parseCampaignState(state);
    const open = from.status === 'discovering' || from.status === 'running';
    if (!open || from.halted !== undefined) return from;
    const reason = {
      code: 'stop-requested',
      ...(why === undefined ? {} : { detail: toDetail(why) }),
    } as const;
    const { state: next, events } = halted(from, reason, now);
    for (const event of events) this.#emit(event);
    return { ...enqueue(next, events, this.#notifiers), nextCheckAt: now };
  }

  /**
   * Lifts a halt: the next step starts images again. Failures so far do not halt the campaign once more. A stopped
   * campaign needs no call: advancing it resumes it.
   *
   * @param state as for {@link advance}
   * @throws InvalidStateError when the state can't be read
   */
  resume(state: CampaignState): CampaignState {
    const from = parseCampaignState(state);
    if (from.halted === undefined || from.status === 'stopped') return from;
    return { ...haltCleared(from), nextCheckAt: toInstant(this.#options.clock.now()) };
  }

  /**
   * Advances until the campaign is at rest: over, or stopped with a reason.
   * @throws the signal's reason when aborted, and everything that {@link advance} throws
   */
  async run(options: RunOptions = {}): Promise<CampaignState> {
    const unknown = unknownKey('Run option', options, ['signal', 'clock', 'state', 'onState', 'halt']);
    if (unknown !== undefined) throw new InvalidOptionsError(unknown);
    const { signal, clock = this.#options.clock, onState, halt } = options;
    // Read once: what this loop made itself need not be read again at each of a thousand steps.
    let state = options.state && parseCampaignState(options.state);
    do {
      if (state !== undefined) await waitForStep(state, { clock, signal, halt });
      signal?.throwIfAborted();
      const from: CampaignState = state ?? this.#begin(clock);
      const why = from.halted === undefined ? await halt?.reason() : undefined;
      state = await this.#advance(why === undefined ? from : this.stop(from, why), clock);
      await onState?.(state);
    } while (state.nextCheckAt !== undefined);
    return state;
  }

  async #advance(from: CampaignState, clock: Clock): Promise<CampaignState> {
    const now = () => toInstant(clock.now());
    const {
      store,
      shares,
      stateLimit,
      checkBudget,
      timeLeft = () => Number.POSITIVE_INFINITY,
    } = this.#options;
    return advance(from, {
      store,
      shares,
      pruning: this.#pruning,
      advice: this.#advice,
      notifiers: this.#notifiers,
      policy: this.#policy,
      stateLimit,
      checkBudget,
      timeLeft,
      now,
      emit: (event) => this.#emit(event),
    });
  }

  #from(state: CampaignState | undefined, clock: Clock): CampaignState {
    if (state === undefined) return this.#begin(clock);
    const { place } = this.#options;
    return { ...parseCampaignState(state), ...(place === undefined ? {} : { place }) };
  }

  #begin(clock: Clock): CampaignState {
    const startedAt = this.#options.startedAt ?? toInstant(clock.now());
    const { id = `campaign-${startedAt}`, place } = this.#options;
    const state = newCampaign(id, startedAt, this.#policy.timeZone);
    return { ...state, ...(place === undefined ? {} : { place }) };
  }

  #emit(event: CampaignEvent): void {
    const emitter: Pick<EventEmitter, 'emit'> = this.events;
    for (const name of [event.type, 'event']) {
      try {
        emitter.emit(name, event);
      } catch (error) {
        // As in the DOM: a broken listener must not stop an update, and its error must not be lost.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
