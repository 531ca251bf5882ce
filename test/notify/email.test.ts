import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { modes } from "../../functions/janitor/domain/policy.ts";
import type { Tags } from "../../functions/janitor/domain/resource.ts";
import { writeEmail } from "../../functions/janitor/notify/email.ts";
import { publishedReport } from "../../functions/janitor/notify/published-report.ts";
import { writeSubject } from "../../functions/janitor/notify/subject.ts";
import { account, makeAddress, makeFinding, makePolicy, notSeen, scanned } from "../domain/make.ts";
import { makePublished, oneOfEach } from "./make.ts";
import { email, under } from "./read-email.ts";
import { publishedSamples, samples } from "./samples.ts";

const tagged = (tags: Tags, id = "eipalloc-1") => makeFinding(makeAddress({ id, tags }));

describe("the samples", () => {
  test.each(publishedSamples)("read well: %s", async (name, report) => {
    await expect(`Subject: ${writeSubject(report)}\n\n${writeEmail(report)}`).toMatchFileSnapshot(
      `./emails/${name}.txt`,
    );
  });

  test("are all there is in the folder", () => {
    const files = readdirSync(new URL("emails", import.meta.url)).toSorted();
    expect(files).toEqual(
      Object.keys(samples)
        .map((name) => `${name}.txt`)
        .toSorted(),
    );
  });

  test.each(publishedSamples)("need no particular width: no line is set by spaces in %s", (_, report) => {
    for (const line of writeEmail(report).split("\n")) expect(line).not.toMatch(/^ | {2}| $|\t/);
  });

  test.each(publishedSamples)("have no paragraph that is empty, and end with one line break: %s", (_, report) => {
    const text = writeEmail(report);
    expect(text).not.toMatch(/\n{3}/);
    expect(text).toMatch(/[^\n]\n$/);
  });
});

describe("the first lines", () => {
  test("say whose account it is, what the run came to, and whether there is something to do", () => {
    expect(email().split("\n").slice(0, 4)).toEqual([
      `${account}: nothing idle.`,
      "Nothing new, and nothing to do.",
      "Mode release, 2026-11-22 06:00 UTC, 1 of 1 region seen.",
      "",
    ]);
    expect(writeEmail({ ...makePublished(), accountAlias: "acme" })).toMatch(
      /^acme \(123456789012\): nothing idle\.\n/,
    );
  });

  test("without an account they begin with the verdict, as a sentence does", () => {
    const text = email({ surveys: [], regionsUnknown: { code: "X", message: "no" } });
    expect(text).toMatch(/^Nothing was seen\.\nPlease act: .*\nMode release, .*, 0 of 0 regions seen\.\n/);
  });

  test("have six parts of the verdict, the worst, and say that there is more", () => {
    const [first = ""] = email({ findings: oneOfEach("x"), surveys: [notSeen("us-east-1")] }).split("\n");
    expect(first).toBe(
      `${account}: 1 region not seen, 1 failed, 2 released, 1 withheld, 1 could not be checked, 1 with unreadable tags, and more.`,
    );
    expect(writeEmail(publishedReport(samples["everything-wrong"].report))).toMatch(/^.*1 with unreadable tags\.\n/);
  });

  test.each(modes)("name the mode %s", (mode) => {
    expect(email({}, makePolicy({ mode }))).toContain(`\nMode ${mode}, 2026-11-22 06:00 UTC,`);
  });
});

describe("the end", () => {
  test("a run that saw nothing names no sum of money that it cannot know", () => {
    for (const text of [
      email({ surveys: [], regionsUnknown: { code: "Timeout", message: "no answer" } }),
      email({ surveys: [notSeen("us-east-1")] }),
    ]) {
      expect(under("MONEY", text)).toEqual(["• What idle and unused addresses cost is not known"]);
      expect(text).not.toContain("$");
    }
  });

  test("money is told as far as it was seen, and what was saved where something was", () => {
    expect(under("MONEY", email({ findings: [tagged({})] }))).toEqual([
      "• $3.65 a month goes to idle and unused addresses",
    ]);
    const surveys = [scanned("eu-west-1"), notSeen("us-east-1")];
    expect(
      under(
        "MONEY",
        email({ surveys, findings: [makeFinding(makeAddress(), { kind: "released" }), tagged({}, "eipalloc-2")] }),
      ),
    ).toEqual([
      "• $3.65 a month goes to idle and unused addresses, as far as they were seen",
      "• $3.65 a month is saved by this run",
    ]);
  });

  test("says how to keep something, under the policy's own prefix, and where all of it is", () => {
    const lines = email({ findings: [makeFinding(makeAddress())] }, makePolicy({ tagPrefix: "our janitor " }))
      .trimEnd()
      .split("\n")
      .slice(-2);
    expect(lines).toEqual([
      "To keep something, tag it our janitor policy = keep, or our janitor keep-until = a day such as 2027-01-31.",
      "All of it is in the function's log under the run run-1.",
    ]);
    const log = { region: "eu-central-1", name: "the-log" };
    expect(
      writeEmail({ ...makePublished(), log })
        .trimEnd()
        .split("\n")
        .slice(-2),
    ).toEqual([
      "All of it is in the log group the-log under the run run-1.",
      "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/the-log",
    ]);
  });
});
