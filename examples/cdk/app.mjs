import { afterPatchTuesday, ImageUpdateCampaign } from '@appstream-campaign/cdk';
import { App, Stack } from 'aws-cdk-lib';

const app = new App();
const stack = new Stack(app, 'ImageUpdates');

new ImageUpdateCampaign(stack, 'Campaign', {
  mail: { from: 'it@example.com', to: 'admins@example.com' },
  schedule: afterPatchTuesday(2, { hour: 22, timeZone: 'Europe/Berlin' }),
  exclude: ['*-Test'],
});
