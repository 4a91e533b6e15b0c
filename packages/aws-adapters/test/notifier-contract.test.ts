import { EventBridgeNotifier } from '@appstream-campaign/aws-adapters/eventbridge';
import { SesNotifier } from '@appstream-campaign/aws-adapters/ses';
import { SnsNotifier } from '@appstream-campaign/aws-adapters/sns';
import type { Notifier } from '@appstream-campaign/core';
import { notifierContract } from '@appstream-campaign/core/testing';
import { createSimulator, type InboxEntry } from '@appstream-campaign/simulator';
import { describe, test } from 'vitest';
import { type Clients, clientsOf } from './aws-account.ts';

const textOf = (entry: InboxEntry): string => {
  if (entry.channel === 'email') return `${entry.subject}\n${entry.text}`;
  if (entry.channel === 'sns') return entry.perProtocol?.email ?? entry.message;
  return entry.detail;
};

/** The suite of the core, through the SDK over HTTP, against the simulator. */
function contractOf(make: (clients: Clients) => Notifier): void {
  notifierContract(test, async () => {
    const simulator = await createSimulator();
    return {
      notifier: make(clientsOf(simulator.url)),
      arrived: () => simulator.inbox.map(textOf),
      breakDown: () => void simulator.faults.add({ operation: '*', fault: { kind: 'access-denied' } }),
      repair: () => simulator.faults.clear(),
      close: () => simulator.close(),
    };
  });
}

const topicArn = 'arn:aws:sns:us-east-1:123456789012:images';

describe('SesNotifier', () => {
  contractOf(({ ses }) => new SesNotifier({ client: ses, from: 'it@example.com', to: 'a@example.com' }));
});

describe('SnsNotifier', () => {
  contractOf(({ sns }) => new SnsNotifier({ client: sns, topicArn }));
});

describe('SnsNotifier that gathers', () => {
  contractOf(({ sns }) => new SnsNotifier({ client: sns, topicArn, digestMinutes: 30 }));
});

describe('EventBridgeNotifier', () => {
  contractOf(({ events }) => new EventBridgeNotifier({ client: events }));
});
