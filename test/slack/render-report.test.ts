import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeMessage } from "../../functions/janitor/notify/message.ts";
import type { Surroundings } from "../../functions/janitor/notify/published-report.ts";
import {
  day,
  failed,
  makeAddress,
  makeFinding,
  makeInterface,
  makePolicy,
  makeReport,
  marked,
  notSeen,
  scanned,
} from "../domain/make.ts";
import { oneOfEach } from "../notify/make.ts";
import { samples } from "../notify/samples.ts";
import { readBlock, readMessage } from "./read-message.ts";
import { blockOf, blocksOf, messageOf, times } from "./report-message.ts";
import { type Slack, shown, startSlack } from "./slack.ts";

let slack: Slack;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.stop());

test.each(Object.entries(samples))("%s, as people read it", async (name, { report, surroundings }) => {
  await expect(readMessage(messageOf(report, surroundings))).toMatchFileSnapshot(`messages/${name}.txt`);
});

test("over the wire it is the same", async () => {
  const { report, surroundings } = samples.busy;
  const { subject, bodies } = writeMessage(report, surroundings);
  await shown(slack, JSON.parse(bodies).lambda, subject);
  const { text, blocks } = messageOf(report, surroundings);
  expect(slack.posts.at(-1)?.message).toMatchObject({ text, blocks });
});

