import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  type FilterLogEventsCommandOutput,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { listOf, required } from "./answer.ts";
import { checkedPages } from "./pages.ts";

/** The log that the function itself writes. */
interface Log {
  readonly region: string;
  /** The name of its log group. */
  readonly name: string;
}

/**
 * The lines of the journal that say what was told, oldest first: each as the JSON it was written in, and a line that is not
 * JSON is left out. CloudWatch Logs shows a line some seconds after it was written.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 *
 * @param since ms since 1970, the first that counts
 * @throws the SDK's error, such as `ResourceNotFoundException`
 * @throws UnreadableAnswer when a page lacks what it always has, or the pages lead in a circle
 */
export async function readToldLines(log: Log, since: number, signal: AbortSignal): Promise<readonly unknown[]> {
  const client = new CloudWatchLogsClient({
    region: log.region,
    maxAttempts: 2,
    retryMode: "standard",
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });
  try {
    const question = { logGroupName: log.name, startTime: since, filterPattern: '{ $.journal = "told" }' };
    const lines: Line[] = [];
    const pages = paginateFilterLogEvents({ client }, question, { abortSignal: signal });
    // A page may be empty and still lead on to others.
    for await (const page of checkedPages(inCapitals(pages))) lines.push(...page.events.map(lineOf));
    return lines.toSorted((one, other) => one.at - other.at).flatMap(({ text }) => readJson(text));
  } finally {
    client.destroy();
  }
}

/** CloudWatch Logs writes the token with a small letter. */
async function* inCapitals(pages: AsyncIterable<FilterLogEventsCommandOutput>) {
  for await (const { events, nextToken: NextToken } of pages) yield { events: listOf(events, "events"), NextToken };
}

interface Line {
  readonly at: number;
  readonly text: string;
}

function lineOf({ timestamp, message = "" }: FilteredLogEvent): Line {
  return { at: required(timestamp, "timestamp"), text: message };
}

/** None of what is not JSON. */
function readJson(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
