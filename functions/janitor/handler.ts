import { Logger } from "@aws-lambda-powertools/logger";
import { policy as compiledPolicy } from "../../policy.yml";
import { Ec2Clients } from "./aws/clients.ts";
import { awsReading } from "./aws/reading.ts";
import { awsWriting } from "./aws/writing.ts";
import { readConfig } from "./config.ts";
import { deadlinesFor } from "./deadlines.ts";
import type { Policy } from "./domain/policy.ts";
import type { Report } from "./domain/report.ts";
import { loggedJournal } from "./journal.ts";
import { measureRun } from "./measure.ts";
import { cutReport } from "./notify/cut-report.ts";
import type { Clock, Time } from "./ports.ts";
import { recallFrom } from "./recall.ts";
import { run } from "./run.ts";
import { systemClock } from "./system-clock.ts";

/** What the janitor takes from Lambda's context. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
interface InvocationContext {
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string;
  readonly getRemainingTimeInMillis: () => number;
}

/** `info` whatever the environment says: journal lines must not be filtered out. */
const logger = new Logger({ serviceName: "elastic-janitor", logLevel: "INFO" });

/** Lambda answers with 6 MB at the most. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const answerBytes = 5_000_000;

/**
 * Lambda's entry: reads what it was told, connects the run to AWS, and returns the report.
 *
 * @throws ConfigError before anything is done, when the environment or the event is wrong
 * @throws RunFailed after everything is done and told, with the report in it
 */
export const handler = handlerWith(systemClock);

/** The same by another clock, or with another policy in the place of the one that is compiled in: one that was checked as well. */
export function handlerWith(
  clock: Clock,
  policy: Policy = compiledPolicy,
): (event: unknown, context: InvocationContext) => Promise<Report> {
  return (event, context) => handle(event, context, clock, policy);
}

async function handle(event: unknown, context: InvocationContext, clock: Clock, policy: Policy): Promise<Report> {
  const startedAt = clock.now();
  const config = await readConfig(process.env, event, policy);
  const { log, topicArn } = config;
  const { tagPrefix } = config.policy;
  const deadlines = deadlinesFor(context.getRemainingTimeInMillis(), clock);
  const clients = new Ec2Clients();
  try {
    const report = await run(config, context.awsRequestId, {
      reading: awsReading({
        clients,
        account: () => accountOf(context, deadlines.surveyEnd),
        tagPrefix,
        everywhere: config.everywhere,
        // Loaded only when something is due: a run that has nothing to prove starts without these clients.
        guards: async () => (await import("./aws/evidence/guards.ts")).guardsOf(config.policy, clients, clock),
        ...deadlines,
      }),
      writing: awsWriting({ clients, tagPrefix, clock, ...deadlines }),
      journal: loggedJournal(logger, context.awsRequestId, config.policy),
      recall: recallFrom({
        readLines:
          log && (async (since, signal) => (await import("./aws/told-lines.ts")).readToldLines(log, since, signal)),
        startedAt,
        clock,
        short: deadlines.short,
        logger,
      }),
      time: timeOf(startedAt, deadlines.short, clock),
      publish: async (report) => {
        if (topicArn === undefined) return false;
        // Loaded only by a run that has something to say: a quiet one starts without all that makes a message.
        const { publish } = await import("./publish.ts");
        const remainingMs = context.getRemainingTimeInMillis();
        await publish(report, { topicArn, log, signal: deadlines.summaryEnd, remainingMs, clock, logger });
        return true;
      },
      measure: measureRun,
    });
    return cutReport(report, answerBytes);
  } finally {
    clients.destroy();
  }
}

/** The account is in the function's own ARN; a host that gives none is asked by STS. */
async function accountOf({ invokedFunctionArn }: InvocationContext, signal: AbortSignal): Promise<string> {
  const [, account] = /^arn:[\w-]+:lambda:[\w-]+:(\d{12}):/.exec(invokedFunctionArn) ?? [];
  if (account !== undefined) return account;
  const { readCallerAccount } = await import("./aws/caller-identity.ts");
  return readCallerAccount(signal);
}

function timeOf(startedAt: number, short: AbortSignal, { now, pause }: Clock): Time {
  return { startedAt, now, short, pause: (ms) => pause(ms, short) };
}
