import { expect, test } from "vitest";
import { hour, marked, publishing, simulatedAws, start, writingCalls } from "../support/account.ts";
import { type InvocationOptions, invoke } from "../support/invoke.ts";

const aws = simulatedAws();
const day = 24 * hour;
const world = () => aws.simulator.world("eu-west-1");

/** A Monday. */
const monday = start + day;

function janitor(changes: Readonly<Record<string, unknown>> = {}): InvocationOptions {
  return publishing(aws.simulator, { policy: { mode: "report", regions: ["eu-west-1", "us-west-2"], ...changes } });
}

/** Runs at that time, and says whether it sent a message. */
async function tells(options: InvocationOptions, at: number): Promise<boolean> {
  aws.simulator.clock.set(at);
  const before = aws.simulator.published.length;
  const { error } = await invoke(aws.simulator, options);
  expect(error).toBeUndefined();
  return aws.simulator.published.length > before;
}

async function daysOn(options: InvocationOptions, from: number, days: number): Promise<string[]> {
  const told: string[] = [];
  for (let at = 0; at < days; at += 1) {
    const now = from + at * day;
    if (await tells(options, now)) told.push(new Date(now).toUTCString().slice(0, 11));
  }
  return told;
}

function newOnes(): readonly string[] {
  const bodies: { lambda: string } = JSON.parse(aws.simulator.published.at(-1)?.message ?? "");
  const { findings }: { findings: readonly { id: string; isNew?: boolean }[] } = JSON.parse(bodies.lambda);
  return findings.filter(({ isNew }) => isNew).map(({ id }) => id);
}

test("an idle address is told on its first day, then with the digest, and another one when it comes", async () => {
  world().allocateAddress();
  const options = janitor();
  expect(await daysOn(options, monday, 2)).toEqual(["Mon, 02 Nov"]);
  expect(newOnes()).toEqual([]);
  const second = world().allocateAddress();
  expect(await daysOn(options, monday + 2 * day, 7)).toEqual(["Wed, 04 Nov", "Mon, 09 Nov"]);
  world().releaseAddress(second.allocationId);
  const third = world().allocateAddress();
  expect(await daysOn(options, monday + 9 * day, 2)).toEqual(["Wed, 11 Nov"]);
  expect(newOnes()).toEqual([third.allocationId]);
  expect(writingCalls(aws.simulator)).toEqual([]);
});

test("an hourly schedule sends one digest, with the first run of its day", async () => {
  world().allocateAddress();
  const options = janitor();
  const told: string[] = [];
  const midnight = Date.UTC(2026, 10, 9);
  expect(await tells(options, midnight - 12 * hour)).toBe(true);
  for (let at = midnight - 3 * hour; at < midnight + 27 * hour; at += hour) {
    if (await tells(options, at)) told.push(new Date(at).toISOString());
  }
  expect(told).toEqual(["2026-11-09T00:00:00.000Z"]);
});

test("a weekly schedule on another day than the digest's sends one, too", async () => {
  world().allocateAddress({ tags: { "janitor:policy": "keep" } });
  const options = janitor();
  const tuesday = monday + day;
  expect([await tells(options, tuesday), await tells(options, tuesday + 7 * day)]).toEqual([true, true]);
});

test("what gets due is told two days before, one day before and when it is, however often the janitor runs", async () => {
  const tuesday = monday + day;
  world().allocateAddress({ tags: marked(tuesday - 4 * day) });
  const options = janitor({ mode: "mark" });
  const told: number[] = [];
  for (let at = 0; at <= 96; at += 8) {
    if (await tells(options, tuesday + at * hour)) told.push(at);
  }
  expect(told).toEqual([0, 24, 48, 72]);
});

test("what is opted out and idle again a week later is told again", async () => {
  const { allocationId } = world().allocateAddress({ tags: { "janitor:policy": "keep" } });
  const { instanceId } = world().runInstance();
  const options = janitor({ notify: { digest: "never" } });
  expect(await tells(options, monday)).toBe(true);
  world().associate(allocationId, { instanceId });
  expect(await daysOn(options, monday + day, 2)).toEqual([]);
  world().disassociate(allocationId);
  expect(await daysOn(options, monday + 3 * day, 2)).toEqual(["Thu, 05 Nov"]);
  expect(newOnes()).toEqual([allocationId]);
});

