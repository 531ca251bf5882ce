import { assertNever } from "./domain/assert-never.ts";
import type { Finding, Outcome } from "./domain/outcome.ts";
import { type DueRelease, isDue, type Judged, type Plan } from "./domain/plan.ts";
import type { Resource } from "./domain/resource.ts";
import { mayDo, type RunStep, type TagStep, tagStep } from "./domain/steps.ts";
import type { Hands, Outcomes } from "./ports.ts";
import { type ReleaseOrders, releaseOne } from "./release-one.ts";

interface Orders extends ReleaseOrders {
  readonly judged: readonly Judged[];
  readonly plan: Plan;
  /** What alone may be done, by id. The plan is of that alone. */
  readonly only?: ReadonlyMap<string, RunStep> | undefined;
}

/**
 * Does what was decided, as far as the mode allows. This is the one place where a dry run parts from a real one: in mode
 * `report` nothing below the first line is reached, so no writing call can be made.
 */
export async function carryOut(orders: Orders, hands: Hands): Promise<readonly Finding[]> {
  const { judged, policy } = orders;
  if (policy.mode === "report") return judged.filter(isFinding).map(untouched);

  // Side by side: they have different resources and different buckets, and neither may use up the other's time.
  const work = [
    writeMarks(orders, hands),
    policy.mode === "release" ? release(orders, hands) : new Map<Resource, Finding>(),
  ] as const;
  // Whatever fails, nothing is under way any more when this has ended.
  await Promise.allSettled(work);
  const [tagged, released] = await Promise.all(work);
  return judged
    .map((each) => released.get(each.resource) ?? { ...each, outcome: tagged.get(each.resource) ?? none })
    .filter((finding) => isFinding(finding) || finding.outcome.kind !== "none");
}

const none: Outcome = { kind: "none" };

function untouched(judged: Judged): Finding {
  return { ...judged, outcome: none };
}

/** What is in use is worth a word only when something was done about it. */
function isFinding({ decision }: Judged): boolean {
  return decision.reason !== "in-use";
}

/** Marks what is idle for the first time, and takes the mark off what time alone does not keep any more. */
async function writeMarks({ judged, policy, now, only }: Orders, { writing }: Hands): Promise<Outcomes> {
  const resourcesFor = (step: TagStep) =>
    judged
      .filter((each) => tagStep(each, policy) === step)
      .filter(mayDo(step, only))
      .map(({ resource }) => resource);
  const [resources, settled] = [resourcesFor("mark"), resourcesFor("unmark")];
  const outcomes = await Promise.all([
    settled.length > 0 ? writing.unmark(settled) : new Map<Resource, Outcome>(),
    resources.length > 0 ? writing.mark(resources, now) : new Map<Resource, Outcome>(),
  ]);
  return new Map(outcomes.flatMap((each) => [...each]));
}

/** How many releases of one kind in one scope are under way at once: enough to keep EC2's bucket empty at any latency. */
const atOnce = 10;

async function release(orders: Orders, hands: Hands): Promise<ReadonlyMap<Resource, Finding>> {
  const { plan, judged, only } = orders;
  switch (plan.breaker) {
    case "tripped":
      return byResource(
        judged
          .filter(isDue)
          .filter(mayDo("release", only))
          .map((due) => ({ due, finding: { ...due, outcome: { kind: "withheld", because: "breaker-tripped" } } })),
      );
    case "closed": {
      const queues = Object.values(Object.groupBy(plan.releases, queueOf)).filter((queue) => queue !== undefined);
      const done = await Promise.all(queues.map((queue) => workOff(queue, orders, hands)));
      return byResource(done.flat());
    }
    default:
      return assertNever(plan);
  }
}

/** EC2 throttles by account, region and action, so each of these goes at its own pace. */
function queueOf({ resource: { scope, kind } }: DueRelease): string {
  return `${scope.account} ${scope.region} ${kind}`;
}

async function workOff(queue: readonly DueRelease[], orders: Orders, hands: Hands) {
  const done: { due: DueRelease; finding: Finding }[] = [];
  const next = queue.values();
  const worker = async () => {
    for (const due of next) done.push({ due, finding: await releaseOne(due, orders, hands) });
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, worker));
  return done;
}

function byResource(done: readonly { due: DueRelease; finding: Finding }[]): ReadonlyMap<Resource, Finding> {
  return new Map(done.map(({ due, finding }) => [due.resource, finding]));
}
