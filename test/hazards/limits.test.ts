import { expect, test } from "vitest";
import type { Report } from "../../functions/janitor/domain/report.ts";
import type { CutReport } from "../../functions/janitor/notify/cut-report.ts";
import { finding, marked, publishing, simulatedAws, writingCalls } from "../support/account.ts";
import { invoke } from "../support/invoke.ts";
import { hazard } from "./hazard.ts";
import { releaseOf } from "./moments.ts";
import { email, expectTold, publishedReport, releasing, sectionOf } from "./summary.ts";

const aws = simulatedAws();

/** Of a policy: far more releases than usual. */
const many = { limits: { releases: 1_000 } };

/** Of a policy: CloudTrail, which takes two lookups a second, is not asked, as it would take minutes about hundreds. */
const noTrail = { guards: { activity: false } };

function alarmCodes(report: Report | undefined): readonly string[] | undefined {
  return report?.alarms.map(({ code }) => code);
}

function dueAddresses(count: number, region = "eu-west-1"): readonly string[] {
  const world = aws.simulator.world(region);
  return Array.from({ length: count }, () => world.allocateAddress({ tags: marked() }).allocationId);
}

function dueInterfaces(count: number, region = "eu-west-1"): readonly string[] {
  const world = aws.simulator.world(region);
  return Array.from({ length: count }, () => world.createNetworkInterface({ tags: marked() }).networkInterfaceId);
}

hazard("flood", () => {
  test("200 at once in several regions: none is released, all are listed, and the run does not fail", async () => {
    const ids = [
      ...dueAddresses(70),
      ...dueInterfaces(60),
      ...dueAddresses(30, "us-west-2"),
      ...dueInterfaces(40, "us-west-2"),
    ];
    const fresh = aws.simulator.world("eu-west-1").allocateAddress();

    const { report, error, lines } = await invoke(aws.simulator, publishing(aws.simulator, releasing(noTrail)));

    expect(error).toBeUndefined();
    expect(alarmCodes(report)).toEqual(["breaker-tripped"]);
    expect(report?.totals).toMatchObject({ withheld: 200, released: 0 });
    for (const id of ids) {
      expect(finding(report, id)).toMatchObject({
        decision: "release",
        outcome: "withheld",
        withheldBecause: "breaker-tripped",
      });
    }
    // Marks are no danger.
    expect(finding(report, fresh.allocationId)).toMatchObject({ outcome: "marked" });
    expect(writingCalls(aws.simulator)).toEqual(["CreateTags"]);
    expect(aws.simulator.published[0]?.subject).toContain("breaker tripped, 200 withheld");
    expect(sectionOf(aws.simulator, "ALARMS")).toEqual([
      expect.stringContaining("200 releases are due and the limit is 20 a run"),
    ]);
    expect(email(aws.simulator)).toMatch(/^Please act/m);
    expect(email(aws.simulator)).toMatch(/^COULD NOT BE DONE \(200\)$/m);
    const listed = sectionOf(aws.simulator, "COULD NOT BE DONE").filter((line) => line.startsWith("• "));
    expect(listed.filter((line) => line.includes("not released because too many are due at once"))).toHaveLength(40);
    expect(listed.at(-1)).toBe("• and 160 more, in the log");
    const told = publishedReport(aws.simulator);
    expect(told.totals).toMatchObject({ withheld: 200, released: 0 });
    expect(told.findings.length + (told.findingsLeftOut ?? 0)).toBe(201);
    const journaled = lines.flatMap(({ journal, findings }) =>
      journal === "findings" && Array.isArray(findings) ? findings.map(({ id }) => id) : [],
    );
    expect(journaled).toEqual(expect.arrayContaining(ids));
  });

  test("the limit itself is no flood, and one more is", async () => {
    dueAddresses(10);
    dueInterfaces(10, "us-west-2");
    const [one = ""] = dueInterfaces(1);

    const tripped = await invoke(aws.simulator, releasing());
    expect(tripped.report?.totals).toMatchObject({ withheld: 21, released: 0 });

    aws.simulator.world("eu-west-1").deleteNetworkInterface(one);
    const { report } = await invoke(aws.simulator, releasing());
    expect(report?.totals).toMatchObject({ withheld: 0, released: 20 });
    expect(alarmCodes(report)).toEqual([]);
  });

  test("what guards protect is not due: of 25, ten with a PTR record stay and the rest is released", async () => {
    const world = aws.simulator.world("eu-west-1");
    const named = dueAddresses(10);
    for (const id of named) world.setAddress(id, { ptrRecord: "mail.example.com." });
    dueAddresses(15);

    const { report, error } = await invoke(aws.simulator, { ...releasing(), remainingMs: 900_000 });

    expect(error).toBeUndefined();
    expect(alarmCodes(report)).toEqual([]);
    expect(report?.totals).toMatchObject({ released: 15, protected: 10, withheld: 0 });
    for (const id of named) expect(finding(report, id)).toMatchObject({ decision: "protect", reason: "ptr-record" });
    expect(world.addresses().map(({ allocationId }) => allocationId)).toEqual(named);
  });

  test("200 of which CloudTrail can be asked about a few only are no fewer", async () => {
    dueInterfaces(100);
    dueInterfaces(100, "us-west-2");

    const { report } = await invoke(aws.simulator, { ...releasing(), remainingMs: 10_000 });

    expect(alarmCodes(report)).toEqual(["evidence-unavailable", "breaker-tripped"]);
    expect(report?.totals.withheld).toBeGreaterThan(0);
    expect(report?.totals.protected).toBeGreaterThan(0);
    expect(writingCalls(aws.simulator)).toEqual([]);
  });

  test("a guard that cannot tell about twenty of 25 does not let the other five through", async () => {
    const unproven = dueAddresses(20);
    const proven = dueInterfaces(5);
    aws.simulator.fault({
      action: "DescribeAddressTransfers",
      answer: { kind: "error", code: "InternalError", status: 500 },
    });

    const { report } = await invoke(aws.simulator, { ...releasing(), remainingMs: 900_000 });

    expect(alarmCodes(report)).toEqual(["evidence-unavailable", "breaker-tripped"]);
    for (const id of unproven) expect(finding(report, id)).toMatchObject({ reason: "evidence-unavailable" });
    for (const id of proven) expect(finding(report, id)).toMatchObject({ withheldBecause: "breaker-tripped" });
    expect(writingCalls(aws.simulator)).toEqual([]);
  });
});

