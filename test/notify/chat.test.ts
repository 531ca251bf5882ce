import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Evidence } from "../../functions/janitor/domain/evidence.ts";
import type { Finding } from "../../functions/janitor/domain/outcome.ts";
import { writeCustomNotification } from "../../functions/janitor/notify/chat.ts";
import { account, failed, makeAddress, makeFinding, makePolicy, makeReport, notSeen } from "../domain/make.ts";
import { hostileText, hostileWords, oneOfEach } from "./make.ts";

describe("writeCustomNotification", () => {
  test("has the fields of the custom-notification schema", () => {
    const findings = [makeFinding(makeAddress()), makeFinding(makeAddress({ id: "eipalloc-2", tags: {} }))];
    expect(writeCustomNotification(makeReport({ findings }, makePolicy({ mode: "mark" })))).toStrictEqual({
      version: "1.0",
      source: "custom",
      id: "run-1",
      content: {
        textType: "client-markdown",
        title: "elastic-janitor: 1 due, 1 waiting",
        description: `Account ${account}, mode mark. $7.30 a month for idle and unused addresses.`,
        nextSteps: ["To keep a resource, tag it `janitor:policy` = `keep`."],
        keywords: ["elastic-janitor", "mark"],
      },
      metadata: { threadId: `elastic-janitor-${account}`, summary: "1 due, 1 waiting", eventType: "run" },
    });
  });

  test("a run that failed says so at once, with its alarms one a line", () => {
    const { content, metadata } = writeCustomNotification(
      makeReport({ surveys: [notSeen("us-east-1", "no"), notSeen("us-east-2", "no")] }),
    );
    expect(content.title).toBe(":warning: elastic-janitor: 2 regions not seen");
    expect(metadata.eventType).toBe("failed");
    expect(content.description.split("\n")).toEqual([
      "- us-east-1 was not seen: no (UnauthorizedOperation)",
      "- us-east-2 was not seen: no (UnauthorizedOperation)",
      expect.stringContaining(`Account ${account}, mode release.`),
    ]);
  });

  test("a run that saw nothing names no sum of money it cannot know", () => {
    const { content } = writeCustomNotification(makeReport({ surveys: [notSeen("us-east-1")] }));
    expect(content.description).not.toContain("$0.00");
  });

  test("an alarm that passes by itself is told without a warning", () => {
    const plan = { breaker: "tripped", due: 21, limit: 20 } as const;
    const { content, metadata } = writeCustomNotification(makeReport({ plan }));
    expect(content.title).not.toContain(":warning:");
    expect(content.description).toContain("- 21 releases are due");
    expect(metadata.eventType).toBe("run");
  });

  test("an account that could not be found out is called unknown", () => {
    const { content, metadata } = writeCustomNotification(
      makeReport({ surveys: [], regionsUnknown: { code: "X", message: "no" } }),
    );
    expect(content.description).toContain("Account unknown account");
    expect(metadata.threadId).toBe("elastic-janitor-unknown account");
  });

  test("ten alarms are shown, and the rest is counted", () => {
    const linesOf = (count: number) => {
      const surveys = Array.from({ length: count }, (_, at) => notSeen(`region-${at}`));
      return writeCustomNotification(makeReport({ surveys })).content.description.split("\n");
    };
    expect(linesOf(10)).toHaveLength(11);
    expect(linesOf(11).at(-2)).toBe("- and 1 more");
    expect(linesOf(10).at(-2)).toMatch(/^- region-9 was not seen/);
    expect(linesOf(12)).toHaveLength(12);
    expect(linesOf(12).at(-2)).toBe("- and 2 more");
  });

  test("nobody's tags are in it", () => {
    const [plain, named] = ["harmless", "<!channel>"].map((words) =>
      JSON.stringify(writeCustomNotification(makeReport({ findings: withoutErrors(oneOfEach(words)) }))),
    );
    expect(named).toBe(plain);
  });

  test("no words of an alarm's reach the chat as markup, a mention or a link", async () => {
    const notificationOf = (words: string) =>
      writeCustomNotification(
        makeReport({
          surveys: [notSeen("us-east-1", words)],
          findings: [
            makeFinding(makeAddress(), failed({ message: words, code: words })),
            makeFinding(makeAddress({ id: "eipalloc-2" }), { kind: "none" }, { evidence: [silent(words)] }),
          ],
        }),
      );
    const silent = (words: string): Evidence => ({
      guard: "dns",
      answer: "could-not-tell",
      error: { code: words, message: words, class: "transient" },
    });
    const check = (words: string) => {
      const { content } = notificationOf(words);
      expect(content.description.split(/[\r\n\u2028\u2029]/)).toHaveLength(4);
      expect(content.description).not.toMatch(/[<>&*_~`@[\]]/);
      expect(content.description.length).toBeLessThan(8_000);
      expect(content.title.length).toBeLessThan(250);
    };
    for (const words of hostileWords) check(words);
    await fc.assert(fc.property(hostileText, check));
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
