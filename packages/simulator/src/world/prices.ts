/** What an hour of an instance costs in one Region. */
export interface PriceSpec {
  /** Such as `stream.standard.medium`. */
  readonly instanceType: string;
  /** In US dollars. */
  readonly perHour: number;
  /** Such as `us-east-1`. Default: the simulator's default Region. */
  readonly region?: string;
  /** As the price list writes it. Default `Windows`. */
  readonly operatingSystem?: string;
  /** Default `ImageBuilder`. */
  readonly instanceFunction?: 'ImageBuilder' | 'Fleet' | 'StoppedFleetInstance';
}

/** A price as the price list has it. */
export interface Price extends Required<PriceSpec> {
  /** It is no price of AWS, nor one of the scenario. */
  readonly sample: boolean;
}

interface PricedRegion {
  /** How the price list names it. */
  readonly location: string;
  /** What its usage types begin with. */
  readonly prefix: string;
  /** What the sample prices are multiplied with. */
  readonly factor: number;
}

const REGIONS: Readonly<Record<string, PricedRegion>> = {
  'us-east-1': { location: 'US East (N. Virginia)', prefix: 'USE1', factor: 1 },
  'us-east-2': { location: 'US East (Ohio)', prefix: 'USE2', factor: 1 },
  'us-west-2': { location: 'US West (Oregon)', prefix: 'USW2', factor: 1 },
  'ca-central-1': { location: 'Canada (Central)', prefix: 'CAN1', factor: 1.1 },
  'eu-west-1': { location: 'EU (Ireland)', prefix: 'EUW1', factor: 1.1 },
  'eu-west-2': { location: 'EU (London)', prefix: 'EUW2', factor: 1.15 },
  'eu-west-3': { location: 'EU (Paris)', prefix: 'EUW3', factor: 1.15 },
  'eu-central-1': { location: 'EU (Frankfurt)', prefix: 'EUC1', factor: 1.15 },
  'ap-south-1': { location: 'Asia Pacific (Mumbai)', prefix: 'APS3', factor: 1.05 },
  'ap-southeast-1': { location: 'Asia Pacific (Singapore)', prefix: 'APS1', factor: 1.2 },
  'ap-southeast-2': { location: 'Asia Pacific (Sydney)', prefix: 'APS2', factor: 1.2 },
  'ap-northeast-1': { location: 'Asia Pacific (Tokyo)', prefix: 'APN1', factor: 1.25 },
  'ap-northeast-2': { location: 'Asia Pacific (Seoul)', prefix: 'APN2', factor: 1.2 },
  'sa-east-1': { location: 'South America (Sao Paulo)', prefix: 'SAE1', factor: 1.5 },
};

// Round numbers, so that nobody takes them for prices of AWS.
const SAMPLES: Readonly<Record<string, number>> = {
  'stream.standard.small': 0.08,
  'stream.standard.medium': 0.1,
  'stream.standard.large': 0.2,
  'stream.compute.large': 0.3,
  'stream.compute.xlarge': 0.5,
  'stream.memory.large': 0.3,
  'stream.memory.xlarge': 0.6,
  'stream.graphics.g4dn.xlarge': 1,
  'stream.graphics.g5.xlarge': 1.5,
  'stream.graphics.g6.xlarge': 1.5,
};

/** Sample prices of image builders in every Region that is known here. */
export function samplePrices(): readonly Price[] {
  return Object.entries(REGIONS).flatMap(([region, { factor }]) =>
    Object.entries(SAMPLES).flatMap(([instanceType, perHour]) =>
      ['Windows', 'Amazon Linux', 'RHEL', 'Rocky Linux'].map((operatingSystem): Price => {
        const share = operatingSystem === 'Windows' ? 1 : 0.8;
        return {
          instanceType,
          perHour: Number((perHour * factor * share).toFixed(4)),
          region,
          operatingSystem,
          instanceFunction: 'ImageBuilder',
          sample: true,
        };
      }),
    ),
  );
}

/** The prices of a scenario. */
export function statedPrices(specs: readonly PriceSpec[], defaultRegion: string): readonly Price[] {
  return specs.map(({ instanceType, perHour, region, operatingSystem, instanceFunction }) => ({
    instanceType,
    perHour,
    region: region ?? defaultRegion,
    operatingSystem: operatingSystem ?? 'Windows',
    instanceFunction: instanceFunction ?? 'ImageBuilder',
    sample: false,
  }));
}

/** How the price list names a Region, and what its usage types begin with. */
export function pricedRegion(code: string): { readonly location: string; readonly prefix: string } {
  return REGIONS[code] ?? { location: code, prefix: code };
}
