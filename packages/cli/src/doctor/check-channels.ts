import { sdkFailure } from '@appstream-campaign/aws-adapters/sdk-failure';
import type { SecretReader } from '@appstream-campaign/aws-adapters/secrets';
import type { AnnouncedEvent, Notifier } from '@appstream-campaign/core';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Account } from '../account/account.ts';
import { AwsCallError } from '../account/aws-call-error.ts';
import type { Channels } from '../config/chats.ts';
import { loadedNotifiers, secretReader } from '../notifiers/open-notifiers.ts';
import type { Hint } from '../terminal/hints.ts';
import type { Runtime } from '../terminal/runtime.ts';
import { type Finding, lookAt } from './finding.ts';

/** Whether the topic exists, and somebody hears it. */
export async function checkTopic(topicArn: string, account: Account, hint: Hint): Promise<Finding> {
  const look = lookAt('topic', hint);
  const client = new SNSClient(account.settings);
  try {
    const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
    const confirmed = Number(Attributes.SubscriptionsConfirmed ?? Number.NaN);
    if (confirmed !== 0) return look.ok('It exists. sns:Publish is tried by --send-test only.');
    const pending = Number(Attributes.SubscriptionsPending ?? 0);
    const why = pending > 0 ? ` ${pending} wait for their confirmation` : ' nobody';
    return look.not(
      'warning',
      `It exists, and${why}: no message reaches anybody.`,
      `Subscribe somebody: aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint it@example.com`,
    );
  } catch (error) {
    if (sdkFailure(error).kind === 'NotFound') {
      return look.not(
        'wrong',
        `The topic ${topicArn} does not exist.`,
        'Correct --topic. See which there are: aws sns list-topics',
      );
    }
    return look.failed(new AwsCallError(error, 'sns:GetTopicAttributes', account.target), 'warning');
  } finally {
    client.destroy();
  }
}

/**
 * Whether a campaign could make its channels at all, modules of the user's own included. Chats are looked at one by one.
 * @throws InvalidOptionsError, CommandError for the first that it can't
 */
export async function checkMade(
  { slack: _, slackBot: __, teams: ___, webhook: ____, ...channels }: Channels,
  { settings }: Account,
  { env, timeZone }: Runtime,
): Promise<readonly Finding[]> {
  await loadedNotifiers(channels, { settings, env, timeZone });
  return [];
}

/** Whether the servers of chats and webhooks can be reached. Only a message shows whether they take one. */
export async function checkChats(
  { slack, slackBot, teams, webhook }: Channels,
  { settings }: Account,
  hint: Hint,
  env: Runtime['env'],
): Promise<readonly Finding[]> {
  const secret = secretReader({ settings, env });
  const named = Object.entries({ slack, teams, webhook: webhook?.url }).flatMap(([name, reference]) =>
    reference === undefined ? [] : [[name, reference] as const],
  );
  const bots = slackBot === undefined ? [] : [checkSlackBot(slackBot, secret, lookAt('slack', hint))];
  return Promise.all([
    ...bots,
    ...named.map(async ([name, reference]) => {
      const look = lookAt(name, hint);
      try {
        const address = (await secret(reference)).reveal();
        if (!URL.canParse(address))
          return look.not(
            'wrong',
            `${reference} holds no address. Its value is not shown.`,
            'Put the address there, https://….',
          );
        return await reach(new URL(address), look);
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        return look.not('wrong', text, `Put the secret where the reference says: ${reference}`);
      }
    }),
  ]);
}

async function checkSlackBot(
  { token, apiUrl = 'https://slack.com/api/' }: NonNullable<Channels['slackBot']>,
  secret: SecretReader,
  look: ReturnType<typeof lookAt>,
): Promise<Finding> {
  try {
    await secret(token);
    if (!URL.canParse(apiUrl)) {
      return look.not(
        'wrong',
        `slackBot.apiUrl is ${JSON.stringify(apiUrl)}.`,
        'Give an address, https://….',
      );
    }
    return await reach(new URL(apiUrl), look);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return look.not('wrong', text, `Put the token where the reference says: ${token}`);
  }
}

const PATIENCE_MS = 10_000;

/** Asks for the first page of the server: the path is a secret, and a request there could be taken for a message. */
async function reach({ origin, host }: URL, look: ReturnType<typeof lookAt>): Promise<Finding> {
  try {
    await fetch(origin, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
    return look.ok(`${host} answers. Whether it takes messages, --send-test shows.`);
  } catch (error) {
    const code: unknown = Object(Object(error).cause).code;
    // Anything longer could quote the address.
    const why = typeof code === 'string' && /^[A-Z_]{3,60}$/.test(code) ? code : 'there was no answer';
    return look.not(
      'wrong',
      `${host} can't be reached: ${why}.`,
      'Check the address and the network. A proxy is named by HTTPS_PROXY, a CA of your own by AWS_CA_BUNDLE.',
    );
  }
}

/** Sends one message through each channel. */
export async function sendTest(
  channels: Channels,
  account: Account,
  hint: Hint,
  { env, clock, timeZone }: Runtime,
): Promise<readonly Finding[]> {
  const look = lookAt('test message', hint);
  let notifiers: readonly Notifier[];
  try {
    notifiers = await loadedNotifiers(channels, { settings: account.settings, env, timeZone });
  } catch (error) {
    return [look.failed(error)];
  }
  if (notifiers.length === 0)
    return [look.untried('No channel is named: --mail-from and --mail-to, --topic, --slack …')];
  const event = testMessage(account, clock.now().toISOString());
  return Promise.all(
    notifiers.map(async (notifier) => {
      const to = lookAt(`test message, ${notifier.name}`, hint);
      try {
        await notifier.notify(event);
        return to.ok('It was taken. Has it arrived?');
      } catch (error) {
        return to.not('wrong', error instanceof Error ? error.message : String(error));
      }
    }),
  );
}

/** A campaign that looked at nothing: machines that read it can tell by its id. */
function testMessage({ caller, region }: Account, at: string): AnnouncedEvent {
  const campaign = `test-message-${at}`;
  return {
    type: 'campaignEnded',
    id: `${campaign}/campaignEnded`,
    campaign,
    at,
    startedAt: at,
    place: { account: caller.account, region },
    updated: [],
    failed: [],
    skipped: [],
    nothingFound: 'this is a test message of appstream-campaign doctor, and no campaign ran',
  };
}
