import type { Policy } from "../../functions/janitor/domain/policy.ts";
import type { Statement } from "./statement.ts";

/**
 * What every run reads. None of these actions knows a narrower resource than `*`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function survey({ regions }: Policy): readonly Statement[] {
  return [
    {
      Sid: "Survey",
      Effect: "Allow",
      Action: [
        ...(regions === "all" ? ["ec2:DescribeRegions"] : []),
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeAddresses",
        "ec2:DescribeInstances",
        "ec2:DescribeNetworkInterfaces",
      ],
      Resource: "*",
    },
  ];
}
