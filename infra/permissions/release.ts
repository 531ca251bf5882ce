import type { Policy, TagMatch } from "../../functions/janitor/domain/policy.ts";
import { markKey, releaseSpellings } from "../../functions/janitor/domain/tags.ts";
import { idleKinds, inRegions } from "./idle-kinds.ts";
import { type Condition, isWritable, literally, resourceTag, type Statement } from "./statement.ts";

/**
 * Releasing, and the last guard there is: EC2 itself refuses what was never marked, what its owner keeps by a tag, and
 * what a stack owns, even where the janitor looked a moment too early or has a mistake.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function release(policy: Policy): readonly Statement[] {
  if (policy.mode !== "release") return [];
  const marked: Condition = {
    ...inRegions(policy),
    Null: { [resourceTag(markKey(policy.tagPrefix))]: "false" },
  };
  return [
    ...idleKinds.map(
      ({ kind, action, arn }): Statement => ({
        Sid: kind === "elastic-ip" ? "ReleaseMarkedAddresses" : "DeleteMarkedInterfaces",
        Effect: "Allow",
        Action: [action],
        Resource: [arn],
        Condition: marked,
      }),
    ),
    ...conditionsToKeep(policy).map(
      ([Sid, Condition]): Statement => ({
        Sid,
        Effect: "Deny",
        Action: idleKinds.map(({ action }) => action),
        Resource: "*",
        Condition,
      }),
    ),
  ];
}

/** By which tags a release is refused, and under which name. */
function conditionsToKeep({ tagPrefix, protect, guards }: Policy): readonly (readonly [string, Condition])[] {
  const own = resourceTag(`${tagPrefix}policy`);
  const refusals = protect.map(writablePart).filter((match) => match !== undefined);
  return [
    // Any other word than the one: `keep` in whatever case, `report`, and what cannot be read.
    [
      "KeepUnlessItSaysRelease",
      {
        Null: { [own]: "false" },
        StringNotEqualsIgnoreCase: { [own]: releaseSpellings },
      },
    ],
    ...(guards.stacks
      ? [["KeepWhatStacksOwn", { Null: { [resourceTag("aws:cloudformation:stack-id")]: "false" } }] as const]
      : []),
    ...refusals.map((match, at) => [`KeepProtected${at + 1}`, conditionOf(match)] as const),
  ];
}

/** What of a match IAM can take; all else only the function itself knows. */
function writablePart({ tag, values }: TagMatch): TagMatch | undefined {
  const writable = values?.filter(isWritable);
  return isWritable(tag) && writable?.length !== 0 ? { tag, values: writable } : undefined;
}

/** The tags under `protect` that the role cannot look at, for want of characters in IAM. */
export function unwritableProtection({ protect }: Policy): readonly string[] {
  return protect.flatMap(({ tag, values = [] }) =>
    isWritable(tag) ? values.filter((value) => !isWritable(value)).map((value) => `${tag} = ${value}`) : [tag],
  );
}

function conditionOf({ tag, values }: TagMatch): Condition {
  return values === undefined
    ? { Null: { [resourceTag(tag.trim())]: "false" } }
    : { StringEqualsIgnoreCase: { [resourceTag(tag.trim())]: values.map((value) => literally(value.trim())) } };
}
