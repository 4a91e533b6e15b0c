import type { TestFunction } from '@appstream-campaign/core/testing';

/** Scenarios that take most of the time of all: `npm test` leaves them to `npm run test:all`, driver by driver. */
const LARGE = /thirty images/;

/** A test function that plays what is not large. */
export const withoutLarge =
  (test: TestFunction): TestFunction =>
  (title, run) =>
    LARGE.test(title) ? undefined : test(title, run);

/** A test function that plays only what is large. */
export const onlyLarge =
  (test: TestFunction): TestFunction =>
  (title, run) =>
    LARGE.test(title) ? test(title, run) : undefined;
