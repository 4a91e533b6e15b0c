import type { RequestShape } from '../validation/shapes.ts';
import type { Operation } from './operation.ts';

const input: RequestShape<object> = { type: 'structure', members: {} };

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const getCallerIdentity: Operation<object> = {
  service: 'sts',
  name: 'GetCallerIdentity',
  input,
  run: (_request, { account, caller }) => ({
    UserId: caller.userId,
    Account: account.settings.account,
    Arn: caller.arn,
  }),
};
