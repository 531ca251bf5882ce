import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { listOf, required } from "../../functions/janitor/aws/answer.ts";
import { clientOptions } from "../../functions/janitor/aws/clients.ts";
import { checkedPages } from "../../functions/janitor/aws/pages.ts";
import { instant, oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { sharedOptions } from "../credentials.ts";
import { Problem } from "../problem.ts";
import { type JournalReading, joined, type LogEvent, readJournalEvents } from "./journal-text.ts";

/**
 * What of the log is the journal, by the messages in `functions/janitor/journal.ts`, each an exact phrase that is asked for by
 * itself. A pattern for JSON would pass over lines that were cut off.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
const filterPatterns = ['"release intended"', '"release ended"'] as const;

/** What CloudFormation puts into the name that it makes up, because it is called so in the stack. */
const inTheName = "JanitorLogGroup";

/**
 * Reads the journal from the function's log, in the region that the SDK finds by its own rules. A log outlives its stack, so
 * there may be several, and all of them are read.
 *
 * @param since ms since the epoch, the first that counts
 * @param say is told what is read
 * @throws Problem when there is no log, the SDK's error, or UnreadableAnswer
 */
export async function readJournalLog(
  { logGroup, since }: { readonly logGroup?: string | undefined; readonly since: number },
  say: (line: string) => void,
): Promise<JournalReading> {
  const shared = await sharedOptions(undefined).catch((error: unknown) => {
    throw noRegion(error);
  });
  const client = new CloudWatchLogsClient({ ...clientOptions, ...shared });
  try {
    const region = await client.config.region();
    const groups = logGroup === undefined ? await findGroups(client) : [logGroup];
    if (groups.length === 0) throw noGroup(region);
    const readings: JournalReading[] = [];
    for (const name of groups) {
      say(`Reading ${name} in ${region} since ${instant(new Date(since).toISOString())} …`);
      const read = (filterPattern: string) => readEvents(client, name, since, filterPattern);
      const found = await Promise.all(filterPatterns.map(read)).catch((error: unknown) => {
        throw isMissing(error) ? noSuchGroup(name, region, error) : error;
      });
      const events = found.flat().toSorted((one, other) => (one.timestamp ?? 0) - (other.timestamp ?? 0));
      readings.push(readJournalEvents(events, name));
    }
    return joined(readings);
  } catch (error) {
    throw isDenied(error) ? denied(error) : error;
  } finally {
    client.destroy();
  }
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
async function findGroups(client: CloudWatchLogsClient): Promise<readonly string[]> {
  const names: string[] = [];
  const question = { logGroupNamePattern: inTheName };
  for await (const page of checkedPages(inCapitals(paginateDescribeLogGroups({ client }, question)))) {
    for (const { logGroupName } of listOf(page.logGroups, "logGroups")) {
      names.push(required(logGroupName, "logGroupName"));
    }
  }
  return names;
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
async function readEvents(
  client: CloudWatchLogsClient,
  name: string,
  since: number,
  filterPattern: string,
): Promise<readonly LogEvent[]> {
  const question = { logGroupName: name, startTime: since, filterPattern };
  const events: LogEvent[] = [];
  // A page may be empty and still lead on to others.
  for await (const page of checkedPages(inCapitals(paginateFilterLogEvents({ client }, question)))) {
    events.push(...listOf(page.events, "events").map(eventOf));
  }
  return events;
}

function eventOf({ message, timestamp }: FilteredLogEvent): LogEvent {
  return { message: required(message, "message"), timestamp };
}

/** CloudWatch Logs writes the token with a small letter. */
async function* inCapitals<T extends { nextToken?: string | undefined }>(pages: AsyncIterable<T>) {
  for await (const page of pages) yield { ...page, NextToken: page.nextToken };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === "ResourceNotFoundException";
}

/** A permission is missing. Credentials that are not accepted at all bear other codes, or other words. */
function isDenied(error: unknown): error is Error {
  return error instanceof Error && error.name === "AccessDeniedException" && /\blogs:/.test(error.message);
}

function denied(error: Error): Problem {
  return new Problem(
    `the function's log may not be read: ${oneLine(error.message, 300)}`,
    [
      "It takes logs:FilterLogEvents, and logs:DescribeLogGroups to find its name, which --log-group NAME says as well.",
      "Somebody who may can pass on a file for --journal: aws logs filter-log-events --log-group-name NAME …",
    ],
    error,
  );
}

function noRegion(cause: unknown): Problem {
  return new Problem(
    "no AWS region is configured, so there is nowhere to look for the function's log.",
    [
      "Name the region of the stack: AWS_REGION=eu-central-1 janitor restore …",
      "A run by hand writes a file, which needs none: --journal janitor-journal.jsonl.",
    ],
    cause,
  );
}

const whereToLook = [
  "Its name is the output LogGroup of the stack: say it with --log-group NAME.",
  "It is in the region of the stack: AWS_REGION=eu-central-1 janitor restore …",
  "A run by hand writes a file: --journal janitor-journal.jsonl.",
];

function noGroup(region: string): Problem {
  return new Problem(
    `there is no log group in ${region} that a deployment of the janitor has made (${inTheName} in its name).`,
    whereToLook,
  );
}

function noSuchGroup(name: string, region: string, cause: unknown): Problem {
  return new Problem(`there is no log group ${oneLine(name, 512)} in ${region}.`, whereToLook, cause);
}
