import { DescribeRegionsCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { listOf, required, textOf } from "./answer.ts";

/**
 * The regions that are enabled for the account: `AllRegions` left out means just those.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
 *
 * @throws the SDK's error, or UnreadableAnswer when the list is missing or empty
 */
export async function listEnabledRegions(ec2: EC2Client, signal: AbortSignal): Promise<readonly string[]> {
  const answer = await ec2.send(new DescribeRegionsCommand({}), { abortSignal: signal });
  const names = listOf(answer.Regions, "Regions").map(({ RegionName }) => required(textOf(RegionName), "RegionName"));
  // An account always has regions: none at all is not a clean account but an unread one.
  return required(names.length > 0 ? [...new Set(names)].toSorted() : undefined, "Regions");
}
