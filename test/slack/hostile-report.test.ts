import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modes } from "../../functions/janitor/domain/policy.ts";
import type { Report } from "../../functions/janitor/domain/report.ts";
import { sectionNames } from "../../functions/janitor/notify/section-names.ts";
import { sectionTitle } from "../../functions/janitor/notify/section-words.ts";
import { day, makeAddress, makeFinding, makePolicy, makeReport, marked, notSeen, scanned } from "../domain/make.ts";
import { hostileText, hostileWords, oneOfEach } from "../notify/make.ts";
import { readBlock } from "./read-message.ts";
import { messageOf, times } from "./report-message.ts";

/** Every line that a message can have, but for the words in it. */
const ours = new RegExp(
  [
    /• .+/,
    /\*(Alarms|Also seen|Quota nearly used up)( \(\d+\))?\*/,
    new RegExp(
      `\\*(${sectionNames.flatMap((name) => modes.map((mode) => sectionTitle(name, mode))).join("|")}) \\(\\d+\\)\\*`,
    ),
    /\| \*[A-Z][a-z ]+\* {2}(\d+|\$[\d,]+\.\d\d a month(, as far as seen)?|not known)/,
    /\*(Please|Nothing) .+\*/,
    /Mode (report|mark|release), 2026-11-22 06:00 UTC, \d+ of \d+ regions? seen\./,
    /(Owner|Last touched by):.*|No owner known/,
    /(Keep it|Get it back): `aws ec2 .+`/,
    /(An address can be had|Released when due,|Kept until the|Never released:|Mode \w+ (releases|only looks:)) .+/,
    /and \d+ more, in the log|all of them in the log/,
    /\(small\) (To keep something, tag it|All of it is in the) .+/,
    /# .+|----/,
  ]
    .map(({ source }) => `(?:${source})`)
    .join("|")
    .replace(/^/, "^(?:")
    .replace(/$/, ")$"),
);

function forgedLines(report: Report): readonly string[] {
  const lines = messageOf(report).blocks.flatMap((block) => readBlock(block).split("\n"));
  return lines.filter((line) => !ours.test(line));
}

describe("words of somebody else's", () => {
  test.each(hostileWords)("stay words: %j", (words) => {
    expect(forgedLines(makeReport({ findings: oneOfEach(words), surveys: [notSeen("eu-central-1", words)] }))).toEqual(
      [],
    );
  });

  test("stay words whatever they are, and Slack takes every message", async () => {
    const run = fc.record({
      words: hostileText,
      prefix: fc.oneof(fc.constantFrom("janitor:", "team_a/", "`*<!here>*`", ""), hostileText),
      mode: fc.constantFrom(...modes),
      unseen: fc.integer({ min: 0, max: 8 }),
      rounds: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.property(run, ({ words, prefix, mode, unseen, rounds }) => {
        const findings = times(rounds, () => oneOfEach(words)).flat();
        const surveys = times(unseen, () => notSeen("us-east-1", words));
        const policy = makePolicy({ mode, tagPrefix: prefix });
        expect(forgedLines(makeReport({ findings, surveys: [...surveys, scanned("eu-central-1")] }, policy))).toEqual(
          [],
        );
      }),
      { numRuns: 150 },
    );
  });

  test("of five thousand resources neither", () => {
    const findings = times(5_000, (at) => {
      const words = hostileWords[at % hostileWords.length] ?? "";
      return makeFinding(makeAddress({ id: `eipalloc-${at}`, tags: marked(9 * day, { Name: words, Owner: words }) }), {
        kind: at % 2 === 0 ? "released" : "changed",
      });
    });
    expect(forgedLines(makeReport({ findings }))).toEqual([]);
  });
});
