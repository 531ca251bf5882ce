import { type EC2Client, paginateDescribeSecurityGroups } from "@aws-sdk/client-ec2";
import { listOf } from "../../functions/janitor/aws/answer.ts";
import { checkedPages } from "../../functions/janitor/aws/pages.ts";

/**
 * Which of the groups still exist. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html
 *
 * @throws the SDK's error, or UnreadableAnswer
 */
export async function groupsLeft(
  ids: readonly string[],
  client: EC2Client,
): Promise<{ readonly left: readonly string[]; readonly gone: readonly string[] }> {
  const found = new Set<string | undefined>();
  if (ids.length > 0) {
    const question = { Filters: [{ Name: "group-id", Values: [...ids] }] };
    for await (const page of checkedPages(paginateDescribeSecurityGroups({ client }, question))) {
      for (const { GroupId } of listOf(page.SecurityGroups, "SecurityGroups")) found.add(GroupId);
    }
  }
  return { left: ids.filter((id) => found.has(id)), gone: ids.filter((id) => !found.has(id)) };
}
