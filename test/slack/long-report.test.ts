import { describe, expect, test } from "vitest";
import { publishedReport } from "../../functions/janitor/notify/published-report.ts";
import { readNotification } from "../../functions/slack/notification.ts";
import { render } from "../../functions/slack/render.ts";
import { day, failed, makeAddress, makeFinding, makeInterface, marked, notSeen } from "../domain/make.ts";
import { oneOfEach } from "../notify/make.ts";
import { samples } from "../notify/samples.ts";
import { problemsOf } from "./block-kit.ts";
import { readBlock } from "./read-message.ts";
import { blockOf, blocksOf, times } from "./report-message.ts";

describe("of many", () => {
  const many = (length: number, Name = "short") =>
    times(length, (at) =>
      makeFinding(makeAddress({ id: `eipalloc-${at}`, tags: marked(9 * day, { Name, Owner: Name }) }), failed()),
    );

  test("findings the first ten are named, and how many more there are", () => {
    const findings = times(12, (at) => makeFinding(makeAddress({ id: `eipalloc-${at}` }), { kind: "changed" }));
    const lines = blockOf(blocksOf({ findings }), "Changed meanwhile (12)");
    expect(lines.filter((line) => line.startsWith("• "))).toHaveLength(10);
    expect(lines.at(-1)).toBe("and 2 more, in the log");
  });

  test("findings those count that had no room in the janitor's message", () => {
    const blocks = blocksOf({ findings: many(2_000, "x".repeat(200)) });
    expect(blockOf(blocks, "Could not be done (2000)").at(-1)).toMatch(/^and 199\d more, in the log$/);
    expect(blocks.at(-1)).toMatch(/; 19\d\d findings had no room in the janitor’s message\.$/);
  });

  test("those of which none had room there are in the log", () => {
    const released = times(2_000, (at) => makeFinding(makeAddress({ id: `eipalloc-${at}` }), { kind: "released" }));
    const blocks = blocksOf({ findings: [...released, makeFinding(makeInterface())] });
    expect(blockOf(blocks, "Due soon (1)").slice(2)).toEqual(["all of them in the log"]);
  });

  test("long lines only those are shown that are there whole", () => {
    // What counts may be what `&` is written as.
    const lines = blockOf(blocksOf({ findings: many(10, "&".repeat(200)) }), "Could not be done (10)");
    const bullets = lines.filter((line) => line.startsWith("• "));
    expect(bullets.length).toBeGreaterThan(1);
    for (const bullet of bullets) expect(bullet).toMatch(/\$3\.65 a month$/);
    expect(lines.at(-1)).toBe(`and ${10 - bullets.length} more, in the log`);
  });

  test("alarms the first five are told, and how many more there are", () => {
    const surveys = times(8, (at) => notSeen(`region-${at}`, "no"));
    expect(blockOf(blocksOf({ surveys }), "Alarms (8)").slice(1)).toEqual([
      ...[0, 1, 2, 3, 4].map((at) => `• region-${at} was not seen: no (UnauthorizedOperation)`),
      "and 3 more, in the log",
    ]);
  });

  test("kinds at once the blocks are together no longer than Slack takes, and every kind has its title", () => {
    const words = "&".repeat(256);
    const findings = times(20, () => oneOfEach(words)).flat();
    const blocks = blocksOf({
      findings,
      surveys: times(9, () => notSeen("eu-central-1", words)),
    });
    for (const title of ["Alarms", "Released", "Due soon", "Could not be done", "Tags that cannot be read", "Changed"])
      expect(blocks).toContainEqual(expect.stringMatching(new RegExp(`^\\*${title}[^*]*\\(\\d+\\)\\*\\n`)));
  });
});

test("where there is no room for any finding, the worst alarm is told all the same", () => {
  const { report } = samples.busy;
  const long = "&".repeat(1_000);
  const published = publishedReport(report);
  const notification = readNotification({
    topic: "janitor",
    subject: undefined,
    message: JSON.stringify({
      ...published,
      findings: published.findings.map((finding) => ({ ...finding, id: long, publicIp: undefined })),
      alarms: [{ code: "denied", message: `This: ${long}` }, ...published.alarms],
    }),
  });
  const message = render(notification);
  expect(problemsOf(message)).toEqual([]);
  const blocks = message.blocks.map(readBlock);
  expect(blockOf(blocks, "Alarms (3)").slice(1)).toEqual([
    expect.stringMatching(/^• This: &+…$/),
    "and 2 more, in the log",
  ]);
  expect(blockOf(blocks, "Released (4)").at(-1)).toBe("all of them in the log");
});