hazard("timeout", () => {
  test("three seconds are left and 40 releases take longer: the rest is withheld, and the summary goes out", async () => {
    const world = aws.simulator.world("eu-west-1");
    dueInterfaces(40);
    aws.simulator.hook({
      match: { action: "DeleteNetworkInterface" },
      before: () => aws.simulator.clock.advance(80),
    });

    const { report, error, lines } = await invoke(aws.simulator, {
      ...publishing(aws.simulator, releasing({ ...many, ...noTrail })),
      remainingMs: 3_000,
    });

    expect(error).toBeUndefined();
    expect(alarmCodes(report)).toEqual(["deadline"]);
    expect(report?.totals.released).toBeGreaterThan(0);
    expect(report?.totals.withheld).toBeGreaterThan(10);
    expect(report?.totals.withheld).toBe(world.networkInterfaces().length);
    for (const { networkInterfaceId } of world.networkInterfaces()) {
      expect(finding(report, networkInterfaceId)).toMatchObject({ outcome: "withheld", withheldBecause: "deadline" });
    }
    expect(aws.simulator.published).toHaveLength(1);
    expect(sectionOf(aws.simulator, "ALARMS")).toEqual([expect.stringContaining("Time ran out with")]);
    for (const { networkInterfaceId } of world.networkInterfaces()) {
      expectTold(aws.simulator, networkInterfaceId, {
        reason: "grace-over",
        section: "COULD NOT BE DONE",
        facts: ["not done because time ran out", "next run"],
      });
    }
    expect(lines.some(({ journal }) => journal === "report")).toBe(true);
  });

  test("in three seconds nothing that is not proven is released, and the summary goes out", async () => {
    const world = aws.simulator.world("eu-west-1");
    const ids = dueInterfaces(40);

    const { report, error } = await invoke(aws.simulator, {
      ...publishing(aws.simulator, releasing(many)),
      remainingMs: 3_000,
    });

    expect(error).toBeUndefined();
    expect(alarmCodes(report)).toContain("evidence-unavailable");
    const proven = ids.filter((id) => finding(report, id)?.reason !== "evidence-unavailable");
    expect(proven.length).toBeLessThan(10);
    expect(world.networkInterfaces().length).toBe(40 - (report?.totals.released ?? 0));
    expect(report?.totals.released).toBeLessThanOrEqual(proven.length);
    expect(aws.simulator.published).toHaveLength(1);
  });

  test("a release that takes all the time there is costs the others their turn, and not the summary", async () => {
    const world = aws.simulator.world("eu-west-1");
    dueInterfaces(40);
    aws.simulator.fault({ action: "DeleteNetworkInterface", answer: { kind: "hang" } });

    const { report, error } = await invoke(aws.simulator, publishing(aws.simulator, releasing(many)));

    expect(error).toBeUndefined();
    expect(report?.totals.released).toBe(0);
    expect(report?.totals.withheld).toBeGreaterThan(0);
    expect(alarmCodes(report)).toEqual(["deadline", "unclear"]);
    expect(world.networkInterfaces()).toHaveLength(40);
    expect(aws.simulator.published).toHaveLength(1);
  });

  test("a second look that takes until nothing may be started any more is not followed by a release", async () => {
    const world = aws.simulator.world("eu-west-1");
    const [id = ""] = dueAddresses(1);
    aws.simulator.hook({
      match: { action: "DescribeAddresses", when: ({ parameters }) => parameters["AllocationId.1"] === id },
      before: () => aws.simulator.clock.advance(105_000),
    });

    const { report } = await invoke(aws.simulator, publishing(aws.simulator, releasing()));

    expect(finding(report, id)).toMatchObject({ outcome: "withheld", withheldBecause: "deadline" });
    expect(writingCalls(aws.simulator)).toEqual([]);
    expect(world.address(id)).toBeDefined();
    expect(aws.simulator.published).toHaveLength(1);
  });
});

