import { expect, test } from "vitest";
import { writePage } from "../../../cli/plan/html/page.ts";
import { makePlan, mixedAccount } from "./make-plan.ts";
import { findingOf } from "./words-of.ts";

const page = writePage(makePlan(mixedAccount("Bo's shop")));

test("what is due has all that it rests on, and how to keep it", () => {
  expect(findingOf(page, "eipalloc-0a1")).toBe(
    " 203.0.113.9 Bo's shop Elastic IP eipalloc-0a1 due eu-central-1 Bo's shop 2026-11-14 2026-11-21 $3.65 releases it " +
      "Due since 2026-11-21 06:00 UTC, idle since 2026-11-14, last AllocateAddress by ana on 2026-10-23 06:00 UTC " +
      "Decided by the policy's default, grace 7d " +
      "Guards DNS records in Route 53: nothing found " +
      "CloudTrail since the mark: nothing found, last AllocateAddress by ana on 2026-10-23 06:00 UTC " +
      "Idle since 2026-11-14 06:00 UTC Due 2026-11-21 06:00 UTC " +
      "Tags janitor:idle-since = 2026-11-14T06:00:00.000Z Name = Bo's shop Owner = Bo's shop " +
      "Keep it aws ec2 create-tags --region eu-central-1 --resources eipalloc-0a1 --tags Key=janitor:policy,Value=keep " +
      "Console eipalloc-0a1 in the AWS console ",
  );
});

test("what a guard found is told with its facts, beside what found nothing", () => {
  const words = findingOf(page, "eipalloc-0a3");
  expect(words).toContain("protected us-west-2");
  expect(words).toContain("Has reverse DNS: Bo's shop");
  expect(words).toContain("DNS records in Route 53: nothing found");
  expect(words).toContain("Reverse DNS: has reverse DNS Bo's shop");
  expect(words).toContain("Due 2026-11-21 06:00 UTC, but protected");
});

test("a guard that could not tell is told with AWS's code and words, and never as nothing found", () => {
  const words = findingOf(page, "eipalloc-0a4");
  expect(words).toContain("not checked us-west-2 team-a");
  expect(words).toContain("Reverse DNS: could not tell , UnauthorizedOperation Bo's shop");
  expect(words).toContain("Could not be checked: the guard ptr could not tell");
});

test("what waits says since when, until when, and that the guards come later", () => {
  const words = findingOf(page, "eni-0c1");
  expect(words).toContain(
    "Network interface of EKS CNI waiting eu-central-1 Bo's shop 2026-11-17 2026-11-24 nothing Due 2026-11-24 06:00 UTC",
  );
  expect(words).toContain("Guards Asked once it is due.");
});

test("what carries no mark has no day since when it is idle", () => {
  const words = (mode: "report" | "mark" | "release") =>
    findingOf(writePage(makePlan({ ...mixedAccount(), policy: { mode } })), "eipalloc-0a7");
  expect(words("release")).toContain(
    "us-east-1 web 2026-11-29 $3.65 marks it Idle, seen without a mark: the next run marks it, and its grace begins",
  );
  expect(words("release")).toContain(
    "Idle since not known: it carries no mark Due 2026-11-29 06:00 UTC, if it were marked now",
  );
  expect(words("mark")).toContain("Due 2026-11-29 06:00 UTC, if it were marked now and the mode were release");
  expect(words("report")).toContain(
    "us-east-1 web $3.65 nothing Idle, without a mark: since when is not known, and mode report marks nothing",
  );
  expect(words("report")).toContain("if it were marked now and the mode were release");
});

test("facts that protect are told in words, and each unreadable tag with what was expected", () => {
  expect(findingOf(page, "eni-0c2")).toContain("Facts part of a CloudFormation stack, stack Bo's shop");
  expect(findingOf(page, "eni-0c2")).toContain("takes its mark off");
  expect(findingOf(page, "eni-0c3")).toContain("Facts key janitor:grace, value Bo's shop, expected");
  expect(findingOf(page, "eipalloc-0a9")).toContain("Belongs to a stopped instance: i-0b1");
});

test("what is kept by its tag already has no command to keep it", () => {
  expect(findingOf(page, "eipalloc-0a8")).toContain("kept");
  expect(findingOf(page, "eipalloc-0a8")).not.toContain("Keep it");
  expect(findingOf(page, "eni-0c3")).toContain("Keep it aws ec2 create-tags");
});
