import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openSession } from "../../cli/session.ts";
import { systemClock } from "../../functions/janitor/system-clock.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { command } from "./support/command.ts";
import { folderOfTheTest, policyOf } from "./support/policy-file.ts";
import { silentTerminal } from "./support/silent-terminal.ts";

const day = 86_400_000;
let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ regions: ["us-east-1"] });
});
afterEach(() => simulator.stop());

const oldMark = () => ({ "janitor:idle-since": new Date(Date.now() - 9 * day).toISOString() });
const quick = "guards: { activity: false }\n";
const writes = () => simulator.calls.filter(({ action }) => !/^(Describe|List|Get|Lookup)/.test(action));

/** `apply`, with files of AWS's in place of keys in the environment. */
async function applyWith(files: { readonly config: string }, args: readonly string[] = [], now?: () => number) {
  const folder = folderOfTheTest();
  writeFileSync(join(folder, "config"), files.config);
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...environment } = simulator.environment;
  const all = ["apply", ...policyOf(quick), "--mode", "release", "--yes", "--journal", join(folder, "journal.jsonl")];
  return command([...all, ...args], {
    environment: { ...environment, AWS_CONFIG_FILE: join(folder, "config") },
    ...(now && { now }),
  });
}

/** A profile whose credentials a program gives: those of one account, and from some moment on those of another. */
function changingProfile(first: string, then: string) {
  const folder = folderOfTheTest();
  const [script, changed] = [join(folder, "keys.sh"), join(folder, "changed")];
  const [one, other] = [first, then].map((account) => {
    const { accessKeyId, secretAccessKey } = simulator.credentials(account);
    // Nearly over, so that whoever needs them asks again.
    const soon = new Date(Date.now() + 60_000).toISOString();
    return JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Expiration: soon });
  });
  writeFileSync(script, `#!/bin/sh\nif [ -f ${changed} ]; then echo '${other}'; else echo '${one}'; fi\n`);
  chmodSync(script, 0o755);
  return { config: `[default]\ncredential_process = ${script}\n`, change: () => writeFileSync(changed, "") };
}

describe("the profile", () => {
  test.each([
    ["prdo", "there is no profile prdo (--profile)"],
    ["", "--profile names no profile."],
    [" ", "--profile names no profile."],
  ])("%j is refused before any call: the SDK would go on to the machine's own role", async (profile, said) => {
    const { code, stderr } = await applyWith({ config: "[profile prod]\naws_access_key_id = AKIA\n" }, [
      "--profile",
      profile,
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain(said);
    expect(simulator.calls).toEqual([]);
  });

  test("of the environment is refused as well where there is none of that name", async () => {
    const { code, stderr } = await command(["plan", ...policyOf()], {
      environment: { ...simulator.environment, AWS_PROFILE: "prdo" },
    });
    expect(code).toBe(1);
    expect(stderr).toContain("there is no profile prdo (AWS_PROFILE)");
    expect(simulator.calls).toEqual([]);
  });
});

describe("the account", () => {
  test("that has changed since the plan stops everything", async () => {
    const { allocationId } = simulator.world("us-east-1").allocateAddress({ tags: oldMark() });
    const { config, change } = changingProfile("123456789012", "999999999999");
    simulator.hook({ match: { action: "DescribeAddresses" }, after: change });
    const { code, stderr } = await applyWith({ config });
    expect(code).toBe(1);
    expect(stderr).toContain(
      "the credentials were those of the account 123456789012, and are those of 999999999999 by now, so nothing was done.",
    );
    expect(writes()).toEqual([]);
    expect(simulator.world("us-east-1").address(allocationId)).toBeDefined();
  });

  test("is the same for the guards: credentials are looked up once, and not once a client", async () => {
    const [{ accessKeyId, secretAccessKey }] = [simulator.credentials()];
    const folder = folderOfTheTest();
    const asked = join(folder, "asked");
    const answer = JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey });
    const script = join(folder, "keys.sh");
    writeFileSync(script, `#!/bin/sh\necho >> ${asked}\necho '${answer}'\n`);
    chmodSync(script, 0o755);
    simulator.world("us-east-1").allocateAddress({ tags: oldMark() });
    const { code } = await applyWith({ config: `[default]\ncredential_process = ${script}\n` });
    expect(code).toBe(0);
    expect(simulator.calls.map(({ action }) => action)).toContain("ListHostedZones");
    expect(readFileSync(asked, "utf8")).toBe("\n");
  });
});

describe("an AWS that takes its time", () => {
  /** What is said on the way to a session, with a pause of the test's own, and what became of that. */
  async function saidWhile(pause: (signal: AbortSignal | undefined) => Promise<void>) {
    for (const [name, value] of Object.entries(simulator.environment)) vi.stubEnv(name, value);
    const chunks: string[] = [];
    const asked: { readonly ms: number; readonly signal: AbortSignal | undefined }[] = [];
    const stderr = new Writable({
      decodeStrings: false,
      write(chunk, _encoding, done) {
        chunks.push(String(chunk));
        done();
      },
    });
    const clock = {
      ...systemClock,
      pause: (ms: number, signal?: AbortSignal) => {
        asked.push({ ms, signal });
        return pause(signal);
      },
    };
    try {
      const session = await openSession({ policy: policyOf()[1] }, { ...silentTerminal(), stderr, clock });
      session.end();
      // Whatever was left behind would speak now.
      await new Promise((done) => setTimeout(done, 20));
      return { said: chunks.join(""), asked };
    } finally {
      vi.unstubAllEnvs();
    }
  }

  test("is said to be waited for after three seconds, once", async () => {
    const { said, asked } = await saidWhile(async () => {});
    expect(asked.map(({ ms }) => ms)).toEqual([3_000]);
    expect(said).toMatch(/^Waiting for AWS …\nAccount 123456789012\. /);
    expect(said.match(/Waiting/g)).toHaveLength(1);
  });

  test("is not, where it answers before that, and nothing goes on waiting", async () => {
    const { said, asked } = await saidWhile(
      (signal) => new Promise((done) => signal?.addEventListener("abort", () => done())),
    );
    expect(said).toMatch(/^Account 123456789012\. /);
    expect(said).not.toContain("Waiting");
    expect(asked.map(({ signal }) => signal?.aborted)).toEqual([true]);
  });
});

describe("the machine's clock", () => {
  test.each([
    ["fast", 10 * day, "10d fast"],
    ["slow", -10 * day, "10d slow"],
  ])("that is %s stops everything: marks and graces are reckoned by it", async (_, off, said) => {
    simulator.world("us-east-1").allocateAddress({ tags: oldMark() });
    const { code, stderr } = await command(["apply", ...policyOf(quick), "--mode", "mark", "--yes"], {
      environment: simulator.environment,
      now: () => Date.now() + off,
    });
    expect(code).toBe(1);
    expect(stderr).toContain(`this machine's clock is ${said}`);
    expect(writes()).toEqual([]);
  });

  test("that AWS contradicts is wrong, also where the whole machine goes by it", async () => {
    // What the machine believes is AWS's clock put back: to the SDK it is the same.
    simulator.clock.advance(-10 * day);
    const { code, stderr } = await command(["plan", ...policyOf()], { environment: simulator.environment });
    expect(code).toBe(1);
    expect(stderr).toContain("this machine's clock is");
  });

  test("may be a minute off", async () => {
    const { code } = await command(["plan", ...policyOf()], {
      environment: simulator.environment,
      now: () => Date.now() + 60_000,
    });
    expect(code).toBe(0);
  });
});
