export { SESClient } from '@aws-sdk/client-ses';
