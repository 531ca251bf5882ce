import * as z from "zod";
import { account, choice, count, errorFacts, instant, region, text, usdAMonth } from "./fields.ts";
import { finding } from "./finding.ts";

const regionReport = z.discriminatedUnion("status", [
  z
    .object({
      account,
      region,
      status: z.literal("scanned").describe("All of the region was seen."),
      elasticIps: z
        .object({
          total: count("Elastic IPs in the region."),
          idle: count("Those without an association."),
          quota: count("The most that the account may have in the region."),
        })
        .describe("The region's Elastic IPs."),
      networkInterfaces: z
        .object({ available: count("Interfaces whose status is available.") })
        .describe("The region's network interfaces."),
    })
    .describe("A region that was seen."),
  z
    .object({
      account,
      region,
      status: z.literal("failed").describe("The region, or part of it, was not seen, so there are no counts."),
      error: z.object(errorFacts).describe("Why it was not seen."),
    })
    .describe("A region that was not seen."),
]);

const totals = z.object({
  idle: count("Idle resources seen, whatever became of them."),
  waiting: count("Findings with the decision wait."),
  released: count("Findings with the outcome released."),
  failed: count("Findings with the outcome failed."),
  withheld: count("Findings with the outcome withheld."),
  kept: count("Findings with the decision keep, but for those in use."),
  protected: count("Findings with the decision protect."),
  monthlyWasteUsd: usdAMonth(
    "What idle and unused addresses cost that are still there, kept and protected ones included.",
  ),
  monthlySavedUsd: usdAMonth("What the addresses released in this run would have gone on costing."),
});

const counts = z.object({
  released: count("Released in this run."),
  due: count("Due for release now, or within two days."),
  new: count("Waiting, unused, reported, protected or kept, and nobody has been told so before."),
  notDone: count("Due and not released: failed, withheld, or a guard could not tell."),
  unreadable: count("Kept because of a tag that cannot be read."),
  changed: count("Gone or no longer to be released at the look right before the release."),
  waiting: count("Waiting for their grace to end."),
  unused: count("Paid for and not used, but not idle: the address of a stopped instance and its like."),
  reported: count("Only reported, as a tag or the policy says."),
  protected: count("Protected by something that forbids a release."),
  kept: count("Opted out."),
  inUseAgain: count("In use again, so that the mark was taken off."),
});

const failures = z.object({
  needSomebody: count("A permission is missing, or AWS answered something unexpected."),
  heldByAws: count("AWS holds on to the resource itself: a PTR record, a lock."),
  putOff: count("Not possible for now; the next run tries again."),
});

const alarm = z.object({
  code: choice("What is the matter.", [
    ["regions-unknown", "the account's regions could not be listed, so nothing was seen"],
    ["region-failed", "a region was not seen"],
    ["denied", "a permission is missing"],
    ["unexpected", "something failed in a way that the janitor does not know"],
    ["breaker-tripped", "more releases were due than the policy's limit, so none was done"],
    ["deadline", "time ran out"],
    ["interrupted", "somebody broke off a run by hand"],
    ["throttled", "EC2 throttled to the end"],
    ["evidence-unavailable", "a guard could not tell, which passes by itself"],
    ["unclear", "AWS did not answer a release, which may have been done"],
    ["publish-failed", "the summary could not be published"],
  ]),
  message: text("The same in words, with AWS's own."),
});

/** The report as machines get it. Its types in `functions/` say the same, or the tests do not compile. */
export const reportSchema = z
  .object({
    version: z.literal(1).describe("The version of this format. Within it, fields and words are only added."),
    runId: text("The run's id: the request id of the invocation, with which the function's log has all of it."),
    mode: choice("How far the run was allowed to go.", [
      ["report", "it wrote nothing at all"],
      ["mark", "it also wrote and removed marks"],
      ["release", "it also released"],
    ]),
    startedAt: instant("When the run began; all is decided as of this instant."),
    finishedAt: instant("When the run ended."),
    tagPrefix: text("What the janitor's own tags start with, janitor: unless the policy says otherwise."),
    comparedTo: instant(
      "When the run ended that this one was compared with; without it nobody can tell what is new.",
    ).exactOptional(),
    attention: z
      .boolean()
      .describe(
        "Whether something was not told before: new or changed, a step nearer to its release, done, failed or alarming.",
      ),
    accountAlias: text("The account's alias, where it has one and the janitor may read it.").exactOptional(),
    log: z
      .object({ region, name: text("The name of the log group.") })
      .describe("The log group that has all of the run.")
      .exactOptional(),
    regions: z
      .array(regionReport)
      .describe("Every region that was to be looked at; empty if not even they could be listed."),
    findings: z
      .array(finding)
      .describe(
        "Every idle or paid-but-unused resource, and what was in use again; what was acted on comes first. See findingsLeftOut.",
      ),
    findingsLeftOut: count(
      "How many findings are missing at the end of the list to keep to SNS's limit; absent if none is.",
    ).exactOptional(),
    totals: totals.describe("Sums over all findings, listed here or not."),
    counts: counts
      .describe(
        "How many findings there are of each kind, listed here or not; each finding is counted once. In every message; what the function returns does not have it.",
      )
      .exactOptional(),
    failures: failures
      .describe("How many failures of each kind there are, listed here or not. In every message, as counts are.")
      .exactOptional(),
    alarms: z
      .array(alarm)
      .describe("What a person should know before anything else, the worst first; all of them, up to 500."),
  })
  .describe(
    "What one run of elastic-janitor saw, decided and did: what it publishes over SNS to the protocols sqs, lambda and email-json, and what the function returns. Version 1 may get new fields, and new words where a field is one of a list, so ignore what you do not know; what is here keeps its name and its meaning.",
  );
