import { readdirSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { RunFacts } from "../../functions/janitor/domain/alarms.ts";
import type { Evidence } from "../../functions/janitor/domain/evidence.ts";
import type { Finding } from "../../functions/janitor/domain/outcome.ts";
import { writeCustomNotification } from "../../functions/janitor/notify/chat.ts";
import {
  account,
  day,
  failed,
  makeAddress,
  makeFinding,
  makePolicy,
  marked,
  notSeen,
  scanned,
} from "../domain/make.ts";
import { hostileText, hostileWords, makePublished, oneOfEach } from "./make.ts";
import { publishedSamples, samples } from "./samples.ts";

/** https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
const text = z.string().min(1);
const schema = z.strictObject({
  version: z.literal("1.0"),
  source: z.literal("custom"),
  id: text.optional(),
  content: z.strictObject({
    textType: z.literal("client-markdown").optional(),
    title: text.max(250).optional(),
    description: text.max(8_000),
    nextSteps: z.array(text).optional(),
    keywords: z.array(text).optional(),
  }),
  metadata: z
    .strictObject({
      threadId: text.optional(),
      summary: text.optional(),
      eventType: text.optional(),
      relatedResources: z.array(text).optional(),
      additionalContext: z.record(text, text).optional(),
    })
    .optional(),
});

const notify = (changes: Partial<RunFacts> = {}) => writeCustomNotification(makePublished(changes));
const linesOf = (changes: Partial<RunFacts>) => notify(changes).content.description.split("\n");
const addresses = (many: number, outcome: Finding["outcome"] = { kind: "none" }) =>
  Array.from({ length: many }, (_, at) =>
    makeFinding(makeAddress({ id: `eipalloc-${at}`, publicIp: `203.0.113.${at}` }), outcome),
  );

describe("the samples", () => {
  test.each(publishedSamples)("read well: %s", async (name, report) => {
    const notification = JSON.stringify(writeCustomNotification(report), undefined, 2);
    await expect(`${notification}\n`).toMatchFileSnapshot(`./chat/${name}.json`);
  });

  test("are all there is in the folder", () => {
    const files = readdirSync(new URL("chat", import.meta.url)).toSorted();
    expect(files).toEqual(
      Object.keys(samples)
        .map((name) => `${name}.json`)
        .toSorted(),
    );
  });

  test.each(publishedSamples)("follow the schema: %s", (_, report) => {
    schema.parse(JSON.parse(JSON.stringify(writeCustomNotification(report))));
  });
});

describe("writeCustomNotification", () => {
  test("has the fields of the custom-notification schema", () => {
    const findings = [makeFinding(makeAddress()), makeFinding(makeAddress({ id: "eipalloc-2", tags: marked(day) }))];
    expect(writeCustomNotification(makePublished({ findings }, makePolicy({ mode: "mark" })))).toStrictEqual({
      version: "1.0",
      source: "custom",
      id: "run-1",
      content: {
        textType: "client-markdown",
        title: `elastic-janitor, ${account}: 1 due soon, 1 waiting`,
        description:
          "Due soon: 203.0.113.1 in eu-central-1 (eipalloc-1) due 2026-11-21 06:00 UTC\nWaiting: 1\n" +
          "Mode mark, 1 of 1 region seen. $7.30 a month goes to idle and unused addresses.",
        nextSteps: [
          "Nothing to do: mode mark releases nothing.",
          "To keep a resource, tag it `janitor:policy` = `keep`.",
          "For 203.0.113.1 in eu-central-1 (eipalloc-1) that is " +
            "`aws ec2 create-tags --region eu-central-1 --resources eipalloc-1 --tags Key=janitor:policy,Value=keep`",
          "Everything is in the log under the run run-1.",
        ],
        keywords: ["elastic-janitor", "mark"],
      },
      metadata: {
        threadId: `elastic-janitor-${account}`,
        summary: "1 due soon, 1 waiting",
        eventType: "run",
        additionalContext: { runId: "run-1", mode: "mark" },
      },
    });
  });

  test("an account with an alias is called by it, and keeps its thread", () => {
    const { content, metadata } = writeCustomNotification({ ...makePublished(), accountAlias: "acme" });
    expect(content.title).toBe(`elastic-janitor, acme (${account}): nothing idle`);
    expect(metadata.threadId).toBe(`elastic-janitor-${account}`);
  });

  test("an account that could not be found out is called unknown, and has a thread all the same", () => {
    const { content, metadata } = notify({ surveys: [], regionsUnknown: { code: "X", message: "no" } });
    expect(content.title).toBe(":warning: elastic-janitor, unknown account: nothing was seen");
    expect(metadata.threadId).toBe("elastic-janitor");
  });

  test("a run that failed says so at once, with its alarms one a line", () => {
    const { content, metadata } = notify({ surveys: [notSeen("us-east-1", "no"), notSeen("us-east-2", "no")] });
    expect(content.title).toBe(`:warning: elastic-janitor, ${account}: 2 regions not seen`);
    expect(content.nextSteps[0]).toMatch(/^Please act/);
    expect(metadata.eventType).toBe("action-needed");
    expect(content.description.split("\n")).toEqual([
      "- us-east-1 was not seen: no (UnauthorizedOperation)",
      "- us-east-2 was not seen: no (UnauthorizedOperation)",
      "Mode release, 0 of 2 regions seen. What idle and unused addresses cost is not known.",
    ]);
  });

  test("a breaker that tripped needs somebody as well", () => {
    const { content, metadata } = notify({ plan: { breaker: "tripped", due: 21, limit: 20 } });
    expect(content.title).toContain(":warning:");
    expect(content.description).toContain("- 21 releases are due");
    expect(metadata.eventType).toBe("action-needed");
  });

  test("an alarm that passes by itself is told without a warning", () => {
    const findings = [makeFinding(makeAddress(), { kind: "withheld", because: "throttled" })];
    const { content, metadata } = notify({ findings });
    expect(content.title).not.toContain(":warning:");
    expect(content.description).toMatch(/^- EC2 throttled 1 call/);
    expect(metadata.eventType).toBe("run");
  });

  test("what a full region means is told", () => {
    const { content } = notify({ surveys: [scanned("eu-west-1", [], 5)] });
    expect(content.description).toMatch(
      /^Quota nearly used up in eu-west-1: 5 Elastic IPs of 5 allowed, 0 of them idle\n/,
    );
  });

  test("money is told as far as it is known, and what was saved where something was", () => {
    expect(linesOf({ findings: addresses(2, { kind: "released" }) }).at(-1)).toBe(
      "Mode release, 1 of 1 region seen. Nothing is paid for idle or unused addresses. $7.30 a month is saved by this run.",
    );
    expect(notify().content.description).not.toContain("saved");
  });

  test("ten alarms are shown, and the rest is counted", () => {
    const unseen = (count: number) =>
      linesOf({ surveys: Array.from({ length: count }, (_, at) => notSeen(`region-${at}`)) });
    expect(unseen(10)).toHaveLength(11);
    expect(unseen(10).at(-2)).toMatch(/^- region-9 was not seen/);
    expect(unseen(11).at(-2)).toBe("- and 1 more alarm");
    expect(unseen(12)).toHaveLength(12);
    expect(unseen(12).at(-2)).toBe("- and 2 more alarms");
  });

  test("five of a section are named, and the rest is counted", () => {
    const [five = ""] = linesOf({ findings: addresses(5) });
    expect(five.match(/203\.0\.113\./g)).toHaveLength(5);
    expect(five).not.toContain("more");
    const [seven = ""] = linesOf({ findings: addresses(7) });
    expect(seven.match(/203\.0\.113\./g)).toHaveLength(5);
    expect(seven).toMatch(/, and 2 more$/);
  });

  test("where findings were left out of the report, the rest is counted by what there was", () => {
    const report = makePublished({ findings: addresses(7) });
    const cut = writeCustomNotification({ ...report, findings: report.findings.slice(0, 2) });
    expect(cut.content.description).toMatch(
      /^Due soon: .*203\.0\.113\.1 in eu-central-1 \(eipalloc-1\) due [-\d: ]+UTC, and 5 more\n/,
    );
  });

  test("where all of it is, is said with a link when there is one", () => {
    const where = writeCustomNotification({
      ...makePublished(),
      log: { region: "eu-central-1", name: "the-log" },
    }).content.nextSteps.at(-1);
    expect(where).toMatch(
      /under the run run-1: https:\/\/eu-central-1\.console\.aws\.amazon\.com\/cloudwatch\/.*the-log$/,
    );
  });

  test("the tags are told under the policy's own prefix", () => {
    const report = makePublished({}, makePolicy({ tagPrefix: "our janitor " }));
    expect(writeCustomNotification(report).content.nextSteps[1]).toBe(
      "To keep a resource, tag it `our janitor policy` = `keep`.",
    );
  });

  test("and so does the line that keeps what is due", () => {
    const report = makePublished({ findings: addresses(1) }, makePolicy({ tagPrefix: "our:" }));
    expect(writeCustomNotification(report).content.nextSteps[2]).toContain("--tags Key=our:policy,Value=keep`");
  });

  test("nobody's tags are in it", () => {
    const [plain, named] = ["harmless", "<!channel>"].map((words) =>
      JSON.stringify(notify({ findings: withoutErrors(oneOfEach(words)) })),
    );
    expect(named).toBe(plain);
  });
});

describe("words of AWS's errors", () => {
  const silent = (words: string): Evidence => ({
    guard: "dns",
    answer: "could-not-tell",
    error: { code: words, message: words, class: "transient" },
  });
  const notificationOf = (words: string) =>
    notify({
      surveys: [notSeen("us-east-1", words)],
      findings: [
        makeFinding(makeAddress(), failed({ message: words, code: words })),
        makeFinding(makeAddress({ id: "eipalloc-2" }), { kind: "none" }, { evidence: [silent(words)] }),
      ],
    });

  test("reach the chat as one line, and never as markup, a mention or a link", async () => {
    const check = (words: string) => {
      const { content } = schema.parse(notificationOf(words));
      expect(content.description.split(/[\r\n\u2028\u2029]/)).toHaveLength(5);
      expect(content.description).not.toMatch(/[<>&*_~`@[\]]/);
      expect(content.description.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_C}]/u);
    };
    for (const words of hostileWords) check(words);
    await fc.assert(fc.property(hostileText, check));
  });

  test("a run's id and an account's alias are not markup either", () => {
    const { content } = writeCustomNotification({ ...makePublished({ runId: "<!here>" }), accountAlias: "<!channel>" });
    expect(content.title).not.toMatch(/[<>]/);
    expect(content.nextSteps.join("\n")).not.toMatch(/[<>]/);
  });
});

describe("the length", () => {
  const book = "wörds ".repeat(2_000);

  /** As much as can be: as many alarms as are told, and five of each section that names its findings, with ids of a length. */
  function notificationWith(idLength: number) {
    const sections = [
      addresses(5, { kind: "released" }),
      addresses(5),
      addresses(5, failed({ message: book })),
      Array.from({ length: 5 }, () => makeFinding(makeAddress({ tags: {} }), { kind: "marked" })),
      Array.from({ length: 5 }, () => makeFinding(makeAddress({ tags: { "janitor:policy": "kep" } }))),
    ];
    const findings = sections.flat().map((each, at) => ({
      ...each,
      resource: { ...each.resource, id: `eipalloc-${at}`.padEnd(idLength, "0") },
    }));
    const surveys = Array.from({ length: 34 }, (_, at) => notSeen(`region-${at}`, book));
    return schema.parse(notify({ findings, surveys }));
  }

  test("beyond what a chat takes is cut by whole lines, and the last one stays", () => {
    const lines = notificationWith(250).content.description.split("\n");
    expect(lines.at(-1)).toMatch(/^Mode release, 0 of 34 regions seen\. .*\.$/);
    for (const line of lines.slice(0, -1))
      expect(line).toMatch(/^- .*[.…)]$|^- and 25 more alarms$|^[A-Z][a-z ]+: .*(\)|UTC)$/);
    expect(lines.filter((line) => line.startsWith("- "))).toHaveLength(11);
    expect(lines).toHaveLength(11 + 3 + 1);
  });

  test("is used as far as whole lines go, and not by one character more", () => {
    const lengths = Array.from({ length: 150 }, (_, at) => notificationWith(120 + at).content.description.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(8_000);
    expect(Math.max(...lengths)).toBeGreaterThan(7_950);
  });

  test("of a title is cut where there is too much to say", () => {
    const { content, metadata } = schema.parse(
      writeCustomNotification({ ...makePublished({ findings: oneOfEach("x") }), accountAlias: "a".repeat(200) }),
    );
    expect(content.title).toMatch(/…$/);
    expect(content.title).toHaveLength(250);
    expect(metadata?.summary).not.toContain("…");
  });
});

/** The findings without AWS's own words about what went wrong: those are told. */
function withoutErrors(findings: readonly Finding[]): readonly Finding[] {
  return findings
    .filter(({ outcome }) => outcome.kind !== "failed")
    .map((finding) => {
      const { decision } = finding;
      if (!("evidence" in decision)) return finding;
      return {
        ...finding,
        decision: { ...decision, evidence: decision.evidence.filter(({ answer }) => answer === "found") },
      };
    });
}