test("a look by hand in mode report takes nothing from a run that does something", async () => {
  world().allocateAddress();
  world().allocateAddress({ tags: marked(monday - 8 * day) });
  const options = janitor({ mode: "release" });
  expect(await tells({ ...options, event: { mode: "report" } }, monday)).toBe(true);
  expect(await tells(options, monday + hour)).toBe(true);
  expect(newOnes()).toEqual([]);
});

test("a look by hand at one region makes nothing new in the others, and is no digest", async () => {
  world().allocateAddress();
  const options = janitor();
  const sunday = monday + 6 * day;
  expect(await tells(options, sunday)).toBe(true);
  aws.simulator.world("us-west-2").allocateAddress();
  const byHand = { ...options, event: { regions: ["us-west-2"] } };
  expect(await tells(byHand, sunday + 19 * hour)).toBe(true);
  expect(await tells(options, sunday + 20 * hour)).toBe(true);
  expect(newOnes()).toEqual([]);
  expect(await tells(options, sunday + 21 * hour)).toBe(false);
});

test("a region that was not seen for a day is not new afterwards", async () => {
  world().allocateAddress();
  const options = janitor();
  const tuesday = monday + day;
  expect(await tells(options, tuesday)).toBe(true);
  const mend = aws.simulator.fault({
    region: "eu-west-1",
    action: "DescribeAddresses",
    answer: { kind: "error", code: "UnauthorizedOperation", status: 403 },
  });
  for (const at of [1, 2]) {
    aws.simulator.clock.set(tuesday + at * day);
    const { error } = await invoke(aws.simulator, options);
    expect(error?.name).toBe("RunFailed");
    expect(aws.simulator.published).toHaveLength(1 + at);
  }
  mend();
  expect(await tells(options, tuesday + 3 * day)).toBe(false);
});

test("what did not go out is told by the next run", async () => {
  world().allocateAddress();
  const options = janitor();
  const tuesday = monday + day;
  aws.simulator.fault({ service: "sns", times: 1, answer: { kind: "error", code: "AuthorizationError", status: 403 } });
  aws.simulator.clock.set(tuesday);
  expect((await invoke(aws.simulator, options)).error?.message).toContain("could not be published");
  expect([await tells(options, tuesday + hour), await tells(options, tuesday + 2 * hour)]).toEqual([true, false]);
});

test("an address that AWS has locked is told once", async () => {
  const { allocationId } = world().allocateAddress({ tags: marked(monday - 8 * day) });
  world().setAddress(allocationId, { locked: true });
  expect(await daysOn(janitor({ mode: "release" }), monday + day, 4)).toEqual(["Tue, 03 Nov"]);
});

test("without a topic nobody is told, and the first message of a topic that comes later has all of it", async () => {
  const { allocationId } = world().allocateAddress();
  const policy = { mode: "report", regions: ["eu-west-1"], notify: { digest: "never" } };
  await invoke(aws.simulator, { policy });
  aws.simulator.clock.advance(hour);
  const { lines } = await invoke(aws.simulator, { policy });
  expect(lines.find(({ journal }) => journal === "report")).toHaveProperty("worthTelling", true);
  expect(aws.simulator.published).toEqual([]);
  aws.simulator.clock.advance(hour);
  await invoke(aws.simulator, { ...janitor(), policy });
  expect(aws.simulator.published).toHaveLength(1);
  expect(aws.simulator.published[0]?.message).toContain(allocationId);
});

test("a clean account is asked nothing but what is idle", async () => {
  const options = janitor();
  expect(await daysOn(options, monday + day, 3)).toEqual([]);
  expect(aws.simulator.calls.filter(({ service }) => service !== "ec2")).toEqual([]);
});

test("a log that does not answer holds a run up for some seconds, and it tells", async () => {
  world().allocateAddress();
  const options = janitor();
  const tuesday = monday + day;
  expect(await tells(options, tuesday)).toBe(true);
  aws.simulator.fault({ service: "logs", answer: { kind: "hang" } });
  expect(await tells(options, tuesday + hour)).toBe(true);
  expect(aws.simulator.clock.now() - tuesday - hour).toBeLessThan(10_000);
});
