import type { PlatformType } from '@aws-sdk/client-appstream';

// By type, so that a platform that the SDK comes to know can't be forgotten here; without loading the SDK.
const KNOWN: Readonly<Record<PlatformType, true>> = {
  AMAZON_LINUX2: true,
  RHEL8: true,
  ROCKY_LINUX8: true,
  UBUNTU_PRO_2404: true,
  WINDOWS: true,
  WINDOWS_SERVER_2016: true,
  WINDOWS_SERVER_2019: true,
  WINDOWS_SERVER_2022: true,
  WINDOWS_SERVER_2025: true,
};

/** The platforms of images, as AppStream names them. */
export const PLATFORMS: readonly string[] = Object.keys(KNOWN);