describe("whoever only reads the first lines", () => {
  test("learns the worst first, and whose account it is", () => {
    const { report, surroundings } = samples["everything-wrong"];
    const { text, blocks } = messageOf(report, surroundings);
    expect(blocks[0]).toMatchObject({ text: { text: expect.stringMatching(/^\d+ regions? not seen, .+ · /) } });
    expect(text).toMatch(/^\d+ regions? not seen, .+ · /);
    expect(readBlock(blocks[1] ?? { type: "divider" })).toMatch(/^\*Please act: .+\*\nMode /);
  });

  test("learns that there is nothing to do", () => {
    const [first] = blocksOf({});
    expect(first).toBe("*Nothing new, and nothing to do.*\nMode release, 2026-11-22 06:00 UTC, 1 of 1 region seen.");
  });

  test("is never told that nothing is idle about what was not seen", () => {
    const { blocks } = messageOf(makeReport({ surveys: [notSeen("us-east-1"), notSeen("us-east-2")] }));
    const all = blocks.map(readBlock).join("\n");
    expect(all).toContain("# 2 regions not seen");
    expect(all).toContain("0 of 2 regions seen");
    expect(all).toContain("*Idle and unused cost*  not known");
    expect(all).not.toMatch(/nothing idle|\$/i);
  });

  test("has the account even where the verdict has to be cut", () => {
    const findings = oneOfEach("x");
    const { blocks } = messageOf(makeReport({ findings, surveys: [notSeen("us-east-1")] }), {
      accountAlias: "a".repeat(63),
    });
    expect(readBlock(blocks[0] ?? { type: "divider" })).toMatch(/^# 1 region not seen, .+ … · a{63} \(\d{12}\)$/);
  });
});

test("a run without any region at all still has its alarm", () => {
  const blocks = blocksOf({ surveys: [], regionsUnknown: { code: "X", message: "no" } });
  expect(blockOf(blocks, "Alarms (1)")[1]).toContain("Nothing was seen");
});

test("the numbers are those of what somebody may act on, and of the money", () => {
  const findings = [
    makeFinding(makeAddress({ id: "eipalloc-1" }), { kind: "released" }),
    makeFinding(makeAddress({ id: "eipalloc-2" })),
    makeFinding(makeAddress({ id: "eipalloc-3" }), failed()),
    makeFinding(makeAddress({ id: "eipalloc-4", tags: { "janitor:policy": "kep" } })),
    makeFinding(makeAddress({ id: "eipalloc-5" }), { kind: "changed" }),
    makeFinding(makeAddress({ id: "eipalloc-6", tags: { "janitor:policy": "keep" } })),
  ];
  expect(blocksOf({ findings })[1]?.split("\n")).toEqual([
    "| *Released*  1",
    "| *Due soon*  1",
    "| *Could not be done*  1",
    "| *Tags that cannot be read*  1",
    "| *Changed meanwhile*  1",
    "| *Idle and unused cost*  $18.25 a month",
    "| *Saved by this run*  $3.65 a month",
  ]);
});

test("money is told as far as it was seen", () => {
  const findings = [makeFinding(makeAddress())];
  const blocks = blocksOf({ findings, surveys: [scanned("eu-central-1", [makeAddress()]), notSeen("us-east-1")] });
  expect(blocks[1]).toContain("$3.65 a month, as far as seen");
});

test("what nobody has to act on is counted and not named", () => {
  const kept = makeFinding(makeAddress({ id: "eipalloc-4", tags: { "janitor:policy": "keep" } }));
  const blocks = blocksOf({ findings: [kept] });
  expect(blockOf(blocks, "Also seen")).toEqual(["*Also seen*", "• Kept: 1"]);
  expect(blocks.join("\n")).not.toContain("eipalloc-4");
});

test("in mode report what is idle is named, for that is all there is", () => {
  const policy = makePolicy({ mode: "report" });
  const findings = [makeFinding(makeAddress({ tags: {} }), { kind: "none" }, { policy })];
  const blocks = blocksOf({ findings }, policy);
  expect(blocks[1]).toContain("| *Idle*  1");
  expect(blockOf(blocks, "Idle (1)").at(-1)).toMatch(/^• \[203\.0\.113\.1\]\(https:.+\) in eu-central-1/);
});

test("what may have been released has the command that gets it back, for then", () => {
  const unanswered = failed({ class: "transient", code: "TimeoutError", message: "no answer", mayBeDone: true });
  const findings = [makeFinding(makeAddress(), unanswered), makeFinding(makeAddress({ id: "eipalloc-2" }), failed())];
  const lines = blockOf(blocksOf({ findings }), "Could not be done (2)");
  expect(lines.filter((line) => line.includes("allocate-address"))).toEqual([
    "If it is gone, get it back: `aws ec2 allocate-address --region eu-central-1 --domain vpc --address 203.0.113.1`",
  ]);
  expect(lines.join("\n")).toContain("AWS did not answer, so it may be gone");
});

test("what has changed is named, though it is only counted as long as it stays so", () => {
  const report = makeReport({ findings: [makeFinding(makeAddress({ tags: { "janitor:policy": "keep" } }))] });
  const changed = { ...report, findings: report.findings.map((each) => ({ ...each, isChanged: true }) as const) };
  const blocks = messageOf(changed).blocks.map(readBlock);
  expect(blockOf(blocks, "New or changed (1)").at(-1)).toContain("eipalloc-1");
});

test("what is due has a link, and the first three the command that keeps them", () => {
  const findings = times(5, (at) => makeFinding(makeAddress({ id: `eipalloc-${at}`, publicIp: `203.0.113.${at}` })));
  const lines = blockOf(blocksOf({ findings }), "Due soon (5)");
  expect(lines.slice(1, 4)).toEqual([
    "Released when due, unless used or kept by then. To keep one, tag it janitor:policy = keep.",
    "• [203.0.113.0](https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#ElasticIpDetails:AllocationId=eipalloc-0) " +
      "in eu-central-1 (eipalloc-0): due since 2026-11-21 06:00 UTC, idle since 2026-11-14, $3.65 a month",
    "Keep it: `aws ec2 create-tags --region eu-central-1 --resources eipalloc-0 --tags Key=janitor:policy,Value=keep`",
  ]);
  expect(lines.filter((line) => line.startsWith("• "))).toHaveLength(5);
  expect(lines.filter((line) => line.startsWith("Keep it: "))).toHaveLength(3);
});

test("a command that could not be copied as it is does not stand there", () => {
  const blocks = blocksOf({ findings: [makeFinding(makeAddress())] }, makePolicy({ tagPrefix: "`jänitor`:" }));
  expect(blockOf(blocks, "Due soon (1)").slice(2)).toEqual([expect.stringMatching(/^• /)]);
});

test("what was released has no link, and the command that gets it back", () => {
  const lines = blockOf(blocksOf({ findings: [makeFinding(makeAddress(), { kind: "released" })] }), "Released (1)");
  expect(lines.slice(2)).toEqual([
    "• 203.0.113.1 in eu-central-1 (eipalloc-1): idle since 2026-11-14, saves $3.65 a month",
    "Get it back: `aws ec2 allocate-address --region eu-central-1 --domain vpc --address 203.0.113.1`",
  ]);
});

test("what has owners stands under them, each once", () => {
  const owned = (id: string, Owner: string) =>
    makeFinding(makeInterface({ id, tags: marked(8 * day, Owner === "" ? {} : { Owner }) }));
  const findings = [owned("eni-1", "ann"), owned("eni-2", ""), owned("eni-3", "bob"), owned("eni-4", "ann")];
  const lines = blockOf(blocksOf({ findings }), "Due soon (4)").map((line) => line.replace(/^(• \[eni-\d).*/, "$1"));
  expect(lines.filter((line) => !line.startsWith("Keep it"))).toEqual([
    "*Due soon (4)*",
    expect.any(String),
    "Owner: ann",
    "• [eni-1",
    "• [eni-4",
    "Owner: bob",
    "• [eni-3",
    "No owner known",
    "• [eni-2",
  ]);
});

test("at the end stands how to keep something, and where all of it is", () => {
  const { report } = samples.busy;
  const log = { region: "eu-central-1", name: "/aws/lambda/janitor" };
  const closing = (surroundings: Surroundings) =>
    messageOf(report, surroundings).blocks.slice(-1).map(readBlock).join("").split("\n");
  expect(closing({ log })).toEqual([
    "(small) To keep something, tag it `janitor:policy` = `keep`, or `janitor:keep-until` = a day such as 2027-01-31.",
    "(small) All of it is in the [log](https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fjanitor) " +
      `of elastic-janitor under the run ${report.runId}.`,
  ]);
  expect(closing({ log: { ...log, region: "eusc-de-east-1" } })[1]).toContain(
    "in the log group /aws/lambda/janitor under",
  );
  expect(closing({})[1]).toContain("in the log of elastic-janitor under");
});

test("regions that are nearly full are named", () => {
  const blocks = blocksOf({ surveys: [scanned("eu-central-1", [makeAddress()], 4), scanned("eu-west-1", [], 3)] });
  expect(blockOf(blocks, "Quota nearly used up").slice(1)).toEqual([
    "• eu-central-1: 4 Elastic IPs of 5 allowed, 1 of them idle",
  ]);
});
