import { mock } from "node:test";
import { pathToFileURL } from "node:url";
import type { handlerWith as HandlerWith } from "../../functions/janitor/handler.ts";

/*
 * One invocation of the bundled janitor in a process of its own, which the simulator may kill at any call. The calendar
 * is the simulator's, and pauses take no time.
 */

const [bundle = "", now = ""] = process.argv.slice(2);
mock.timers.enable({ apis: ["Date"], now: Number(now) });

const { handlerWith }: { handlerWith: typeof HandlerWith } = await import(pathToFileURL(bundle).href);
let elapsed = 0;
const handler = handlerWith({
  now: () => Date.now(),
  elapsed: () => elapsed,
  pause: async (ms) => {
    elapsed += ms;
  },
  after: (ms) => AbortSignal.timeout(ms),
});
await handler(
  {},
  {
    awsRequestId: "doomed",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:janitor",
    getRemainingTimeInMillis: () => 120_000,
  },
);
