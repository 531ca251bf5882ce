import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import * as z from "zod/mini";
import { type Answered, invokeFunction } from "../../demo/lambda.ts";
import type { Simulator } from "../simulator/simulator.ts";
import { account, region } from "./template.ts";

/** A function's properties, as far as they decide about an invocation; the timeout is in s. */
const functionProperties = z.object({
  FunctionName: z.string(),
  Handler: z.string(),
  Runtime: z.string(),
  Timeout: z.number(),
  MemorySize: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
  LoggingConfig: z.optional(z.object({ LogFormat: z.string(), ApplicationLogLevel: z.string() })),
});

type FunctionProperties = z.infer<typeof functionProperties>;

/** The AWS that a function talks to, and what time it is there. */
export type Surroundings = Pick<Simulator, "environment"> & { readonly clock: Pick<Simulator["clock"], "now"> };

export interface Invoked extends Answered {
  readonly log: readonly string[];
}

/** What Lambda unpacks of a zip: in a folder of its own, with nothing around it. */
export interface Unpacked {
  readonly folder: string;
  /** Invokes the function that has these properties in CloudFormation, and these files. */
  readonly invoke: (properties: unknown, event: unknown, aws: Surroundings) => Promise<Invoked>;
  readonly remove: () => void;
}

export function unpack(zip: Uint8Array): Unpacked {
  const files = Object.entries(unzipSync(zip));
  const folder = mkdtempSync(join(tmpdir(), "task-"));
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    if (!name.endsWith("/")) writeFileSync(join(folder, name), bytes);
  }
  return {
    folder,
    invoke: (given, event, { environment, clock }) => {
      const properties = z.parse(functionProperties, given);
      return invokeFunction({
        folder,
        handler: properties.Handler,
        event,
        functionArn: `arn:aws:lambda:${region}:${account}:function:${properties.FunctionName}`,
        timeoutMs: properties.Timeout * 1_000,
        environment: { ...environment, ...environmentOf(properties, folder) },
        now: clock.now(),
      });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function environmentOf(properties: FunctionProperties, folder: string): Readonly<Record<string, string>> {
  const { FunctionName, Handler, Runtime, MemorySize, Environment, LoggingConfig } = properties;
  return {
    ...Environment.Variables,
    _HANDLER: Handler,
    AWS_EXECUTION_ENV: `AWS_Lambda_${Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: FunctionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    ...(LoggingConfig && {
      AWS_LAMBDA_LOG_FORMAT: LoggingConfig.LogFormat,
      AWS_LAMBDA_LOG_LEVEL: LoggingConfig.ApplicationLogLevel,
    }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    LAMBDA_TASK_ROOT: folder,
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
  };
}
