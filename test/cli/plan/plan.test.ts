import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { look } from "../../../cli/plan/plan.ts";
import { openSession } from "../../../cli/session.ts";
import { Ec2Clients } from "../../../functions/janitor/aws/clients.ts";
import { seedDemoWorld } from "../../simulator/demo-world.ts";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { command } from "../support/command.ts";
import { policyOf } from "../support/policy-file.ts";
import { silentTerminal } from "../support/silent-terminal.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.stop());

const day = 86_400_000;
const quick = "guards: { activity: false }\nregions: [eu-central-1, us-east-1]\n";
const world = () => simulator.world("eu-central-1");
const dueAddress = () =>
  world().allocateAddress({ tags: { "janitor:idle-since": new Date(Date.now() - 9 * day).toISOString() } });
const keptAddress = () => world().allocateAddress({ tags: { "janitor:policy": "keep" } });

const plan = (...args: readonly string[]) =>
  command(["plan", ...policyOf(quick), ...args], { environment: simulator.environment });

function closeRegion(region: string) {
  simulator.fault({
    region,
    action: "DescribeAddresses",
    answer: { kind: "error", code: "UnauthorizedOperation", message: "explicit deny", status: 403 },
  });
}

test("a plan makes no writing call", async () => {
  seedDemoWorld(simulator);
  const { code } = await command(["plan", "--mode", "release", "--output", "json"], {
    environment: simulator.environment,
  });
  expect(code).toBe(0);
  const actions = new Set(simulator.calls.map(({ action }) => action));
  expect([...actions].filter((action) => !/^(Describe|List|Get|Lookup)/.test(action))).toEqual([]);
});

describe("the exit code", () => {
  test("says that nothing is due, that something is, and before that that something could not be read", async () => {
    keptAddress();
    expect((await plan()).code).toBe(0);
    dueAddress();
    expect((await plan()).code).toBe(2);
    closeRegion("us-east-1");
    expect((await plan()).code).toBe(1);
  });

  test("is that of all, whatever is shown: a region that was not read is in none of the lines", async () => {
    const { publicIp } = dueAddress();
    world().associate(world().allocateAddress().allocationId, world().runInstance());
    closeRegion("us-east-1");
    const { code, stdout } = await plan("--only", "due");
    expect(stdout).toContain(publicIp);
    expect(code).toBe(1);
  });
});

describe("what is shown", () => {
  test.each(["table", "json", "csv", "html"])("is only what was asked for, as %s", async (output) => {
    const [due, kept] = [dueAddress(), keptAddress()];
    const { code, stdout } = await plan("--only", "due", "--output", output);
    expect(code).toBe(2);
    expect(stdout).toContain(due.publicIp);
    expect(stdout).not.toContain(kept.publicIp);
    expect((await plan("--output", output)).stdout).toContain(kept.publicIp);
  });
});

describe("the account's name", () => {
  test.each([
    ["is refused", { kind: "error", code: "AccessDenied", message: "not you", status: 403 }],
    ["does not come", { kind: "hang" }],
  ] as const)("need not be had: it %s, and the plan is there all the same", async (_, answer) => {
    simulator.fault({ action: "ListAccountAliases", answer });
    const began = performance.now();
    const { code, stdout } = await plan();
    expect(code).toBe(0);
    expect(stdout).toContain("123456789012: nothing idle.");
    expect(performance.now() - began).toBeLessThan(6_000);
  });
});

describe("a look", () => {
  test("says that the guards are being asked, which is what takes long", async () => {
    dueAddress();
    expect((await plan()).stderr).toContain("1 release due: asking who still needs it …");
  });

  test("waits no longer for the account's name than somebody would", async () => {
    simulator.fault({ action: "ListAccountAliases", answer: { kind: "hang" } });
    for (const [name, value] of Object.entries(simulator.environment)) vi.stubEnv(name, value);
    try {
      const terminal = silentTerminal();
      const session = await openSession({ policy: policyOf(quick)[1] }, terminal);
      // All that is waited for seconds is over at once.
      const after = (ms: number) => (ms < 10_000 ? AbortSignal.abort() : terminal.clock.after(ms));
      const began = performance.now();
      await look(session, { ...terminal, clock: { ...terminal.clock, after } });
      session.end();
      expect(performance.now() - began).toBeLessThan(3_000);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("asks the guards about what it is told to, and takes nothing else for proven", async () => {
    const [one, other] = [dueAddress(), dueAddress()];
    for (const [name, value] of Object.entries(simulator.environment)) vi.stubEnv(name, value);
    try {
      const terminal = silentTerminal();
      const session = await openSession({ policy: policyOf(quick)[1] }, terminal);
      const { assessed } = await look(session, terminal, ({ resource }) => resource.id === one.allocationId);
      session.end();
      expect([...assessed.evidence.keys()].map(({ id }) => id)).toEqual([one.allocationId]);
      expect(assessed.judged.map(({ resource }) => resource.id).toSorted()).toEqual(
        [one.allocationId, other.allocationId].toSorted(),
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("leaves no connection open", async () => {
    const destroyed = vi.spyOn(Ec2Clients.prototype, "destroy");
    try {
      await plan();
      // Those that have found the credentials, and those of the session.
      expect(new Set(destroyed.mock.contexts).size).toBe(2);
    } finally {
      destroyed.mockRestore();
    }
  });
});
