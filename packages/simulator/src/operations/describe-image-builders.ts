import { integer, nonEmptyText, texts } from '../validation/appstream-shapes.ts';
import type { RequestShape } from '../validation/shapes.ts';
import { imageBuilders } from '../world/image-builders.ts';
import { resourceNotFound } from './find-resource.ts';
import type { Operation } from './operation.ts';
import { page } from './page.ts';

interface Request {
  readonly Names?: readonly string[];
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

const input: RequestShape<Request> = {
  type: 'structure',
  members: { Names: texts, MaxResults: integer, NextToken: nonEmptyText },
};

const PAGE_SIZE = 25;

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeImageBuilders.html */
export const describeImageBuilders: Operation<Request> = {
  service: 'appstream',
  name: 'DescribeImageBuilders',
  input,
  run: (request, { account, region, now }) => {
    const all = imageBuilders(account, region, now);
    const missing = request.Names?.find((name) => !all.some((builder) => builder.name === name));
    if (missing !== undefined) throw resourceNotFound(`Image builder ${missing}`);
    const chosen = all
      .map((builder, index) => ({ builder, index }))
      .filter(({ builder }) => !request.Names?.length || request.Names.includes(builder.name));
    const { items, nextToken } = page(
      chosen,
      ({ index }) => index,
      request.MaxResults || PAGE_SIZE,
      request.NextToken,
    );
    return {
      ImageBuilders: items.map(({ builder }) => ({
        Name: builder.name,
        Arn: builder.arn,
        ImageArn: builder.imageArn,
        InstanceType: builder.instanceType,
        Platform: builder.platform,
        State: builder.state,
        CreatedTime: builder.createdAt,
        ImageBuilderErrors: [],
      })),
      NextToken: nextToken,
    };
  },
};