hazard("huge", () => {
  test("5,000 findings fit the message; totals, alarms and what was done come first, the rest is in the journal", async () => {
    const world = aws.simulator.world("eu-west-1");
    const tags = {
      Name: "a leftover of the nightly build ".repeat(7),
      Owner: "team-platform",
      Purpose: "x".repeat(200),
    };
    for (let at = 0; at < 4_990; at++) world.createNetworkInterface({ tags });
    const due = dueAddresses(9);
    const [denied = "", ...released] = due;
    const protectedOne = world.allocateAddress({ serviceManaged: "alb" });
    aws.simulator.fault({
      ...releaseOf(denied),
      answer: { kind: "error", code: "UnauthorizedOperation", message: "no ec2:ReleaseAddress", status: 403 },
    });

    const { report, error, lines } = await invoke(aws.simulator, {
      ...publishing(aws.simulator, releasing()),
      remainingMs: 900_000,
    });

    expect(error?.name).toBe("RunFailed");
    expect(report?.findings).toHaveLength(5_000);
    const [published] = aws.simulator.published;
    const message = published?.message ?? "";
    expect(Buffer.byteLength(message)).toBeLessThan(262_144);

    const bodies: { email: string; lambda: string } = JSON.parse(message);
    const told: CutReport<Report> = JSON.parse(bodies.lambda);
    expect(told.totals).toMatchObject({ idle: 5_000, released: 8, failed: 1 });
    expect(told.alarms).toEqual(report?.alarms);
    expect(told.findings.slice(0, 9).map(({ id }) => id)).toEqual([denied, ...released.toSorted()]);
    expect(told.findings.length).toBeGreaterThan(9);
    expect(told.findingsLeftOut).toBe(5_000 - told.findings.length);

    expect(published?.subject).toContain("1 failed, 8 released");
    // With a grace of an hour, what was seen for the first time is due before two days are over.
    const headings = ["ALARMS (1)", "RELEASED (8)", "DUE SOON (4990)", "COULD NOT BE DONE (1)"];
    expect(bodies.email.match(/^[A-Z ]+ \(\d+\)$/gm)?.slice(0, 4)).toEqual(headings);
    expect(bodies.email).toMatch(/^• and \d+ more, in the log$/m);
    expect(bodies.email).toMatch(new RegExp(`^All of it is in .* under the run ${report?.runId}\\.$`, "m"));
    for (const id of due) expect(bodies.email).toContain(id);

    const journaled = lines.flatMap(({ journal, findings }) =>
      journal === "findings" && Array.isArray(findings) ? findings : [],
    );
    expect(journaled).toHaveLength(5_000);
    for (const line of lines) expect(Buffer.byteLength(JSON.stringify(line))).toBeLessThan(262_144);
    expect(world.address(protectedOne.allocationId)).toBeDefined();
  }, 60_000);
});
