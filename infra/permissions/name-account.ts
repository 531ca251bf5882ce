import type { Statement } from "./statement.ts";

/**
 * What the account is called, for its messages. The action knows no narrower resource than `*`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export function nameAccount(): readonly Statement[] {
  return [{ Sid: "NameAccount", Effect: "Allow", Action: ["iam:ListAccountAliases"], Resource: "*" }];
}
