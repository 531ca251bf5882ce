import { parseArgs } from "node:util";
import { seedDemoWorld } from "./demo-world.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "./simulator.ts";

const DEFAULT_PORT = 4599;
const PORTS_TO_TRY = 20;

const HELP = `Runs an embedded AWS (EC2, SNS, STS, Route 53, CloudTrail, CloudWatch Logs, IAM) on 127.0.0.1 until Ctrl-C.

Usage: npm run simulator -- [options]

  --port N        listen on this port (default: ${DEFAULT_PORT}, or the next free one)
  --regions a,b   enable only these regions (default: the 17 that every account has)
  --latency MS    wait so long before every answer
  --throttling    apply EC2's published request limits
  --seed          start with a small demo world in us-east-1 and eu-west-1
  --help          show this
`;

/** A mistake of the user's, told without a stack trace. */
class UsageError extends Error {}

interface Settings extends SimulatorOptions {
  readonly seed: boolean;
  readonly help: boolean;
}

function readSettings(args: string[]): Settings {
  const { values } = parse(args);
  const port = wholeNumber("--port", values.port, 65_535);
  const latencyMs = wholeNumber("--latency", values.latency, 600_000);
  const regions = values.regions?.split(",").map((region) => region.trim());
  const wrong = regions?.find((region) => !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region));
  if (wrong !== undefined) throw new UsageError(`--regions: "${wrong}" is not a region name such as us-east-1`);
  return {
    ...(port !== undefined && { port }),
    ...(latencyMs !== undefined && { latencyMs }),
    ...(regions !== undefined && { regions }),
    throttling: values.throttling,
    seed: values.seed,
    help: values.help,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: "string" },
        regions: { type: "string" },
        latency: { type: "string" },
        throttling: { type: "boolean", default: false },
        seed: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(option: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > max) {
    throw new UsageError(`${option}: "${text}" is not a whole number from 0 to ${max}`);
  }
  return number;
}

async function start(settings: SimulatorOptions): Promise<Simulator> {
  if (settings.port !== undefined) {
    const simulator = await startUnlessTaken(settings);
    if (simulator === undefined) throw new UsageError(`port ${settings.port} is in use: choose another with --port`);
    return simulator;
  }
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + PORTS_TO_TRY; port += 1) {
    const simulator = await startUnlessTaken({ ...settings, port });
    if (simulator !== undefined) return simulator;
    process.stderr.write(`Port ${port} is in use, trying the next one.\n`);
  }
  throw new UsageError(`no free port from ${DEFAULT_PORT} on: choose one with --port`);
}

async function startUnlessTaken(options: SimulatorOptions): Promise<Simulator | undefined> {
  try {
    return await startSimulator(options);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return undefined;
    throw error;
  }
}

async function main(args: string[]): Promise<void> {
  const settings = readSettings(args);
  if (settings.help) {
    process.stdout.write(HELP);
    return;
  }
  const simulator = await start(settings);
  if (settings.seed) seedDemoWorld(simulator);
  const exports = Object.entries(simulator.environment).map(([name, value]) => `export ${name}=${value}`);
  process.stdout.write(
    [
      `The simulator listens on ${simulator.url}. Stop it with Ctrl-C. In another shell:`,
      "",
      "unset AWS_PROFILE AWS_ENDPOINT_URL_EC2 AWS_ENDPOINT_URL_SNS AWS_ENDPOINT_URL_STS AWS_ENDPOINT_URL_ROUTE_53 AWS_ENDPOINT_URL_CLOUDTRAIL AWS_ENDPOINT_URL_CLOUDWATCH_LOGS AWS_ENDPOINT_URL_IAM AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
      ...exports,
      "aws ec2 describe-addresses",
      "",
    ].join("\n"),
  );
  const stop = () => void simulator.stop();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`simulator: ${error.message}\nTry --help.\n`);
  process.exitCode = 2;
}
