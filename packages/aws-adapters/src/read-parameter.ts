import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { presentText } from './tolerant-reading.ts';

/** The value of a parameter of SSM, decrypted. */
export async function readParameter(
  client: Pick<SSMClient, 'send'>,
  name: string,
): Promise<string | undefined> {
  // https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  return presentText(Parameter?.Value);
}
