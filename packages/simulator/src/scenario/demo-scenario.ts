import type { Scenario } from './scenario.ts';

/** What an image is made for that was built on a general purpose instance. */
const GENERAL = ['General Purpose'];

/**
 * A believable account of a firm that lets its images be updated: eight take part, of which one is current already,
 * one will fail, one can't be updated, and one has the longest of names; the rest is bystanders.
 * Quotas leave room for a whole campaign.
 */
export const demoScenario: Scenario = {
  quotas: { images: 40 },
  updates: { seed: 2026 },
  images: [
    {
      name: 'Finance-Desktop-2026',
      instanceFamilies: GENERAL,
      displayName: 'Finance desktop',
      description: 'SAP GUI, Excel add-ins, DATEV',
      tags: { AutoUpdate: 'Enabled', CostCenter: '4711', Department: 'Finance' },
      daysOld: 96,
      update: { minutes: 75 },
    },
    {
      name: 'CAD-Workstation',
      instanceFamilies: ['Graphics G5'],
      displayName: 'CAD workstation',
      description: 'AutoCAD and SolidWorks on graphics instances',
      tags: { AutoUpdate: 'Enabled', CostCenter: '5200', Department: 'Engineering' },
      daysOld: 140,
      update: { minutes: 180 },
    },
    {
      name: 'Call-Center-Agent-Updated-20261012',
      instanceFamilies: GENERAL,
      displayName: 'Call-Center-Agent Updated: 2026-10-12',
      tags: {
        AutoUpdate: 'Enabled',
        BaseName: 'Call-Center-Agent',
        UpdatedFrom: 'Call-Center-Agent',
        CostCenter: '3100',
      },
      basedOn: 'Call-Center-Agent',
      daysOld: 42,
      update: { minutes: 60 },
    },
    {
      name: 'Call-Center-Agent',
      instanceFamilies: GENERAL,
      displayName: 'Call center agent',
      tags: {
        AutoUpdate: 'Completed',
        NextVersion: 'Call-Center-Agent-Updated-20261012',
        CostCenter: '3100',
      },
      daysOld: 200,
    },
    {
      name: 'Data-Science-Lab',
      instanceFamilies: GENERAL,
      displayName: 'Data science lab',
      description: 'RStudio, Anaconda; on trial until the driver question is settled',
      tags: { AutoUpdate: 'Enabled', CostCenter: '6050', Department: 'Research' },
      daysOld: 75,
      update: {
        minutes: 50,
        outcome: 'failed',
        failure: {
          code: 'INTERNAL_SERVICE_ERROR',
          message:
            'could not update image Data-Science-Lab. Failed to update/install Amazon SSM Agent. ' +
            'Check your source image and try again. If this problem persists, contact AWS Support.',
        },
      },
    },
    {
      name: 'HR-Kiosk',
      instanceFamilies: GENERAL,
      displayName: 'HR kiosk',
      tags: { AutoUpdate: 'Enabled', CostCenter: '2200', Department: 'Human Resources' },
      daysOld: 2,
      update: { current: true, minutes: 45 },
    },
    {
      name: 'Legacy-Claims-2016',
      instanceFamilies: GENERAL,
      displayName: 'Legacy claims',
      description: 'Built before managed updates were possible',
      platform: 'WINDOWS_SERVER_2016',
      tags: { AutoUpdate: 'Enabled', CostCenter: '1900', Department: 'Claims' },
      daysOld: 900,
      update: { incompatible: true },
    },
    {
      name: 'Field-Service-Technicians-Central-Europe-Windows-Server-2022-Standard-Tools-with-Offline-Manuals-v12',
      instanceFamilies: GENERAL,
      displayName: 'Field service, Central Europe',
      tags: { AutoUpdate: 'Enabled', CostCenter: '7300', Department: 'Service' },
      daysOld: 61,
      update: { minutes: 120 },
    },
    {
      name: 'Marketing-Creative',
      instanceFamilies: GENERAL,
      displayName: 'Marketing creative',
      tags: { AutoUpdate: 'Enabled', CostCenter: '2750', Department: 'Marketing' },
      daysOld: 33,
      update: { minutes: 95 },
    },
    {
      name: 'Sandbox-Windows-2025',
      instanceFamilies: GENERAL,
      platform: 'WINDOWS_SERVER_2025',
      tags: { Department: 'IT' },
      daysOld: 12,
    },
    {
      name: 'Build-Tools-Rocky',
      instanceFamilies: GENERAL,
      platform: 'ROCKY_LINUX8',
      tags: { AutoUpdate: 'Disabled' },
      daysOld: 20,
    },
    { name: 'Partner-Portal', owned: false, description: 'Shared by a partner', daysOld: 58 },
  ],
  fleets: [
    { name: 'Finance', imageName: 'Finance-Desktop-2026' },
    { name: 'Engineering', imageName: 'CAD-Workstation', instanceType: 'stream.graphics.g5.xlarge' },
    { name: 'Call-Center', imageName: 'Call-Center-Agent-Updated-20261012', fleetType: 'ALWAYS_ON' },
    { name: 'Claims', imageName: 'Legacy-Claims-2016', state: 'STOPPED' },
  ],
};
