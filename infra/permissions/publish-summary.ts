import type { Statement } from "./statement.ts";

/**
 * The summary, and Lambda's own message when a run fails: both go to the one topic, which SNS encrypts with the key.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function publishSummary(): readonly Statement[] {
  return [
    { Sid: "PublishSummary", Effect: "Allow", Action: ["sns:Publish"], Resource: [{ Ref: "SummaryTopic" }] },
    {
      Sid: "EncryptSummary",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [{ "Fn::GetAtt": ["SummaryKey", "Arn"] }],
      Condition: { StringEquals: { "kms:ViaService": { "Fn::Sub": "sns.${AWS::Region}.${AWS::URLSuffix}" } } },
    },
  ];
}
