import { mock } from "node:test";
import { pathToFileURL } from "node:url";

/*
 * What AWS does with the function, in a process of its own: it loads the bundle, invokes its handler once and passes on
 * what came of it. Only the calendar is not real; it is the simulator's.
 */

const [bundle = "", now = ""] = process.argv.slice(2);
mock.timers.enable({ apis: ["Date"], now: Number(now) });

const { handler } = await import(pathToFileURL(bundle).href);
const end = performance.now() + 60_000;
const event = { "detail-type": "Scheduled Event", source: "aws.scheduler" };
const context = {
  awsRequestId: `demo-${new Date().toISOString().slice(0, 10)}`,
  invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:elastic-janitor",
  getRemainingTimeInMillis: () => end - performance.now(),
};
process.send?.(await handler(event, context));
process.disconnect?.();
