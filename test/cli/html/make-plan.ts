import { type PlanReport, planReport } from "../../../cli/plan/plan-report.ts";
import { decide } from "../../../functions/janitor/domain/decide.ts";
import type { ErrorFacts } from "../../../functions/janitor/domain/error-facts.ts";
import { type Evidence, lastActivityIn } from "../../../functions/janitor/domain/evidence.ts";
import { isDue } from "../../../functions/janitor/domain/plan.ts";
import type { Policy } from "../../../functions/janitor/domain/policy.ts";
import type { Resource, Tags } from "../../../functions/janitor/domain/resource.ts";
import type { FailedSurvey } from "../../../functions/janitor/domain/survey.ts";
import { account, day, hour, makeAddress, makeInterface, makePolicy, marked, now, scanned } from "../../domain/make.ts";

/** What a test says of an account. */
export interface Account {
  readonly resources?: readonly Resource[];
  /** What the guards say about each of what is due; nothing found, without it. */
  readonly evidence?: ReadonlyMap<string, readonly Evidence[]>;
  readonly unread?: readonly FailedSurvey[];
  /** Regions that were read and have nothing in them. */
  readonly empty?: readonly string[];
  readonly regionsUnknown?: ErrorFacts;
  readonly policy?: Partial<Policy>;
  readonly accountAlias?: string;
}

const nothing: readonly Evidence[] = [
  { guard: "dns", answer: "nothing-found" },
  {
    guard: "activity",
    answer: "nothing-found",
    lastActivity: { event: "AllocateAddress", at: now - 30 * day, by: "ana" },
  },
];

/** The plan for an account, by the code that makes every plan. */
export function makePlan(account: Account = {}): PlanReport {
  const { resources = [], unread = [], empty = [], regionsUnknown, accountAlias } = account;
  const policy = makePolicy(account.policy);
  const first = resources.map((resource) => ({ resource, decision: decide(resource, policy, now) }));
  const evidence = new Map(
    first.filter(isDue).map(({ resource }) => [resource, account.evidence?.get(resource.id) ?? nothing]),
  );
  const judged = first.map(({ resource, decision }) => {
    const said = evidence.get(resource);
    if (said === undefined) return { resource, decision };
    return { resource, decision: decide(resource, policy, now, said), lastActivity: lastActivityIn(said) };
  });
  const byRegion = Map.groupBy(resources, ({ scope }) => scope.region);
  const surveys = [
    ...[...byRegion].map(([region, there]) => scanned(region, there)),
    ...empty.map((region) => scanned(region)),
    ...unread,
  ];
  const facts = { runId: "plan-1", startedAt: now, finishedAt: now + 3_000, accountAlias };
  return planReport({ surveys, regionsUnknown }, { judged, evidence }, policy, facts);
}

export function inRegion(region: string): Pick<Resource, "scope"> {
  return { scope: { account, region } };
}

/** One of each standing, in three regions. */
export function mixedAccount(words = "web", region = "eu-central-1"): Account {
  const tags: Tags = { Name: words, Owner: words };
  const old = marked(8 * day, tags);
  const [west, east] = [inRegion("us-west-2"), inRegion("us-east-1")];
  return {
    accountAlias: "shop-prod",
    policy: { owner: { tags: ["Owner"] } },
    empty: ["ap-south-1", "eu-north-1", "sa-east-1"],
    resources: [
      makeAddress({ id: "eipalloc-0a1", publicIp: "203.0.113.9", tags: old, ...inRegion(region) }),
      makeAddress({ id: "eipalloc-0a2", publicIp: "203.0.113.10", tags: marked(20 * day) }),
      makeAddress({ id: "eipalloc-0a3", publicIp: "198.51.100.3", tags: old, ...west }),
      makeAddress({
        id: "eipalloc-0a4",
        publicIp: "198.51.100.4",
        tags: marked(9 * day, { Owner: "team-a" }),
        ...west,
      }),
      makeAddress({ id: "eipalloc-0a5", publicIp: "198.51.100.5", tags: marked(3 * day, tags), ...west }),
      makeAddress({ id: "eipalloc-0a6", publicIp: "198.51.100.6", tags: marked(6 * day + hour, { Owner: "team-b" }) }),
      makeAddress({ id: "eipalloc-0a7", publicIp: "198.51.100.7", tags, ...east }),
      makeAddress({
        id: "eipalloc-0a8",
        publicIp: "198.51.100.8",
        tags: { ...tags, "janitor:policy": "keep" },
        ...east,
      }),
      makeAddress({
        id: "eipalloc-0a9",
        tags: { Owner: "team-a" },
        use: { state: "stopped-instance", instanceId: "i-0b1" },
      }),
      makeAddress({ id: "eipalloc-0b0", tags: old, use: { state: "in-use" } }),
      makeInterface({ id: "eni-0c1", description: "aws-K8S-i-0123456789abcdef0", tags: marked(5 * day, tags) }),
      makeInterface({ id: "eni-0c2", tags: { ...old, "aws:cloudformation:stack-name": words }, ...east }),
      makeInterface({ id: "eni-0c3", tags: { ...tags, "janitor:grace": words }, ...east }),
    ],
    evidence: new Map<string, readonly Evidence[]>([
      [
        "eipalloc-0a3",
        [...nothing, { guard: "ptr", answer: "found", reason: "ptr-record", found: [{ record: words }] }],
      ],
      [
        "eipalloc-0a4",
        [
          ...nothing,
          {
            guard: "ptr",
            answer: "could-not-tell",
            error: { code: "UnauthorizedOperation", message: words, class: "denied" },
          },
        ],
      ],
    ]),
  };
}
