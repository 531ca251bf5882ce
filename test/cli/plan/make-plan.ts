import { planReport } from "../../../cli/plan/plan-report.ts";
import { decide } from "../../../functions/janitor/domain/decide.ts";
import type { ErrorFacts } from "../../../functions/janitor/domain/error-facts.ts";
import type { Evidence } from "../../../functions/janitor/domain/evidence.ts";
import type { Policy } from "../../../functions/janitor/domain/policy.ts";
import type { Resource } from "../../../functions/janitor/domain/resource.ts";
import type { FailedSurvey } from "../../../functions/janitor/domain/survey.ts";
import { makePolicy, now, scanned, scope } from "../../domain/make.ts";

interface PlanOf {
  readonly resources?: readonly Resource[];
  readonly unread?: readonly FailedSurvey[];
  readonly policy?: Partial<Policy>;
  readonly evidence?: ReadonlyMap<Resource, readonly Evidence[]>;
  readonly only?: ReadonlySet<string>;
  readonly accountAlias?: string;
  /** Why the regions could not be listed. */
  readonly regionsUnknown?: ErrorFacts;
}

/** The plan of a look that found these, and could not read those. */
export function makePlan({ resources = [], unread = [], evidence = new Map(), ...more }: PlanOf = {}) {
  const { only, accountAlias, regionsUnknown } = more;
  const policy = makePolicy(more.policy);
  const surveys = regionsUnknown === undefined ? [scanned(scope.region, resources), ...unread] : [];
  const judged = resources.map((resource) => ({
    resource,
    decision: decide(resource, policy, now, evidence.get(resource)),
  }));
  const facts = { runId: "plan-1", startedAt: now, finishedAt: now + 900, only, accountAlias };
  return planReport({ surveys, regionsUnknown }, { judged, evidence }, policy, facts);
}
