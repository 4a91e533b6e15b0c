import { nonEmptyText, texts } from '../../validation/appstream-shapes.ts';
import type { RequestShape } from '../../validation/shapes.ts';
import { resourceNotFound } from '../find-resource.ts';
import type { Operation } from '../operation.ts';
import { page } from '../page.ts';

interface StacksOfFleetRequest {
  readonly FleetName: string;
  readonly NextToken?: string;
}

interface FleetsOfStackRequest {
  readonly StackName: string;
  readonly NextToken?: string;
}

interface DescribeRequest {
  readonly Names?: readonly string[];
  readonly NextToken?: string;
}

const stacksOfFleetInput: RequestShape<StacksOfFleetRequest> = {
  type: 'structure',
  members: { FleetName: nonEmptyText, NextToken: nonEmptyText },
  required: ['FleetName'],
};

const fleetsOfStackInput: RequestShape<FleetsOfStackRequest> = {
  type: 'structure',
  members: { StackName: nonEmptyText, NextToken: nonEmptyText },
  required: ['StackName'],
};

const describeInput: RequestShape<DescribeRequest> = {
  type: 'structure',
  members: { Names: texts, NextToken: nonEmptyText },
};

// None of these has a MaxResults, and no page says how long their pages are.
const PAGE_SIZE = 25;

/**
 * Its model has no errors: a fleet that isn't there has no stacks.
 * https://docs.aws.amazon.com/appstream2/latest/APIReference/API_ListAssociatedStacks.html
 */
export const listAssociatedStacks: Operation<StacksOfFleetRequest> = {
  service: 'appstream',
  name: 'ListAssociatedStacks',
  input: stacksOfFleetInput,
  run: ({ FleetName, NextToken }, { region }) => {
    const names = [...region.stacks.values()]
      .filter(({ fleet }) => fleet === FleetName)
      .map(({ name }, index) => ({ name, index }));
    const { items, nextToken } = page(names, ({ index }) => index, PAGE_SIZE, NextToken);
    return { Names: items.map(({ name }) => name), NextToken: nextToken };
  },
};

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_ListAssociatedFleets.html */
export const listAssociatedFleets: Operation<FleetsOfStackRequest> = {
  service: 'appstream',
  name: 'ListAssociatedFleets',
  input: fleetsOfStackInput,
  run: ({ StackName }, { region }) => {
    const fleet = region.stacks.get(StackName)?.fleet;
    return { Names: fleet === undefined ? [] : [fleet] };
  },
};

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeStacks.html */
export const describeStacks: Operation<DescribeRequest> = {
  service: 'appstream',
  name: 'DescribeStacks',
  input: describeInput,
  run: ({ Names, NextToken }, { region }) => {
    const missing = Names?.find((name) => !region.stacks.has(name));
    if (missing !== undefined) throw resourceNotFound(`Stack ${missing}`);
    const chosen = [...region.stacks.values()]
      .map((stack, index) => ({ stack, index }))
      .filter(({ stack }) => !Names?.length || Names.includes(stack.name));
    const { items, nextToken } = page(chosen, ({ index }) => index, PAGE_SIZE, NextToken);
    return {
      Stacks: items.map(({ stack }) => ({
        Arn: stack.arn,
        Name: stack.name,
        CreatedTime: stack.createdAt,
        StackErrors: [],
      })),
      NextToken: nextToken,
    };
  },
};
