import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { command, type Ended } from "../support/command.ts";
import { folderOfTheTest, policyOf } from "../support/policy-file.ts";

const day = 86_400_000;
const now = Date.parse("2026-11-22T06:00:00.000Z");
const oldMark = { "janitor:idle-since": new Date(now - 9 * day).toISOString() };

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ now, regions: ["eu-central-1", "us-east-1"] });
});
afterEach(() => simulator.stop());

interface Given {
  readonly policy?: string;
  readonly interrupt?: (press: () => void) => void;
  readonly journal?: string;
}

/** CloudTrail answers twice a second, which only costs time here. */
const quick = "guards: { activity: false }\n";

async function apply(args: readonly string[], { policy = quick, interrupt, journal }: Given = {}) {
  const path = journal ?? join(folderOfTheTest(), "journal.jsonl");
  const ended = await command(["apply", ...policyOf(policy), "--journal", path, ...args], {
    environment: simulator.environment,
    now: () => simulator.clock.now(),
    ...(interrupt && { interrupt }),
  });
  return { ...ended, lines: journalLines(path) };
}

interface Line {
  readonly journal?: string;
  readonly runId?: string;
  readonly resource?: { readonly id: string; readonly tags: unknown };
  readonly finding?: { readonly outcome: string };
}

function journalLines(path: string): readonly Line[] {
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

const writes = () =>
  simulator.calls.map(({ action }) => action).filter((action) => !/^(Describe|List|Get|Lookup)/.test(action));

const world = () => simulator.world("eu-central-1");
const dueAddress = (Name = "old proxy") => world().allocateAddress({ tags: { Name, ...oldMark } });
const dueInterface = () => world().createNetworkInterface({ description: "left behind", tags: oldMark });
const addresses = () =>
  world()
    .addresses()
    .map(({ allocationId }) => allocationId);

describe("in mode report", () => {
  test("nothing is ever done, and it is said how to allow something", async () => {
    dueAddress();
    const { code, stderr } = await apply(["--yes"]);
    expect(code).toBe(1);
    expect(stderr).toContain("the mode is report, in which nothing is ever changed, so nothing was done.");
    expect(stderr).toContain("--mode mark, or --mode release");
    expect(writes()).toEqual([]);
  });
});

describe("without a policy", () => {
  test("nothing is released, and it is said how to have one", async () => {
    dueAddress();
    const from = process.cwd();
    process.chdir(folderOfTheTest());
    try {
      const { code, stderr } = await command(["apply", "--mode", "release", "--yes"], {
        environment: simulator.environment,
        now: () => simulator.clock.now(),
      });
      expect(code).toBe(1);
      expect(stderr).toContain("there is no policy.yml here, and without a policy nothing is protected by it");
      expect(stderr).toContain("janitor init");
      expect(writes()).toEqual([]);
    } finally {
      process.chdir(from);
    }
  });
});

describe("without a policy", () => {
  /** In a folder without one; with what the shell says. */
  async function without(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const from = process.cwd();
    process.chdir(folderOfTheTest());
    try {
      return await command(["apply", "--yes", ...args], {
        environment: { ...simulator.environment, ...environment },
        now: () => simulator.clock.now(),
      });
    } finally {
      process.chdir(from);
    }
  }

  test("marks are written all the same: they release nothing, and can be taken off", async () => {
    world().allocateAddress();
    expect((await without(["--mode", "mark"])).code).toBe(0);
    expect(writes()).toEqual(["CreateTags"]);
  });

  test("that is a file, one that the shell has is one", async () => {
    dueAddress();
    const JANITOR_POLICY = JSON.stringify({ version: 1, mode: "release", guards: { activity: false } });
    expect((await without([], { JANITOR_POLICY })).code).toBe(0);
    expect(addresses()).toEqual([]);
  });
});

describe("the plan before the question", () => {
  test("lists what something would be done about, and says how to see the rest", async () => {
    const { publicIp } = dueAddress();
    const kept = world().allocateAddress({ tags: { "janitor:policy": "keep" } });
    const { stdout } = await apply(["--mode", "release"]);
    expect(stdout).toContain(publicIp);
    expect(stdout).not.toContain(kept.publicIp);
    expect(stdout).toContain("1 more finding not shown: janitor plan shows all.");
  });
});

describe("without an answer", () => {
  test("nothing is done, and the question says how many of what and whose", async () => {
    dueAddress();
    dueInterface();
    world().allocateAddress();
    simulator.setAccountAlias("prod");
    const { code, stderr, lines } = await apply(["--mode", "release"]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      "Release 1 Elastic IP, delete 1 network interface, mark 1 as idle in the account prod, 123456789012?",
    );
    expect(stderr).toContain("In a script, --yes answers it.");
    expect(writes()).toEqual([]);
    expect(lines).toEqual([]);
  });

  test("the question says what could not be read", async () => {
    dueAddress();
    closeRegion("us-east-1");
    const { stderr } = await apply(["--mode", "release"]);
    expect(stderr).toContain("? 1 region could not be read and is left alone.");
  });
});

function closeRegion(region: string) {
  simulator.fault({
    region,
    action: "DescribeAddresses",
    answer: { kind: "error", code: "UnauthorizedOperation", message: "explicit deny", status: 403 },
  });
}

describe("with a yes", () => {
  test("what is due goes, what is fresh is marked, and the journal has both ends of each release", async () => {
    const address = dueAddress();
    const left = dueInterface();
    const fresh = world().allocateAddress();
    const { code, stdout, stderr, lines } = await apply(["--mode", "release", "--yes"]);
    expect(code).toBe(0);
    expect(addresses()).toEqual([fresh.allocationId]);
    expect(world().networkInterfaces()).toEqual([]);
    expect(world().address(fresh.allocationId)?.tags).toHaveProperty("janitor:idle-since");
    const about = (kind: string) => lines.filter((line) => line.journal === kind).map(({ resource }) => resource?.id);
    expect(about("intent").toSorted()).toEqual([address.allocationId, left.networkInterfaceId].toSorted());
    expect(about("outcome").toSorted()).toEqual([address.allocationId, left.networkInterfaceId].toSorted());
    expect(stderr).toContain(`✓ released ${address.publicIp} (${address.allocationId}) in eu-central-1`);
    expect(stderr).toContain(`✓ deleted ${left.networkInterfaceId} in eu-central-1`);
    expect(stdout).toContain("123456789012: 2 released, 1 marked. $3.65 a month is saved.");
    expect(stdout).toMatch(/janitor restore --journal \S+journal\.jsonl --run by-hand-2026-11-22T06:00/);
  });

  test("mode mark marks, and releases nothing", async () => {
    dueAddress();
    world().allocateAddress();
    const { code, stdout } = await apply(["--mode", "mark", "--yes"]);
    expect(code).toBe(0);
    expect(writes()).toEqual(["CreateTags"]);
    expect(stdout).toContain("0 released, 1 marked.");
    expect(stdout).not.toContain("janitor restore");
  });

  test("there may be nothing to do", async () => {
    const { code, stderr, lines } = await apply(["--mode", "release", "--yes"]);
    expect(code).toBe(0);
    expect(stderr).toContain("There is nothing that can be done.");
    expect(lines).toEqual([]);
  });

  test("a mark that activity has made wrong is taken off, as the plan has said", async () => {
    const { allocationId } = dueAddress();
    const { instanceId } = world().runInstance();
    world().associate(allocationId, { instanceId });
    world().disassociate(allocationId);
    const { code, stdout } = await apply(["--mode", "release", "--yes"], { policy: "" });
    expect(stdout).toContain("would take 1 mark off");
    expect(stdout).toContain("MARK TAKEN OFF (1)");
    expect(code).toBe(0);
    expect(world().address(allocationId)?.tags).not.toHaveProperty("janitor:idle-since");
  });

  test("the guards are asked as ever: what a DNS record names stays", async () => {
    const { allocationId, publicIp } = dueAddress();
    const zone = simulator.dns().createZone({ name: "example.com" });
    simulator.dns().addRecord(zone, { name: "www.example.com", type: "A", values: [publicIp] });
    expect((await apply(["--mode", "release", "--yes"])).code).toBe(0);
    expect(addresses()).toEqual([allocationId]);
  });

  test("guards look in every region of the policy, also where the run is told to look in one alone", async () => {
    const { allocationId, publicIp } = dueAddress();
    simulator.world("us-east-1").allow({ cidr: `${publicIp}/32` });
    const policy = `${quick}regions: [eu-central-1, us-east-1]\n`;
    await apply(["--mode", "release", "--yes", "--regions", "eu-central-1"], { policy });
    expect(addresses()).toEqual([allocationId]);
  });

  test("a region that cannot be read is a failed run, and the others are done", async () => {
    dueAddress();
    closeRegion("us-east-1");
    const { code, stdout } = await apply(["--mode", "release", "--yes"]);
    expect(code).toBe(1);
    expect(addresses()).toEqual([]);
    expect(stdout).toContain("1 of 2 regions seen");
  });

  test("a region that cannot be read is a failure also where there is nothing to do in the others", async () => {
    closeRegion("us-east-1");
    const { code, stderr } = await apply(["--mode", "release", "--yes"]);
    expect(code).toBe(1);
    expect(stderr).toContain("There is nothing that can be done.");
  });

  test("the account's name is in the summary, and a second look is announced before it", async () => {
    dueAddress();
    simulator.setAccountAlias("prod");
    const { stdout, stderr } = await apply(["--mode", "release", "--yes"]);
    expect(stdout).toContain("prod (123456789012): 1 released.");
    expect(stderr).toContain("Looking at everything anew …\n");
    expect(stderr.indexOf("Looking at everything anew")).toBeLessThan(stderr.indexOf("✓ released"));
  });

  test("nothing is released where the breaker trips, and what is left is no success", async () => {
    dueAddress("one");
    dueAddress("two");
    const { code, stdout } = await apply(["--mode", "release", "--yes"], {
      policy: `${quick}limits: { releases: 1 }\n`,
    });
    expect(code).toBe(2);
    expect(writes()).toEqual([]);
    expect(stdout.replaceAll("\n", " ")).toContain("It would release none of the 2 that are due");
  });

  test("what the breaker keeps is left, also where something else was done", async () => {
    dueAddress("one");
    dueAddress("two");
    world().allocateAddress();
    const { code, stdout } = await apply(["--mode", "release", "--yes"], {
      policy: `${quick}limits: { releases: 1 }\n`,
    });
    expect(writes()).toEqual(["CreateTags"]);
    expect(stdout).toContain("0 released, 1 marked.");
    expect(code).toBe(2);
  });

  test("what somebody takes into use meanwhile is left, and that is no failure", async () => {
    const { allocationId } = dueAddress();
    const { instanceId } = world().runInstance();
    let looks = 0;
    simulator.hook({
      match: { action: "DescribeAddresses", region: "eu-central-1" },
      // Between the plan and the run.
      after: () => {
        looks += 1;
        if (looks === 1) world().associate(allocationId, { instanceId });
      },
    });
    const { code } = await apply(["--mode", "release", "--yes"]);
    expect(code).toBe(0);
    expect(addresses()).toEqual([allocationId]);
  });

  test("what somebody has said yes to is done, and nothing else about the same thing", async () => {
    const { allocationId } = world().allocateAddress({ tags: { ...oldMark, "janitor:policy": "keep" } });
    let looks = 0;
    simulator.hook({
      match: { action: "DescribeAddresses", region: "eu-central-1" },
      // The plan takes its mark off; without the tag, the mark is long over.
      after: () => {
        looks += 1;
        if (looks === 1) world().untag(allocationId, "janitor:policy");
      },
    });
    const { lines } = await apply(["--mode", "release", "--yes"]);
    expect(addresses()).toEqual([allocationId]);
    expect(lines.filter(({ journal }) => journal === "intent")).toEqual([]);
  });

  test.each([
    ["plan", 0, "There is nothing that can be done."],
    ["run", 1, "COULD NOT BE DONE (1)"],
  ])("what a guard cannot tell in the %s is no success", async (_, answers, said) => {
    const { allocationId } = dueAddress();
    simulator.fault({
      action: "ListHostedZones",
      nth: (n) => n > answers,
      answer: { kind: "error", code: "ServiceUnavailable", message: "busy", status: 503 },
    });
    const { code, stdout, stderr } = await apply(["--mode", "release", "--yes"]);
    expect(code).toBe(2);
    expect(stdout + stderr).toContain(said);
    expect(addresses()).toEqual([allocationId]);
  });

  test("what becomes due after somebody has said yes is left alone", async () => {
    dueAddress();
    let looks = 0;
    const later: string[] = [];
    simulator.hook({
      match: { action: "DescribeAddresses", region: "eu-central-1" },
      after: () => {
        looks += 1;
        if (looks === 1) later.push(dueAddress("later").allocationId);
      },
    });
    const { code, lines } = await apply(["--mode", "release", "--yes"]);
    expect(code).toBe(0);
    expect(addresses()).toEqual(later);
    expect(lines.filter(({ journal }) => journal === "intent")).toHaveLength(1);
  });

  test("a refused release fails, and is told with AWS's words", async () => {
    dueAddress();
    simulator.fault({
      action: "ReleaseAddress",
      answer: { kind: "error", code: "UnauthorizedOperation", message: "not you", status: 403 },
    });
    const { code, stdout, stderr } = await apply(["--mode", "release", "--yes"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/✗ .*: not you \(UnauthorizedOperation\)/);
    expect(stdout).toContain("COULD NOT BE DONE (1)");
  });
});

describe("the journal", () => {
  test("that cannot be written stops everything before anything is done", async () => {
    dueAddress();
    const { code, stderr } = await apply(["--mode", "release", "--yes"], { journal: folderOfTheTest() });
    expect(code).toBe(1);
    expect(stderr).toContain("without it nothing could be restored, so nothing was done");
    expect(writes()).toEqual([]);
  });

  test("is appended to, also after a line that was never finished", async () => {
    const journal = join(folderOfTheTest(), "journal.jsonl");
    writeFileSync(journal, '{"journal":"intent","runI');
    dueAddress();
    await command(["apply", ...policyOf(quick), "--journal", journal, "--mode", "release", "--yes"], {
      environment: simulator.environment,
      now: () => simulator.clock.now(),
    });
    const [broken, ...lines] = readFileSync(journal, "utf8")
      .split("\n")
      .filter((line) => line !== "");
    expect(broken).toBe('{"journal":"intent","runI');
    expect(lines.map((line) => JSON.parse(line).journal)).toEqual(["intent", "outcome", "report", "findings"]);
  });

  test("has the intent on the disk before the release is asked for", async () => {
    const { allocationId } = dueAddress();
    const journal = join(folderOfTheTest(), "journal.jsonl");
    const seen: (readonly Line[])[] = [];
    simulator.hook({ match: { action: "ReleaseAddress" }, before: () => void seen.push(journalLines(journal)) });
    await apply(["--mode", "release", "--yes"], { journal });
    expect(seen.map((lines) => lines.map(({ journal, resource }) => `${journal} ${resource?.id}`))).toEqual([
      [`intent ${allocationId}`],
    ]);
  });
});

describe("with --only", () => {
  test("nothing else is touched, whether it is named by id or by address", async () => {
    const [byId, byAddress, other] = [dueAddress("one"), dueAddress("two"), dueAddress("three")];
    const fresh = world().allocateAddress();
    const { code } = await apply(["--mode", "release", "--yes", "--only", byId.allocationId, byAddress.publicIp]);
    expect(code).toBe(0);
    expect(addresses()).toEqual([other.allocationId, fresh.allocationId]);
    expect(world().address(fresh.allocationId)?.tags).toEqual({});
  });

  test("one of several that is left alone is no success, and the others are done", async () => {
    const [due, kept] = [dueAddress(), world().allocateAddress({ tags: { "janitor:policy": "keep" } })];
    const names = `${due.allocationId}, ${kept.allocationId}`;
    expect((await apply(["--mode", "release", "--yes", "--only", names])).code).toBe(2);
    expect(addresses()).toEqual([kept.allocationId]);
  });

  test("a failure is one, also where something else is left alone", async () => {
    const [due, kept] = [dueAddress(), world().allocateAddress({ tags: { "janitor:policy": "keep" } })];
    simulator.fault({
      action: "ReleaseAddress",
      answer: { kind: "error", code: "UnauthorizedOperation", message: "not you", status: 403 },
    });
    const names = `${due.allocationId},${kept.allocationId}`;
    expect((await apply(["--mode", "release", "--yes", "--only", names])).code).toBe(1);
  });

  test("guards are asked about nothing else, in the plan and in the run", async () => {
    const { allocationId, publicIp } = dueAddress("one");
    const other = dueAddress("two");
    expect((await apply(["--mode", "release", "--yes", "--only", publicIp], { policy: "" })).code).toBe(0);
    const asked = simulator.calls.filter(({ action }) => action === "LookupEvents");
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(asked)).toContain(allocationId);
    expect(JSON.stringify(asked)).not.toContain(other.allocationId);
  });

  test("a few may go where all together would trip the breaker", async () => {
    const [one, other] = [dueAddress("one"), dueAddress("two")];
    const policy = `${quick}limits: { releases: 1 }\n`;
    expect((await apply(["--mode", "release", "--yes", "--only", one.allocationId], { policy })).code).toBe(0);
    expect(addresses()).toEqual([other.allocationId]);
  });

  test("a name that was not found stops everything, and the near one is named", async () => {
    const { allocationId } = dueAddress();
    const slip = `${allocationId.slice(0, -1)}z`;
    const { code, stderr } = await apply(["--mode", "release", "--yes", "--only", slip]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${slip}: not among what is idle, so nothing was done.`);
    expect(stderr).toContain(`Did you mean ${allocationId}?`);
    expect(writes()).toEqual([]);
  });

  test("a name that was not found may be in a region that was not read, and that is said", async () => {
    closeRegion("us-east-1");
    const { stderr } = await apply(["--mode", "release", "--yes", "--only", "eipalloc-0123456789abcdef0"]);
    expect(stderr).toContain("not among what is idle, as far as that could be read, so nothing was done.");
    expect(stderr).toContain("Not read: us-east-1.");
  });

  test("what is chosen and kept is left alone, and it is said why", async () => {
    const { publicIp, allocationId } = world().allocateAddress({ tags: { ...oldMark, "janitor:policy": "keep" } });
    const { code, stderr } = await apply(["--mode", "release", "--yes", "--only", publicIp]);
    // The mark is taken off, as in every run.
    expect(code).toBe(0);
    expect(addresses()).toEqual([allocationId]);
    const plain = world().allocateAddress({ tags: { "janitor:policy": "keep" } });
    const again = await apply(["--mode", "release", "--yes", "--only", plain.publicIp]);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain(`${plain.publicIp} is left alone: keep, opted out by tag.`);
    expect(again.stderr).toContain("There is nothing that can be done.");
    expect(stderr).not.toContain("is left alone");
  });
});

describe("Ctrl-C", () => {
  test("starts nothing more, finishes what is under way, and tells what was done", async () => {
    for (let each = 0; each < 30; each += 1) dueAddress(`address ${each}`);
    let press = () => {};
    let released = 0;
    simulator.hook({
      match: { action: "ReleaseAddress" },
      before: () => {
        released += 1;
        if (released === 1) press();
      },
    });
    const ended = await apply(["--mode", "release", "--yes"], {
      policy: `${quick}limits: { releases: 50 }\n`,
      interrupt: (given) => {
        press = given;
      },
    });
    expectInterrupted(ended, released);
    expect(ended.lines.filter(({ journal }) => journal === "outcome")).toHaveLength(
      ended.lines.filter(({ journal }) => journal === "intent").length,
    );
    expect(addresses()).toHaveLength(30 - released);
  });

  function expectInterrupted({ code, stdout, stderr }: Ended, released: number) {
    expect(code).toBe(130);
    expect(released).toBeGreaterThanOrEqual(1);
    expect(released).toBeLessThanOrEqual(10);
    expect(stderr).toContain("Stopping: what is under way is finished, and nothing more is started.");
    expect(stdout).toContain(`123456789012: ${released} released, ${30 - released} not started.`);
    expect(stdout).toContain(`The run was interrupted with ${30 - released} left to do.`);
    expect(stdout).toContain("janitor restore --journal");
  }

  test("before the first release lets nothing go", async () => {
    dueAddress();
    world().allocateAddress();
    const { code, stdout } = await apply(["--mode", "release", "--yes"], { interrupt: (press) => press() });
    expect(code).toBe(130);
    expect(writes()).toEqual([]);
    expect(stdout).toContain("0 released, 2 not started");
  });
});
