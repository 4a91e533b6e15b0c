import { createChannelServer } from '@appstream-campaign/test-support/channel-server';
import { createSlackApi, slackWebhook } from '@appstream-campaign/test-support/slack-server';
import { teamsWorkflow, workflowPath } from '@appstream-campaign/test-support/teams-server';

const TOKEN = 'xoxb-0000-token-of-a-test';

/** Chats on this machine that a deployment writes to. */
export interface Chats {
  /** The parameters of Systems Manager that the deployments name, with the addresses of the chats. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Where the handler finds the Slack of a test, for a deployment with a bot. */
  readonly slackApi: string;
  /** What people read in each of them. */
  seen(): Readonly<Record<'slack' | 'bot' | 'teams' | 'webhook', readonly string[]>>;
  close(): Promise<void>;
}

/** Opens all of them. */
export async function openChats(): Promise<Chats> {
  const webhook = ({ headers, body }: { readonly headers: object; readonly body: string }) => ({
    reply: { status: 204 },
    seen: 'webhook-signature' in headers ? body : 'not signed',
  });
  const channels = [slackWebhook, createSlackApi(TOKEN).channel, teamsWorkflow, webhook];
  const [slack, bot, teams, hook] = await Promise.all(
    channels.map((channel) => createChannelServer(channel)),
  );
  return {
    parameters: {
      '/campaign/slack': `${slack?.url}/services/T000/B000/right`,
      '/campaign/token': TOKEN,
      '/campaign/teams': `${teams?.url}${workflowPath}`,
      '/campaign/hook': `${hook?.url}/hook`,
      '/campaign/key': 'a-key-of-a-test-that-signs',
    },
    slackApi: `${bot?.url}/api/`,
    seen: () => ({
      slack: slack?.seen ?? [],
      bot: bot?.seen ?? [],
      teams: teams?.seen ?? [],
      webhook: hook?.seen ?? [],
    }),
    async close() {
      await Promise.all([slack, bot, teams, hook].map((server) => server?.close()));
    },
  };
}
