import { access } from 'node:fs/promises';
import { loadSharedConfigFiles, loadSsoSessionData } from '@smithy/shared-ini-file-loader';

/** What is wrong with a profile in the files of the AWS CLI. */
export interface ProfileProblem {
  readonly title: string;
  readonly next: readonly string[];
}

type Section = Readonly<Record<string, string | undefined>>;
type Sections = Readonly<Record<string, Section>>;

const CONFIG = '~/.aws/config';
const SSO_KEYS = ['sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name'] as const;
const PLACES = ['Environment', 'Ec2InstanceMetadata', 'EcsContainer'];
const listProfiles = 'See which profiles there are: aws configure list-profiles';

/**
 * Finds out by name why a profile gives no credentials. The SDK tells most of it in one sentence that names nothing, and
 * some of it as a fault of its own.
 *
 * @returns undefined when its settings are complete: then what they lead to has failed
 */
export async function profileProblem(profile: string): Promise<ProfileProblem | undefined> {
  const [{ configFile, credentialsFile }, sessions] = await Promise.all([
    loadSharedConfigFiles(),
    loadSsoSessionData(),
  ]);
  const profiles: Record<string, Section> = { ...configFile };
  for (const [name, keys] of Object.entries(credentialsFile)) profiles[name] = { ...profiles[name], ...keys };
  return problemIn(profile, profiles, sessions, []);
}

async function problemIn(
  name: string,
  profiles: Sections,
  sessions: Sections,
  before: readonly string[],
): Promise<ProfileProblem | undefined> {
  const section = profiles[name];
  const user = before.at(-1);
  if (section === undefined) return missing(name, user);
  if (before.includes(name)) {
    return {
      title: `The profiles ${[...before, name].map(quoted).join(', ')} lead in a circle.`,
      next: [`Let the source_profile of one of them, in ${CONFIG}, be a profile with keys or SSO settings.`],
    };
  }
  const { role_arn: role, source_profile: source, credential_source: place } = section;
  if (isKeyPair(section) && (role === undefined || user !== undefined)) return undefined;
  if (section.web_identity_token_file !== undefined) return tokenFileProblem(name, section);
  if (role !== undefined && source === name && isKeyPair(section)) return undefined;
  if (role !== undefined && source !== undefined) {
    return problemIn(source, profiles, sessions, [...before, name]);
  }
  if (role !== undefined) return placeProblem(name, place);
  if (section.credential_process !== undefined) {
    return {
      title: `The command that the profile "${name}" names as its credential_process gave no credentials.`,
      next: [
        `Run it yourself: the value of credential_process in ${CONFIG}. It must print JSON and end with 0.`,
      ],
    };
  }
  if (Object.keys(section).some((key) => key.startsWith('sso_'))) return ssoProblem(name, section, sessions);
  if (section.login_session !== undefined) {
    return {
      title: `The sign-in of the profile "${name}" has expired, or was never done.`,
      next: [`Sign in: aws login --profile ${name}`, 'Then run this again.'],
    };
  }
  return {
    title: `The profile "${name}" holds nothing that gives credentials.`,
    next: [
      ...halfPair(section),
      'A profile needs keys, a role or SSO settings in ~/.aws/config or ~/.aws/credentials. Make one: aws configure sso',
    ],
  };
}

const quoted = (name: string) => `"${name}"`;

function isKeyPair({ aws_access_key_id: id, aws_secret_access_key: secret }: Section): boolean {
  return id !== undefined && secret !== undefined;
}

function halfPair({ aws_access_key_id: id, aws_secret_access_key: secret }: Section): readonly string[] {
  if (id === undefined && secret === undefined) return [];
  return [
    `It has only one of two keys; ${id === undefined ? 'aws_access_key_id' : 'aws_secret_access_key'} is missing.`,
  ];
}

function missing(name: string, user: string | undefined): ProfileProblem | undefined {
  if (user !== undefined) {
    return {
      title: `The profile "${user}" names the source_profile "${name}", which does not exist.`,
      next: [
        `Correct source_profile of [profile ${user}] in ${CONFIG}, or add [profile ${name}].`,
        listProfiles,
      ],
    };
  }
  // Nobody has named it: there are just no credentials.
  if (name === 'default') return undefined;
  return {
    title: `The profile "${name}" does not exist.`,
    next: [
      listProfiles,
      `Make it: aws configure sso --profile ${name}`,
      'Files elsewhere than in ~/.aws are named by AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE.',
    ],
  };
}

function placeProblem(name: string, place: string | undefined): ProfileProblem {
  if (place === undefined) {
    return {
      title: `The profile "${name}" names a role and nobody who may assume it.`,
      next: [`Add source_profile = <profile> to [profile ${name}] in ${CONFIG}, or credential_source.`],
    };
  }
  const known = PLACES.includes(place);
  return {
    title: known
      ? `The profile "${name}" takes its credentials from ${place}, and there are none.`
      : `The profile "${name}" has the credential_source "${place}", which there is not.`,
    next: [
      known
        ? 'Is this the machine that the profile is meant for?'
        : `Correct it in ${CONFIG}; it is one of ${PLACES.join(', ')}.`,
    ],
  };
}

async function tokenFileProblem(name: string, section: Section): Promise<ProfileProblem | undefined> {
  const { web_identity_token_file: file = '', role_arn: role } = section;
  if (role === undefined) {
    return {
      title: `The profile "${name}" names a web_identity_token_file and no role_arn.`,
      next: [`Add role_arn to [profile ${name}] in ${CONFIG}.`],
    };
  }
  const readable = await access(file).then(
    () => true,
    () => false,
  );
  if (readable) return undefined;
  return {
    title: `The web_identity_token_file of the profile "${name}" can't be read: ${file}`,
    next: ['Is this the machine that the profile is meant for? Whoever issues the token writes that file.'],
  };
}

function ssoProblem(name: string, section: Section, sessions: Sections): ProfileProblem | undefined {
  const { sso_session: session } = section;
  const again = `Or make the profile anew: aws configure sso --profile ${name}`;
  const shared = session === undefined ? {} : sessions[session];
  if (shared === undefined) {
    const there = Object.keys(sessions);
    return {
      title: `The profile "${name}" names the sso_session "${session}", which does not exist.`,
      next: [
        `Add [sso-session ${session}] to ${CONFIG}, with sso_start_url and sso_region: aws configure sso-session`,
        there.length === 0
          ? 'There is no sso-session in that file.'
          : `Or correct sso_session of [profile ${name}]. There are: ${there.join(', ')}`,
        again,
      ],
    };
  }
  const lacking = SSO_KEYS.filter((key) => section[key] === undefined && shared[key] === undefined);
  if (lacking.length === 0) return undefined;
  const place = (key: string) =>
    session !== undefined && /start_url|region/.test(key) ? `[sso-session ${session}]` : `[profile ${name}]`;
  return {
    title: `The SSO settings of the profile "${name}" are not complete: ${lacking.join(' and ')} ${lacking.length === 1 ? 'is' : 'are'} missing.`,
    next: [...lacking.map((key) => `Add ${key} to ${place(key)} in ${CONFIG}.`), again],
  };
}
