import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { required, textOf } from "./answer.ts";

/**
 * The account that the credentials belong to. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 *
 * @throws the SDK's error
 */
export async function readCallerAccount(signal: AbortSignal): Promise<string> {
  const sts = new STSClient({});
  try {
    const { Account } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
    return required(textOf(Account), "Account");
  } finally {
    sts.destroy();
  }
}
