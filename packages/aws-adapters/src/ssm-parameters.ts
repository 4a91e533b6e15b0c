/** SSM Parameter Store, for rollouts that publish the desired version. @module */

import type { ParameterStore } from '@appstream-campaign/core/rollout';
import { GetParametersCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { toImageStoreError } from './appstream-errors.ts';
import { chunksOf } from './batching.ts';
import { refuseUnknownOptions, requireClient } from './option-checks.ts';
import { presentItems, presentText } from './tolerant-reading.ts';

/** Options of {@link createParameterStore}. */
export interface ParameterStoreOptions {
  /** A client of `@aws-sdk/client-ssm`, for the account and Region of the parameters. */
  readonly client: Pick<SSMClient, 'send' | 'config'>;
}

const OWNER = 'createParameterStore';
const NAMES_PER_CALL = 10;

/**
 * Reads and writes parameters of type String: one GetParameters call for ten names, one PutParameter call for each that
 * is written. Needs the permissions `ssm:GetParameters` and `ssm:PutParameter`.
 * @throws InvalidOptionsError naming an option that is wrong or unknown
 */
export function createParameterStore(options: ParameterStoreOptions): ParameterStore {
  refuseUnknownOptions(OWNER, options, ['client']);
  const { client } = options;
  requireClient(OWNER, 'client', client, 'an SSMClient');
  return {
    async read(names) {
      const values = new Map<string, string>();
      for (const chunk of chunksOf([...new Set(names)], NAMES_PER_CALL)) {
        // https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
        const answer = await client
          .send(new GetParametersCommand({ Names: chunk }))
          .catch((error: unknown) => {
            throw toImageStoreError(error, 'GetParameters');
          });
        for (const { Name, Value } of presentItems(answer.Parameters) ?? []) {
          const name = presentText(Name);
          if (name !== undefined) values.set(name, Value ?? '');
        }
      }
      return values;
    },
    async write(name, value) {
      // https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
      const command = new PutParameterCommand({ Name: name, Value: value, Type: 'String', Overwrite: true });
      await client.send(command).catch((error: unknown) => {
        throw toImageStoreError(error, 'PutParameter', name);
      });
    },
  };
}
