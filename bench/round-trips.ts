/**
 * How far the regions are from us-east-1, in ms there and back: of the order that AWS's own network shows between real ones, from
 * 20 to 250.
 */
const fromUsEast1: Readonly<Record<string, number>> = {
  "us-east-1": 20,
  "us-east-2": 25,
  "ca-central-1": 30,
  "us-west-1": 70,
  "us-west-2": 75,
  "eu-west-1": 80,
  "eu-west-2": 85,
  "eu-west-3": 90,
  "eu-central-1": 100,
  "eu-north-1": 115,
  "sa-east-1": 120,
  "ap-northeast-1": 160,
  "ap-northeast-3": 170,
  "ap-northeast-2": 185,
  "ap-south-1": 200,
  "ap-southeast-2": 210,
  "ap-southeast-1": 250,
};

export const regions: readonly string[] = Object.keys(fromUsEast1);
export const home = "us-east-1";
export const farthest = "ap-southeast-1";

/** @param distance how much of it, from 0 to 1 */
export function roundTripMs(region: string, distance: number): number {
  return (fromUsEast1[region] ?? 20) * distance;
}
