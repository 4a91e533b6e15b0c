import { AppStreamClient } from '@aws-sdk/client-appstream';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';

/** Real clients, for a simulated account. */
export function clientsOf(endpoint) {
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'simulator', secretAccessKey: 'simulator' },
  };
  return {
    appstream: new AppStreamClient(config),
    tagging: new ResourceGroupsTaggingAPIClient(config),
  };
}
