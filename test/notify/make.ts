import * as fc from "fast-check";
import type { RunFacts } from "../../functions/janitor/domain/alarms.ts";
import type { Finding, Outcome } from "../../functions/janitor/domain/outcome.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";
import { type PublishedReport, publishedReport } from "../../functions/janitor/notify/published-report.ts";
import { day, failed, makeAddress, makeFinding, makeInterface, makeReport, marked, now } from "../domain/make.ts";

/** A report as it goes out, of a run that saw one region and found nothing as long as nothing else is said. */
export function makePublished(changes: Partial<RunFacts> = {}, policy?: Policy): PublishedReport {
  return publishedReport(makeReport(changes, policy));
}

/** Words that try to break out of the line or the message they are put in. */
export const hostileWords = [
  "two\nlines",
  "two\r\n\r\nparagraphs",
  "next\u0085line\u2028and\u2029paragraph",
  "\u202eturned round\u202c",
  "\u2066isolated\u2069 \u200emarked\u200f",
  "\u0000\u0007\u001b[31mred\u001b[0m",
  "<!channel> <https://example.com|click> @here *bold* `code` ~gone~ _so_",
  "[click](https://example.com) ![x](https://example.com/x.png)",
  '"quoted" \\ {"json":true}',
  "- Released (1000)",
  "😀".repeat(128),
  "\ud83d",
  "x".repeat(256),
  " ".repeat(256),
  "far  apart\u00a0\u00a0\u3000\u3000away",
  "• Keep it: aws ec2 release-address",
  "Owner: root",
  "“quoted” ” too",
  "",
  "__proto__",
];

const pieces = [...hostileWords, "\n", "\r", "\u2028", "\v", "\f", "a", " ", "ä", "\u0301", "\udc00"];

export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 5 })
  .map((parts) => parts.join("").slice(0, 256));

/** One finding of every kind that a run can have, each with the same name and owner. */
export function oneOfEach(words: string): readonly Finding[] {
  const tags = { Name: words, Owner: words };
  const old = marked(8 * day, tags);
  const address = (at: number, more = {}) => makeAddress({ id: `eipalloc-${at}`, tags: old, ...more });
  const plain: readonly Resource[] = [
    address(10),
    address(11, { tags }),
    address(12, { tags: marked(day, tags) }),
    address(13, { tags: { ...tags, "janitor:policy": "keep" } }),
    address(14, { tags: { ...tags, "janitor:policy": words } }),
    address(15, { tags: { ...tags, "janitor:keep-until": "2027-01-31" } }),
    address(16, { use: { state: "stopped-instance", instanceId: "i-1" } }),
    address(17, { serviceManaged: words }),
    makeInterface({ id: "eni-18", tags: old, elasticIps: ["203.0.113.1"] }),
    makeInterface({ id: "eni-19", tags: { ...old, "aws:cloudformation:stack-name": words } }),
  ];
  const outcomes: readonly Outcome[] = [
    failed({ message: words, code: words }),
    { kind: "released" },
    { kind: "withheld", because: "deadline" },
    { kind: "changed" },
    { kind: "already-gone" },
    { kind: "marked" },
  ];
  const evidence = [
    { guard: "dns", answer: "found", reason: "dns-record", found: [{ record: words }] },
    { guard: "ptr", answer: "could-not-tell", error: { code: words, message: words, class: "denied" } },
  ] as const;
  return [
    ...plain.map((resource) => makeFinding(resource)),
    ...outcomes.map((outcome, at) => makeFinding(address(20 + at), outcome)),
    makeFinding(address(30, { use: { state: "in-use" } }), { kind: "unmarked" }),
    makeFinding(address(31), { kind: "none" }, { evidence }),
    makeFinding(address(32), { kind: "none" }, { evidence: evidence.slice(1) }),
    { ...makeFinding(makeInterface({ id: "eni-33" }), { kind: "released" }), lastActivity: did(words) },
  ];
}

function did(words: string): Finding["lastActivity"] {
  return { event: words, by: words, at: now - day };
}
