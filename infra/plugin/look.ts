import { InvokeCommand, LambdaClient, type LambdaClientConfig } from "@aws-sdk/client-lambda";
import * as z from "zod/mini";

/** What came of invoking the function, in words for whoever has just deployed. */
export type Look =
  | { readonly went: "well"; readonly words: string }
  /** The function ran, and said that somebody must act. */
  | { readonly went: "wrong"; readonly words: string }
  /** It is not known whether it ran. */
  | { readonly went: "unknown"; readonly words: string };

/** What is read of the function's answer. */
const report = z.object({
  version: z.literal(1),
  regions: z.array(z.object({ region: z.string(), status: z.enum(["scanned", "failed"]) })),
  totals: z.object({ idle: z.number(), monthlyWasteUsd: z.number() }),
});

const failure = z.object({ errorMessage: z.string() });

/** The function, and where it is. */
interface Deployed {
  readonly functionName: string;
  readonly region: string;
}

/** In ms: a role that has just been made, or changed, is not known everywhere at once. */
const untilRolesAreKnown = 15_000;

/**
 * Invokes the deployed function, in mode `report`, which writes nothing. Whoever deploys sees at once whether it can read
 * every region with the role it has now, and the heartbeat alarm does not have to wait for the first run of the schedule.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 *
 * @param pause waits that many ms
 */
export async function look(
  deployed: Deployed,
  config: LambdaClientConfig,
  pause: (ms: number) => Promise<unknown>,
): Promise<Look> {
  const seen = await lookOnce(deployed, config);
  if (seen.went !== "wrong" || !/unauthorized|not authorized|denied/i.test(seen.words)) return seen;
  await pause(untilRolesAreKnown);
  return lookOnce(deployed, config);
}

async function lookOnce({ functionName, region }: Deployed, config: LambdaClientConfig): Promise<Look> {
  const lambda = new LambdaClient({ ...config, maxAttempts: 1 });
  const byHand =
    `aws lambda invoke --region ${region} --function-name ${functionName} --payload '{"mode":"report"}' ` +
    "--cli-binary-format raw-in-base64-out --cli-read-timeout 310 answer.json";
  try {
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify({ mode: "report" })) }),
    );
    const answer = parseJson(Buffer.from(Payload ?? []).toString());
    return FunctionError === undefined ? readReport(answer) : readFailure(answer, byHand);
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { went: "unknown", words: `nobody has looked yet (${why}). To look by hand: ${byHand}` };
  } finally {
    lambda.destroy();
  }
}

function readReport(answer: unknown): Look {
  const parsed = z.safeParse(report, answer);
  if (!parsed.success) return { went: "unknown", words: "the function answered something that is not a report." };
  const { regions, totals } = parsed.data;
  const read = regions.filter(({ status }) => status === "scanned").length;
  const idle = `${totals.idle} idle ${totals.idle === 1 ? "resource" : "resources"}`;
  const waste = `idle and unused addresses cost $${totals.monthlyWasteUsd.toFixed(2)} a month`;
  return { went: "well", words: `Look: ${read} of ${regions.length} regions read; ${idle}; ${waste}.` };
}

function readFailure(answer: unknown, byHand: string): Look {
  const parsed = z.safeParse(failure, answer);
  const why = parsed.success ? parsed.data.errorMessage : "It did not say why; its log may.";
  return { went: "wrong", words: `a run fails:\n${why}\nWhen that is mended, look again: ${byHand}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
