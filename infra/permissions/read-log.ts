import type { Statement } from "./statement.ts";

/**
 * What the function told before, out of its own log and no other. CloudWatch Logs asks for the ARN with `:*` at its end, which
 * is the one that CloudFormation gives.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 */
export function readLog(): readonly Statement[] {
  return [
    {
      Sid: "ReadLog",
      Effect: "Allow",
      Action: ["logs:FilterLogEvents"],
      Resource: [{ "Fn::GetAtt": ["JanitorLogGroup", "Arn"] }],
    },
  ];
}
