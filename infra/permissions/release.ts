import type { Policy, TagMatch } from "../../functions/janitor/domain/policy.ts";
import { markKey } from "../../functions/janitor/domain/tags.ts";
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

/** By which tags a release is refused. Names under which a policy can be read, and what it takes. */
function conditionsToKeep({ tagPrefix, protect, guards }: Policy): readonly (readonly [string, Condition])[] {
  const own = resourceTag(`${tagPrefix}policy`);
  return [
    // Anything that has the word in it, white space around it too: all but the word itself cannot be read, and keeps as well.
    ["KeepWhatSaysKeep", { StringLike: { [own]: spellings("keep").map((word) => `*${word}*`) } }],
    ["KeepWhatIsOnlyReported", { StringEqualsIgnoreCase: { [own]: ["report"] } }],
    ...(guards.stacks
      ? [["KeepWhatStacksOwn", { Null: { [resourceTag("aws:cloudformation:stack-id")]: "false" } }] as const]
      : []),
    // What IAM cannot take, only the function itself knows.
    ...protect
      .filter(({ tag, values = [] }) => [tag, ...values].every(isWritable))
      .map((match, at) => [`KeepProtected${at + 1}`, conditionOf(match)] as const),
  ];
}

function conditionOf({ tag, values }: TagMatch): Condition {
  return values === undefined
    ? { Null: { [resourceTag(tag.trim())]: "false" } }
    : { StringEqualsIgnoreCase: { [resourceTag(tag.trim())]: values.map((value) => literally(value.trim())) } };
}

/** A word in every mixture of capitals: IAM has no pattern that disregards case. */
function spellings(word: string): readonly string[] {
  return [...word].reduce<readonly string[]>(
    (starts, letter) => starts.flatMap((start) => [start + letter.toLowerCase(), start + letter.toUpperCase()]),
    [""],
  );
}
