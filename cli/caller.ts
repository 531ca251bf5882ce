import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { required, textOf } from "../functions/janitor/aws/answer.ts";
import { clientOptions, type SharedOptions } from "../functions/janitor/aws/clients.ts";
import { formatDuration } from "../functions/janitor/domain/duration.ts";
import { instant } from "../functions/janitor/notify/plain-text.ts";
import { Problem } from "./problem.ts";
import type { Terminal } from "./terminal.ts";

/** In ms: AWS takes no request that is further off, but the SDK corrects it by the answer's date, and so must we. */
const mostSkew = 5 * 60_000;

/**
 * The account that the credentials belong to, by a machine whose clock is right: marks and graces are reckoned by it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 *
 * @throws Problem when the clock is wrong
 * @throws the SDK's error
 */
export async function readCaller(
  signal: AbortSignal,
  shared: SharedOptions,
  { clock }: Pick<Terminal, "clock">,
): Promise<string> {
  const sts = new STSClient({ ...clientOptions, ...shared });
  try {
    const { Account } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
    // How far AWS's clock is ahead of this machine's, where that is minutes: the SDK has it from the answer's date.
    const skew = clock.now() - (Date.now() + sts.config.systemClockOffset);
    if (Math.abs(skew) > mostSkew) throw wrongClock(skew, clock.now());
    return required(textOf(Account), "Account");
  } finally {
    sts.destroy();
  }
}

function wrongClock(skew: number, now: number): Problem {
  const minutes = Math.round(Math.abs(skew) / 60_000);
  const how = `${formatDuration(minutes * 60_000)} ${skew > 0 ? "fast" : "slow"}`;
  return new Problem(
    `this machine's clock is ${how}: it says ${instant(new Date(now).toISOString())}. Since when a resource has been idle ` +
      "is reckoned by it, so nothing was done.",
    ["Set it right, and try again."],
  );
}
