import { nonEmptyText, texts } from '../../validation/appstream-shapes.ts';
import type { RequestShape } from '../../validation/shapes.ts';
import { presentFleets } from '../../world/fleets/region-fleets.ts';
import type { Operation } from '../operation.ts';
import { page } from '../page.ts';
import { findFleet } from './find-fleet.ts';
import { fleetOnTheWire } from './fleet-on-the-wire.ts';

interface Request {
  readonly Names?: readonly string[];
  readonly NextToken?: string;
}

const input: RequestShape<Request> = {
  type: 'structure',
  members: { Names: texts, NextToken: nonEmptyText },
};

// DescribeFleets has no MaxResults, and no page says how long its pages are.
const PAGE_SIZE = 25;

/** https://docs.aws.amazon.com/appstream2/latest/APIReference/API_DescribeFleets.html */
export const describeFleets: Operation<Request> = {
  service: 'appstream',
  name: 'DescribeFleets',
  input,
  run: (request, context) => {
    const { region, now } = context;
    for (const name of request.Names ?? []) findFleet(name, context);
    const chosen = presentFleets(region, now)
      .map((fleet, index) => ({ fleet, index }))
      .filter(({ fleet }) => !request.Names?.length || request.Names.includes(fleet.name));
    const { items, nextToken } = page(chosen, ({ index }) => index, PAGE_SIZE, request.NextToken);
    return { Fleets: items.map(({ fleet }) => fleetOnTheWire(region, fleet, now)), NextToken: nextToken };
  },
};
