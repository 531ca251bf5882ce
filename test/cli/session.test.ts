import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { openSession } from "../../cli/session.ts";
import { Ec2Clients } from "../../functions/janitor/aws/clients.ts";
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
  const ended = await command([...all, ...args], {
    environment: { ...environment, AWS_CONFIG_FILE: join(folder, "config") },
    ...(now && { now }),
  });
  await noProcess();
  return ended;
}

/**
 * Until no `credential_process` runs. The SDK renews in the background what is nearly over; where that fails because the test and
 * its files are gone, it goes on to the files that the environment names by then: those of the next test.
 */
function noProcess() {
  return vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain("ProcessWrap"));
}

/** A profile whose credentials a program gives: those of one account, and from some moment on those of another. */
function changingProfile(first: string, then: string) {
  const folder = folderOfTheTest();
  const [script, changed, asked] = [join(folder, "keys.sh"), join(folder, "changed"), join(folder, "asked")];
  const [one, other] = [first, then].map((account) => {
    const { accessKeyId, secretAccessKey } = simulator.credentials(account);
    // Nearly over, so that whoever needs them asks again.
    const soon = new Date(Date.now() + 60_000).toISOString();
    return JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Expiration: soon });
  });
  writeFileSync(
    script,
    `#!/bin/sh\nif [ -f ${changed} ]; then touch ${asked}; echo '${other}'; else echo '${one}'; fi\n`,
  );
  chmodSync(script, 0o755);
  return {
    config: `[default]\ncredential_process = ${script}\n`,
    change: () => writeFileSync(changed, ""),
    /** Until they are the other account's. */
    changed: async () => {
      await vi.waitFor(() => expect(existsSync(asked)).toBe(true));
      await noProcess();
    },
  };
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

  test.each([
    ["has nothing but a region", "[profile prod]\nregion = us-east-1\n"],
    ["has a process that fails", "[profile prod]\nregion = us-east-1\ncredential_process = false\n"],
  ])("that %s is refused: the machine's own role is another matter", async (_, config) => {
    const { accessKeyId, secretAccessKey } = simulator.credentials("999999999999");
    const role = createServer((_request, response) => {
      const Expiration = new Date(Date.now() + day).toISOString();
      const keys = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: "token", Expiration };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(keys));
    });
    await once(role.listen(0, "127.0.0.1"), "listening");
    onTestFinished(() => void role.close());
    const address = role.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = `http://127.0.0.1:${port}/`;
    onTestFinished(() => {
      delete process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
    });
    // Without a profile the role would do.
    expect((await applyWith({ config: "" })).code).toBe(0);
    simulator.clearCalls();
    const { code, stderr } = await applyWith({ config }, ["--profile", "prod"]);
    expect(code).toBe(1);
    expect(stderr).toContain("the profile prod (--profile)");
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

