import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writePage } from "../../../cli/plan/html/page.ts";
import { select } from "../../../cli/plan/selection.ts";
import { day, makeAddress, marked, notSeen } from "../../domain/make.ts";
import { hostileText } from "../../notify/make.ts";
import { inRegion, makePlan, mixedAccount } from "./make-plan.ts";
import { wordsOf } from "./words-of.ts";

const denied = notSeen("me-south-1", "You are not authorized to perform ec2:DescribeAddresses");

describe("what could not be seen", () => {
  test("is told before anything else, with AWS's own code and words", () => {
    const words = wordsOf(writePage(makePlan({ ...mixedAccount(), unread: [denied] })));
    const told = words.indexOf(
      "1 region could not be read Nothing below says anything about it. me-south-1 UnauthorizedOperation You are not authorized to perform ec2:DescribeAddresses",
    );
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(words.indexOf("resources are idle"));
    expect(words).toContain("6 of 7 regions seen");
    expect(words).toContain("1 of 7 regions could not be read. 11 resources are idle");
    expect(words).toContain("a month goes to idle and unused addresses, as far as they were seen.");
    expect(words).toContain("That is as far as could be seen now.");
  });

  test("is never told as nothing idle, where the rest has nothing", () => {
    const words = wordsOf(writePage(makePlan({ empty: ["eu-central-1"], unread: [denied] })));
    expect(words).toContain("1 of 2 regions could not be read. Nothing is idle in the one that was.");
    expect(words).toContain("Findings None in what could be read.");
    expect(words).not.toContain("There is none.");
  });

  test("has no number, not even none, where nothing was seen", () => {
    const error = { code: "AuthFailure", message: "AWS was not able to validate the provided access credentials" };
    for (const plan of [makePlan({ unread: [denied] }), makePlan({ regionsUnknown: error }), makePlan()]) {
      const words = wordsOf(writePage(plan));
      expect(words).toContain("Nothing could be read, so nothing is known of what is idle.");
      expect(words).toContain("What idle and unused addresses cost is not known.");
      expect(words).toMatch(
        /Idle not known Due not known Waiting not known Protected not known Kept not known Waste a month not known/,
      );
      expect(words).toContain("What the next run would do is not known.");
      expect(words).not.toMatch(/would do nothing|nothing listed|there is none/i);
      expect(words).not.toContain("$0.00");
      expect(words).not.toMatch(/nothing (is )?idle\b/i);
    }
    expect(wordsOf(writePage(makePlan({ regionsUnknown: error })))).toContain(
      "1 alarm regions-unknown Nothing was seen: the account's regions could not be listed. AWS was not able to validate the provided access credentials (AuthFailure)",
    );
    expect(wordsOf(writePage(makePlan()))).toContain("No region was read");
  });

  test("is no matter where all was seen", () => {
    const words = wordsOf(writePage(makePlan({ empty: ["eu-central-1", "us-east-1"] })));
    expect(words).toContain("Nothing is idle in 2 regions. Nothing is paid for idle or unused addresses.");
    expect(words).toContain("Findings There is none.");
    expect(words).not.toMatch(/could not be read|as far as|alarm/);
  });
});

describe("the header", () => {
  test("names the account by alias and number, the instant, and the mode", () => {
    expect(wordsOf(writePage(makePlan(mixedAccount())))).toContain(
      "shop-prod (123456789012) 2026-11-22 06:00 UTC · mode release · 6 of 6 regions seen",
    );
    expect(wordsOf(writePage(makePlan({ empty: ["eu-central-1"] })))).toContain("the plan 123456789012 2026-11-22");
  });

  test("tells alarms beside the regions that could not be read", () => {
    const words = wordsOf(writePage(makePlan({ ...mixedAccount("AccessDenied by an SCP"), unread: [denied] })));
    expect(words).toContain("1 alarm denied The guard ptr could not tell about eipalloc-0a4");
    expect(words).toContain("AccessDenied by an SCP (UnauthorizedOperation)");
  });

  test("counts what could not be checked by itself, and not as protected", () => {
    const words = wordsOf(writePage(makePlan(mixedAccount())));
    expect(words).toContain("Idle 11 Due 2 Not checked 1 Waiting 4 Protected 2 Kept 2 Waste a month $32.85");
  });

  test("tells what the next run would do", () => {
    const words = (changes: object) => wordsOf(writePage(makePlan({ ...mixedAccount(), policy: changes })));
    expect(words({})).toContain("The next run in mode release would release 2, mark 1 and take 2 marks off.");
    expect(words({ mode: "mark" })).toContain("The next run in mode mark would mark 1 and take 2 marks off.");
    expect(words({ mode: "report" })).toContain("The next run in mode report changes nothing.");
    expect(words({ limits: { releases: 1 } })).toContain("It would release none of the 2 that are due");
  });
});

