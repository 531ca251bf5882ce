import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { listOf, textOf } from "./answer.ts";
import type { SharedOptions } from "./clients.ts";

/**
 * What the account is called in its sign-in URL, if it is called anything: an account has one alias at the most. Only
 * messages are nicer for it, so nothing waits long: about five seconds, where IAM never answers.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html
 *
 * @throws the SDK's error
 * @throws UnreadableAnswer when the answer has no list
 */
export async function readAccountAlias(signal: AbortSignal, shared: SharedOptions = {}): Promise<string | undefined> {
  // IAM is the same in all regions; the SDK finds where it is at home in the function's partition.
  const iam = new IAMClient({
    ...shared,
    maxAttempts: 2,
    retryMode: "standard",
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
  try {
    const { AccountAliases } = await iam.send(new ListAccountAliasesCommand({}), { abortSignal: signal });
    return textOf(listOf(AccountAliases, "AccountAliases")[0]);
  } finally {
    iam.destroy();
  }
}