describe("a profile that does not exist", () => {
  test.each([
    ["--profile", ["--profile", "prdo"], {}],
    ["AWS_PROFILE", [], { AWS_PROFILE: "prdo" }],
  ])("never leads to the machine's own role: %s", async (name, args, variables) => {
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = simulator.credentials();
    let asked = 0;
    const machine = createServer((_, answer) => {
      asked += 1;
      const Expiration = new Date(Date.now() + day).toISOString();
      answer.end(JSON.stringify({ AccessKeyId, SecretAccessKey, Token: "token", Expiration }));
    });
    await new Promise<void>((done) => machine.listen(0, "127.0.0.1", done));
    const address = machine.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...environment } = simulator.environment;
    try {
      const { code, stderr } = await command(["plan", ...policyOf(), ...args], {
        environment: {
          ...environment,
          ...variables,
          AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${address.port}/`,
        },
      });
      expect(code).toBe(1);
      expect(stderr).toContain(`there is no profile prdo (${name})`);
      expect([asked, simulator.calls]).toEqual([0, []]);
    } finally {
      machine.close();
    }
  });
});

describe("the account", () => {
  test("that has changed since the plan stops everything", async () => {
    const { allocationId } = simulator.world("us-east-1").allocateAddress({ tags: oldMark() });
    const { config, change, changed } = changingProfile("123456789012", "999999999999");
    simulator.hook({ match: { action: "DescribeAddresses" }, after: change });
    simulator.hook({ match: { action: "ListHostedZones" }, before: changed });
    const { code, stderr } = await applyWith({ config });
    expect(code).toBe(1);
    expect(stderr).toContain(
      "the credentials were those of the account 123456789012, and are those of 999999999999 by now, so nothing was done.",
    );
    expect(writes()).toEqual([]);
    expect(simulator.world("us-east-1").address(allocationId)).toBeDefined();
  });

  test.each([
    ["Route 53's", "guards: { activity: false }", "ListHostedZones"],
    ["CloudTrail's", "guards: { dns: false }", "LookupEvents"],
  ])(
    "is the same for the guards, %s too: credentials are looked up once, and not once a client",
    async (_, policy, action) => {
      const { accessKeyId, secretAccessKey } = simulator.credentials();
      const folder = folderOfTheTest();
      const asked = join(folder, "asked");
      const answer = JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey });
      const script = join(folder, "keys.sh");
      writeFileSync(script, `#!/bin/sh\necho >> ${asked}\necho '${answer}'\n`);
      chmodSync(script, 0o755);
      simulator.world("us-east-1").allocateAddress({ tags: oldMark() });
      const { code } = await applyWith(
        { config: `[default]\ncredential_process = ${script}\n` },
        policyOf(`${policy}\n`),
      );
      expect(code).toBe(0);
      expect(simulator.calls.map((call) => call.action)).toContain(action);
      expect(readFileSync(asked, "utf8")).toBe("\n");
    },
  );
});

describe("the home region", () => {
  const homeless = () => {
    const { AWS_REGION: _, AWS_DEFAULT_REGION: __, ...environment } = simulator.environment;
    return environment;
  };

  test("is the first of those that are named, where the shell and the profile name none", async () => {
    const { code, stdout } = await command(["plan", ...policyOf(), "--regions", "us-east-1"], {
      environment: homeless(),
    });
    expect(stdout).toContain("1 of 1 region seen.");
    expect(code).toBe(0);
  });

  test("is asked for where all regions are meant and none is named", async () => {
    const { code, stderr } = await command(["plan", ...policyOf()], { environment: homeless() });
    expect(code).toBe(1);
    expect(stderr).toContain("AWS_REGION");
    expect(simulator.calls).toEqual([]);
  });
});

describe("a session that could not be had", () => {
  test("leaves no connection open", async () => {
    const destroyed = vi.spyOn(Ec2Clients.prototype, "destroy");
    simulator.fault({
      action: "GetCallerIdentity",
      answer: { kind: "error", code: "ExpiredToken", message: "over", status: 403 },
    });
    try {
      expect((await command(["plan", ...policyOf()], { environment: simulator.environment })).code).toBe(1);
      // Those that have found the credentials, and those of the session.
      expect(new Set(destroyed.mock.contexts).size).toBe(2);
    } finally {
      destroyed.mockRestore();
    }
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

  test("is waited for no longer than there is time", async () => {
    for (const [name, value] of Object.entries(simulator.environment)) vi.stubEnv(name, value);
    simulator.fault({ action: "GetCallerIdentity", answer: { kind: "hang" } });
    const clock = { ...systemClock, after: () => systemClock.after(200) };
    try {
      const began = performance.now();
      await expect(openSession({ policy: policyOf()[1] }, { ...silentTerminal(), clock })).rejects.toThrow();
      expect(performance.now() - began).toBeLessThan(5_000);
    } finally {
      vi.unstubAllEnvs();
    }
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
    ["six minutes fast", 6 * 60_000, "6m fast"],
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