describe("somebody else's words", () => {
  const shape = (words: string) =>
    writePage(makePlan({ ...mixedAccount(`x${words}`), unread: [notSeen("me-south-1", `x${words}`)] }));
  const markupOf = (html: string) => html.match(/<[^>]*>/g);

  test("never become markup", async () => {
    const plain = markupOf(shape(""));
    await fc.assert(
      fc.property(hostileText, (words) => {
        expect(markupOf(shape(words))).toEqual(plain);
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title></script>",
    "' onmouseover='alert(1)",
    "<!--",
    "]]>",
  ])("never become markup: %s", (words) => {
    expect(markupOf(shape(words))).toEqual(markupOf(shape("")));
    expect(wordsOf(shape(words))).toContain(`Name = x${words} `);
  });

  test("turn nothing around and hide nothing", () => {
    expect(shape("a\u202eb\u2066c\u0000d\u200be\u0007f")).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  test("are in a link nowhere: each leads into the AWS console or to a finding", () => {
    const links = [...shape('" javascript:alert(1)').matchAll(/(?:href|src|action)="([^"]*)"/g)].map(
      ([, link]) => link,
    );
    expect(links.length).toBeGreaterThan(10);
    for (const link of links) {
      expect(link).toMatch(
        /^(#f\d+|https:\/\/[a-z]+-[a-z]+-\d\.console\.aws\.amazon\.com\/ec2\/home\?region=[\w-]+#[\w:=-]+)$/,
      );
    }
  });
});

describe("the page's own policy", () => {
  const page = writePage(makePlan(mixedAccount()));
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll("&#39;", "'") ?? "";

  test.each(["script", "style"])(
    "allows the one %s that there is, by its hash, and nothing from elsewhere",
    (element) => {
      const texts = [...page.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, "gs"))].map(([, text = ""]) => text);
      expect(texts).toHaveLength(1);
      const hash = createHash("sha256").update(texts.join("")).digest("base64");
      expect(policy).toContain(`${element}-src 'sha256-${hash}'`);
      expect(policy).toMatch(/^default-src 'none';/);
      expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
    },
  );

  test("stands before everything that it is about", () => {
    expect(page.indexOf("Content-Security-Policy")).toBeLessThan(page.indexOf("<style"));
  });

  test("is not in the way of the page's own attributes", () => {
    expect(page).not.toMatch(/<[^>]* (style|on\w+)=/);
  });
});

test("what is due stands first, then what could not be checked", () => {
  const page = writePage(makePlan(mixedAccount()));
  expect([...page.matchAll(/<tbody id="f\d+" class="([\w-]+)">/g)].map(([, standing]) => standing)).toEqual([
    ...["due", "due", "unchecked", "waiting", "waiting", "waiting", "waiting", "reported"],
    ...["protected", "protected", "kept", "kept", "in-use"],
  ]);
});

test("what --only leaves out of the list is told, and is still in the totals", () => {
  const plan = makePlan(mixedAccount());
  const words = (only: "due" | "idle" | "all") =>
    wordsOf(writePage({ ...plan, findings: select(plan.findings, only) }));
  expect(words("due")).toContain("Idle 11 Due 2 Not checked 1 Waiting 4 Protected 2 Kept 2 Waste a month $32.85");
  expect(words("due")).toContain(
    "Only a selection is shown from here on: the totals above count more than is listed, and $21.90 a month more.",
  );
  expect(words("idle")).toContain("more than is listed, and $3.65 a month more.");
  expect(words("all")).not.toContain("Only a selection");
});

test("5,000 findings are written in less than a second, and are no more than 10 MB", () => {
  const resources = Array.from({ length: 5_000 }, (_, at) =>
    makeAddress({
      id: `eipalloc-${at}`,
      tags: marked((at % 14) * day, { Name: `shop ${at}` }),
      ...inRegion("us-east-1"),
    }),
  );
  const plan = makePlan({ resources });
  // The processor's time, in microseconds, and not the clock's: other tests run beside this one.
  const began = process.cpuUsage();
  const page = writePage(plan);
  const { user, system } = process.cpuUsage(began);
  expect(user + system).toBeLessThan(1_000_000);
  expect(page.length).toBeLessThan(10_000_000);
  expect(page.split("<tbody id=")).toHaveLength(5_001);
});
