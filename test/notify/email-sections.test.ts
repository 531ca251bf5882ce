import { describe, expect, test } from "vitest";
import type { Tags } from "../../functions/janitor/domain/resource.ts";
import { writeEmail } from "../../functions/janitor/notify/email.ts";
import { publishedReport } from "../../functions/janitor/notify/published-report.ts";
import { day, failed, makeAddress, makeFinding, makeInterface, makePolicy, marked } from "../domain/make.ts";
import { makePublished, oneOfEach } from "./make.ts";
import { email, under } from "./read-email.ts";
import { samples } from "./samples.ts";

const tagged = (tags: Tags, id = "eipalloc-1") => makeFinding(makeAddress({ id, tags }));
const link = (id: string) =>
  `https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#ElasticIpDetails:AllocationId=${id}`;

describe("the sections", () => {
  test("list each finding once, but for what is kept, which is counted", () => {
    const findings = oneOfEach("x");
    const text = email({ findings });
    const lines = text.slice(text.indexOf("\n\nRELEASED")).split("\n");
    for (const { resource } of findings) {
      const listed = lines.filter((line) => new RegExp(`^• .*\\b${resource.id}\\b`).test(line));
      const isKept = ["eipalloc-13", "eipalloc-15"].includes(resource.id);
      expect(listed, resource.id).toHaveLength(isKept ? 0 : 1);
    }
  });

  test("come in the order in which a reader wants to know, with alarms before all", () => {
    const headings = writeEmail(publishedReport(samples.busy.report)).match(/^[A-Z ]+(?= \(\d+\)$|$)/gm);
    expect(headings?.filter(Boolean)).toEqual([
      "ALARMS",
      "RELEASED",
      "DUE SOON",
      "NEW OR CHANGED",
      "COULD NOT BE DONE",
      "TAGS THAT CANNOT BE READ",
      "CHANGED MEANWHILE",
      "WAITING",
      "PAID BUT UNUSED",
      "ONLY REPORTED",
      "PROTECTED",
      "KEPT",
      "IN USE AGAIN",
      "QUOTA NEARLY USED UP",
      "MONEY",
    ]);
  });

  test("what was released can be had again, with a line to copy", () => {
    const findings = [
      makeFinding(makeAddress(), { kind: "released" }),
      makeFinding(makeInterface({ shape: { ...makeInterface().shape, subnetId: "subnet-1" } }), { kind: "released" }),
      makeFinding(makeInterface({ id: "eni-2" }), { kind: "released" }),
    ];
    expect(under("RELEASED (3)", email({ findings }))).toEqual([
      "An address can be had again until AWS gives it to somebody else; an interface is made anew. The log has the tags and all the rest.",
      "• 203.0.113.1 in eu-central-1 (eipalloc-1): idle since 2026-11-14, saves $3.65 a month",
      "Get it back: aws ec2 allocate-address --region eu-central-1 --domain vpc --address 203.0.113.1",
      "• eni-1 in eu-central-1: idle since 2026-11-14",
      "Get it back: aws ec2 create-network-interface --region eu-central-1 --subnet-id subnet-1 --private-ip-address 10.0.0.5 --groups sg-1",
      "• eni-2 in eu-central-1: idle since 2026-11-14",
    ]);
  });

  test("what may have been released has the line that gets it back, for then", () => {
    const unanswered = failed({ class: "transient", code: "TimeoutError", message: "no answer", mayBeDone: true });
    const findings = [makeFinding(makeAddress(), unanswered), makeFinding(makeAddress({ id: "eipalloc-2" }), failed())];
    const lines = under("COULD NOT BE DONE (2)", email({ findings }));
    expect(lines.filter((line) => line.includes("allocate-address"))).toEqual([
      "If it is gone, get it back: aws ec2 allocate-address --region eu-central-1 --domain vpc --address 203.0.113.1",
    ]);
  });

  test("what is due can be kept, with a line to copy and the page of the resource", () => {
    expect(under("DUE SOON (1)", email({ findings: [tagged(marked(6 * day))] }))).toEqual([
      "Released when due, unless used or kept by then. To keep one, tag it janitor:policy = keep.",
      "• 203.0.113.1 in eu-central-1 (eipalloc-1): due 2026-11-23 06:00 UTC, idle since 2026-11-16, $3.65 a month",
      "Keep it: aws ec2 create-tags --region eu-central-1 --resources eipalloc-1 --tags Key=janitor:policy,Value=keep",
      link("eipalloc-1"),
    ]);
  });

  test("the line that keeps it goes by the policy's own prefix", () => {
    const text = email({ findings: [tagged(marked(6 * day))] }, makePolicy({ tagPrefix: "our:" }));
    expect(text).toMatch(/^Keep it: .* --tags Key=our:policy,Value=keep$/m);
    expect(text).not.toContain("janitor:policy");
  });

  test.each<[string, string, Parameters<typeof makeFinding>, boolean]>([
    ["new", "NEW OR CHANGED (1)", [makeAddress({ tags: {} }), { kind: "marked" }], true],
    ["not done", "COULD NOT BE DONE (1)", [makeAddress(), failed()], true],
    ["unreadable", "TAGS THAT CANNOT BE READ (1)", [makeAddress({ tags: { "janitor:policy": "kep" } })], true],
    ["unused", "PAID BUT UNUSED (1)", [makeAddress({ use: { state: "stopped-instance", instanceId: "i-1" } })], true],
    ["waiting", "WAITING (1)", [makeAddress({ tags: marked(day) })], false],
    ["protected", "PROTECTED (1)", [makeAddress({ serviceManaged: "alb" })], false],
    ["changed", "CHANGED MEANWHILE (1)", [makeAddress(), { kind: "already-gone" }], false],
  ])("what is %s has a link where a reader may want to look: %s", (_, heading, [resource, outcome], linked) => {
    const lines = under(heading, email({ findings: [makeFinding(resource, outcome)] }));
    expect(lines).not.toHaveLength(0);
    expect(lines.includes(link("eipalloc-1"))).toBe(linked);
  });

  test("a tag that cannot be read is told under its heading, without saying so again", () => {
    expect(under("TAGS THAT CANNOT BE READ (1)", email({ findings: [tagged({ "janitor:policy": "kep" })] }))).toEqual([
      "Kept until the tags can be read.",
      "• 203.0.113.1 in eu-central-1 (eipalloc-1): “janitor:policy” is “kep”, expected keep, report, release, $3.65 a month",
      link("eipalloc-1"),
    ]);
  });

  test("findings are put together by owner, and what is nobody's comes last", () => {
    const findings = [
      tagged(marked(day), "eipalloc-1"),
      tagged(marked(day, { Owner: "bob" }), "eipalloc-2"),
      tagged(marked(day, { Team: "net" }), "eipalloc-3"),
      tagged(marked(day, { Owner: "bob" }), "eipalloc-4"),
    ];
    const lines = under("WAITING (4)", email({ findings }));
    expect(lines.map((line) => /eipalloc-\d/.exec(line)?.[0] ?? line)).toEqual([
      "Owner: bob",
      "eipalloc-2",
      "eipalloc-4",
      "Owner: net",
      "eipalloc-3",
      "No owner known",
      "eipalloc-1",
    ]);
  });

  test("what is protected is put together by what protects it", () => {
    const findings = [
      makeFinding(makeAddress({ serviceManaged: "alb" })),
      makeFinding(makeInterface({ tags: { "aws:cloudformation:stack-name": "shop" } })),
      makeFinding(makeAddress({ id: "eipalloc-2", publicIp: "203.0.113.2", serviceManaged: "rds" })),
    ];
    expect(under("PROTECTED (3)", email({ findings }))).toEqual([
      "Managed by an AWS service:",
      "• 203.0.113.1 in eu-central-1 (eipalloc-1): alb, $3.65 a month",
      "• 203.0.113.2 in eu-central-1 (eipalloc-2): rds, $3.65 a month",
      "Part of a CloudFormation stack:",
      "• eni-1 in eu-central-1: shop",
    ]);
  });

  test("a keep that runs out in exactly 14 days is told", () => {
    const report = makePublished({ findings: [tagged({ "janitor:keep-until": "2026-12-06" })] });
    const text = writeEmail({ ...report, startedAt: "2026-11-22T00:00:00.000Z" });
    expect(under("KEPT (1)", text)).toContain("Running out soon:");
  });

  test("what is kept is counted by reason, and a keep that runs out within 14 days is told", () => {
    const findings = [
      tagged({ "janitor:policy": "keep" }),
      tagged({ "janitor:policy": "keep" }, "eipalloc-2"),
      tagged({ "janitor:keep-until": "2026-11-22" }, "eipalloc-3"),
      tagged({ "janitor:keep-until": "2026-12-06" }, "eipalloc-4"),
      tagged({ "janitor:keep-until": "2026-12-07" }, "eipalloc-5"),
      makeFinding(makeAddress({ id: "eipalloc-6" }), undefined, { policy: makePolicy({ default: "keep" }) }),
    ];
    const lines = under("KEPT (6)", email({ findings }));
    expect(lines.slice(0, 3).toSorted()).toEqual([
      "• 1 kept as the policy says",
      "• 2 opted out by tag",
      "• 3 kept until a date",
    ]);
    expect(lines.slice(3)).toEqual([
      "Running out soon:",
      "• 203.0.113.1 in eu-central-1 (eipalloc-3): through 2026-11-22 UTC, $3.65 a month",
      "• 203.0.113.1 in eu-central-1 (eipalloc-4): through 2026-12-06 UTC, $3.65 a month",
    ]);
    expect(email({ findings: findings.slice(0, 2) })).not.toContain("Running out");
  });

  test("in mode report what is idle is said to be no more than that", () => {
    const text = email({ findings: [tagged({})] }, makePolicy({ mode: "report" }));
    expect(under("IDLE (1)", text)[0]).toBe("Mode report only looks: nothing here is released.");
    expect(text).not.toMatch(/WAITING|DUE SOON|Keep it/);
  });

  test("a mark taken off for another reason than use is told where that reason belongs", () => {
    const unmarked = (changes: Parameters<typeof makeAddress>[0]) =>
      email({ findings: [makeFinding(makeAddress(changes), { kind: "unmarked" })] });
    expect(unmarked({ use: { state: "in-use" } })).toMatch(/^IN USE AGAIN \(1\)\n• 203/m);
    expect(unmarked({ tags: { "janitor:policy": "keep" } })).toMatch(/^KEPT \(1\)\n• 1 opted out by tag$/m);
    expect(unmarked({ serviceManaged: "alb" })).toMatch(/^PROTECTED \(1\)\nManaged by an AWS service:\n• 203/m);
    const stopped = unmarked({ use: { state: "stopped-instance", instanceId: "i-1" } });
    expect(stopped).toMatch(/^PAID BUT UNUSED \(1\)$/m);
    expect(stopped).not.toContain("IN USE AGAIN");
  });

  test("what was gone already or changed meanwhile stands together, and the gone one has no price", () => {
    const findings = [
      makeFinding(makeAddress(), { kind: "already-gone" }),
      makeFinding(makeAddress({ id: "eipalloc-2" }), { kind: "changed" }),
    ];
    const lines = under("CHANGED MEANWHILE (2)", email({ findings }));
    expect(lines.find((line) => line.includes("eipalloc-1"))).toMatch(/: gone before the janitor came to it$/);
    expect(lines.find((line) => line.includes("eipalloc-2"))).toMatch(/\$3\.65 a month$/);
  });
});
