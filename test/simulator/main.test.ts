import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { DescribeAddressesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { afterEach, expect, test } from "vitest";
import { startSimulator } from "./simulator.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

interface Run {
  readonly process: ChildProcess;
  stdout: string;
  stderr: string;
}

const runs: Run[] = [];

function start(...args: string[]): Run {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const run: Run = { process: child, stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    run.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    run.stderr += chunk;
  });
  runs.push(run);
  return run;
}

async function exitCode({ process: child }: Run): Promise<number | null> {
  if (child.exitCode === null) await once(child, "exit");
  return child.exitCode;
}

afterEach(() => {
  for (const run of runs.splice(0)) run.process.kill("SIGKILL");
});

test("prints what a shell needs, serves the demo world, and stops on Ctrl-C", async () => {
  const run = start("--port", "0", "--seed", "--regions", "us-east-1,eu-west-1");
  await expect.poll(() => run.stdout, { timeout: 15_000 }).toContain("aws ec2 describe-addresses");
  const exported = new Map([...run.stdout.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
  const ec2 = new EC2Client({
    endpoint: exported.get("AWS_ENDPOINT_URL") ?? "",
    region: exported.get("AWS_REGION") ?? "",
    credentials: {
      accessKeyId: exported.get("AWS_ACCESS_KEY_ID") ?? "",
      secretAccessKey: exported.get("AWS_SECRET_ACCESS_KEY") ?? "",
    },
  });
  const { Addresses } = await ec2.send(new DescribeAddressesCommand({}));
  expect(Addresses?.map(({ Tags }) => Tags?.[0]?.Value)).toEqual(["web", "forgotten", "old shop", "spare"]);

  run.process.kill("SIGINT");
  expect(await exitCode(run)).toBe(0);
  expect(run.stderr).toBe("");
});

test("says which port is in use", async () => {
  const other = await startSimulator();
  const run = start("--port", String(other.port));
  expect(await exitCode(run)).toBe(2);
  expect(run.stderr).toBe(`simulator: port ${other.port} is in use: choose another with --port\nTry --help.\n`);
  await other.stop();
});

test.each([
  [["--prot", "1"], "Unknown option '--prot'"],
  [["--port", "http"], '--port: "http" is not a whole number from 0 to 65535'],
  [["--port", "65536"], '--port: "65536" is not a whole number from 0 to 65535'],
  [["--latency", "-1"], "--latency"],
  [["--regions", "us-east-1,mars"], '--regions: "mars" is not a region name'],
])("refuses %j", async (args, message) => {
  const run = start(...args);
  expect(await exitCode(run)).toBe(2);
  expect(run.stderr).toContain(message);
  expect(run.stderr).not.toContain("    at ");
});

test("explains itself", async () => {
  const run = start("--help");
  expect(await exitCode(run)).toBe(0);
  expect(run.stdout).toContain("--throttling");
});
