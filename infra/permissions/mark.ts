import type { Policy } from "../../functions/janitor/domain/policy.ts";
import { markKey } from "../../functions/janitor/domain/tags.ts";
import { idleKinds, inRegions } from "./idle-kinds.ts";
import { literally, type Statement } from "./statement.ts";

/**
 * The mark and nothing else, so that no mistake can take an opt-out tag off or put one on. Without `Null` the condition
 * would also hold for a call that names no key at all, which deletes every tag.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function mark(policy: Policy): readonly Statement[] {
  if (policy.mode === "report") return [];
  return [
    {
      Sid: "Mark",
      Effect: "Allow",
      Action: ["ec2:CreateTags", "ec2:DeleteTags"],
      Resource: idleKinds.map(({ arn }) => arn),
      Condition: {
        ...inRegions(policy),
        "ForAllValues:StringEquals": { "aws:TagKeys": [literally(markKey(policy.tagPrefix))] },
        Null: { "aws:TagKeys": "false" },
      },
    },
  ];
}
