import { readPolicyFile } from "../../../build/policy-file.ts";
import type { Policy } from "../../../functions/janitor/domain/policy.ts";
import { parsePolicy } from "../../../functions/janitor/policy/schema.ts";
import { janitorPolicies } from "../../../infra/permissions/janitor-policies.ts";
import { account, region, resolve, type Stack, type TemplateResource } from "../template.ts";
import { inlinePoliciesOf, type NamedPolicy } from "./documents.ts";
import { type Caller, role } from "./judge.ts";

export const janitorTopic = `arn:aws:sns:${region}:${account}:SummaryTopic`;
const janitorLog = `arn:aws:logs:${region}:${account}:log-group:JanitorLogGroup:*`;
export const janitorKey = `arn:aws:kms:${region}:${account}:key/SummaryKey`;

/** What the role's policies refer to. */
const stack: Stack = {
  template: {
    Resources: {
      SummaryTopic: thing("AWS::SNS::Topic"),
      SummaryKey: thing("AWS::KMS::Key"),
      JanitorLogGroup: thing("AWS::Logs::LogGroup"),
    },
    Outputs: {},
  },
};

function thing(Type: string): TemplateResource {
  return { Type, Properties: {} };
}

/** A policy as users write it, without its version. */
export type Written = Readonly<Record<string, unknown>>;

export function policyOf(written: Written): Policy {
  const parsed = parsePolicy({ version: 1, ...written });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

/** The policy.yml of this repository, which a deployment goes by. */
export function committedPolicy(): Policy {
  return readPolicyFile("policy.yml");
}

/**
 * The janitor's role as it is made for a policy.
 *
 * @param topicArn where its summaries go
 * @param logArn its own log, as CloudFormation gives it: with `:*` at the end
 */
export function janitorRole(written: Written, topicArn = janitorTopic, logArn = janitorLog): Caller {
  const where = { ...stack, ref: { SummaryTopic: topicArn }, attributes: { "JanitorLogGroup.Arn": logArn } };
  return role("JanitorRole", janitorPoliciesOf(policyOf(written), where));
}

function janitorPoliciesOf(policy: Policy, where: Stack): readonly NamedPolicy[] {
  const Policies = resolve(janitorPolicies(policy), where);
  return inlinePoliciesOf({ Policies });
}
