import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { mock } from "node:test";
import { pathToFileURL } from "node:url";
import type { Answered, Invocation } from "./lambda.ts";

/*
 * What AWS does with a function, in a process of its own: it finds the handler by its name, invokes it once and passes on
 * what came of it. Only the calendar is not real; it is the simulator's.
 */

const invocation: Invocation = JSON.parse(process.argv[2] ?? "{}");
mock.timers.enable({ apis: ["Date"], now: invocation.now });
process.send?.(await invoke(invocation));
process.disconnect?.();

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
async function invoke({ handler, event, functionArn, timeoutMs }: Invocation): Promise<Answered> {
  const end = performance.now() + timeoutMs;
  const context = {
    awsRequestId: `invocation-${new Date().toISOString().slice(0, 10)}`,
    functionName: functionArn.split(":").at(-1),
    invokedFunctionArn: functionArn,
    getRemainingTimeInMillis: () => end - performance.now(),
  };
  try {
    const handle = await load(handler);
    return { failed: false, payload: JSON.stringify(await handle(event, context)) ?? "null" };
  } catch (error) {
    const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    return {
      failed: true,
      payload: JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split("\n") }),
    };
  }
}

/** `folder/file.export`, in the folder where this process runs. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html */
async function load(handler: string): Promise<(event: unknown, context: object) => Promise<unknown>> {
  const [, file = "", name = ""] = /^(.+)\.(\w+)$/.exec(handler) ?? [];
  const found = [".js", ".mjs", ".cjs"].map((ending) => resolve(file + ending)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`Cannot find module '${file}'`);
  const exported: unknown = (await import(pathToFileURL(found).href))[name];
  if (typeof exported !== "function") throw new Error(`${handler} is undefined or not exported`);
  return async (event, context) => exported(event, context);
}
