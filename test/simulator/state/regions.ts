/** Enabled in every account. https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
export const DEFAULT_REGIONS = [
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
] as const;

/** Must be opted into. */
export const OPT_IN_REGIONS = [
  "af-south-1",
  "ap-east-1",
  "ap-east-2",
  "ap-south-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "ca-west-1",
  "eu-central-2",
  "eu-south-1",
  "eu-south-2",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "mx-central-1",
] as const;

/** `not-opted-in` regions show up only when all regions are asked for. */
export function optInStatus(region: string, enabled: readonly string[]): string {
  if (!enabled.includes(region)) return "not-opted-in";
  return OPT_IN_REGIONS.some((optIn) => optIn === region) ? "opted-in" : "opt-in-not-required";
}
