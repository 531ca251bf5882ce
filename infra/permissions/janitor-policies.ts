import type { Policy } from "../../functions/janitor/domain/policy.ts";
import { quote } from "../plugin/problems.ts";
import { guards } from "./guards.ts";
import { mark } from "./mark.ts";
import { nameAccount } from "./name-account.ts";
import { publishSummary } from "./publish-summary.ts";
import { readLog } from "./read-log.ts";
import { release } from "./release.ts";
import { isWritable, type Statement } from "./statement.ts";
import { survey } from "./survey.ts";
import { writeLog } from "./write-log.ts";

/** An inline policy of a role, as CloudFormation has it. */
export interface RolePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: { readonly Version: "2012-10-17"; readonly Statement: readonly Statement[] };
}

/** Everything the janitor's role may do under a policy: what its mode needs, and not more. */
export function janitorPolicies(policy: Policy): readonly RolePolicy[] {
  const documents: Readonly<Record<string, readonly Statement[]>> = {
    "write-log": writeLog(),
    "read-log": readLog(),
    "name-account": nameAccount(),
    "publish-summary": publishSummary(),
    survey: survey(policy),
    guards: guards(policy),
    mark: mark(policy),
    release: release(policy),
  };
  return Object.entries(documents)
    .filter(([, statements]) => statements.length > 0)
    .map(([PolicyName, Statement]) => ({ PolicyName, PolicyDocument: { Version: "2012-10-17", Statement } }));
}

/**
 * The most characters that all policies in a role may have together, white space not counted, less a margin for what
 * CloudFormation puts into them. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const mostCharacters = 10_240 - 1_000;

/** What keeps the policies from being written into a role, if anything. */
export function problemOfPolicies(policy: Policy): string | undefined {
  if (policy.mode !== "report" && !isWritable(policy.tagPrefix)) {
    return `the tagPrefix ${quote(policy.tagPrefix)} has characters that IAM does not take: choose another in policy.yml.`;
  }
  const documents = janitorPolicies(policy).map(({ PolicyDocument }) => JSON.stringify(PolicyDocument));
  const size = documents.join("").replaceAll(/\s/g, "").length;
  if (size <= mostCharacters) return undefined;
  return (
    `the role would have policies of ${size} characters, and there is room for ${mostCharacters}: ` +
    "name fewer tags or values under protect in policy.yml, or fewer regions."
  );
}
