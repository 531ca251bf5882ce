import * as z from "zod/mini";
import { formatDuration } from "../domain/duration.ts";
import { actions, digestDays, type GuardName, modes, notifyWhen, type Policy } from "../domain/policy.ts";
import type { ResourceKind } from "../domain/resource.ts";
import { defaultPolicy } from "./default-policy.ts";
import {
  choice,
  description,
  eachOnce,
  flag,
  grace,
  number,
  regionList,
  regions,
  ruleName,
  service,
  strict,
  tagKey,
  tagPrefix,
  tagValues,
  wrong,
} from "./fields.ts";
import { mismatch, type PolicyProblem } from "./problem.ts";

const kinds = ["elastic-ip", "network-interface"] as const satisfies readonly ResourceKind[];

const tagMatch = strict({ tag: tagKey, values: z.exactOptional(tagValues) });

const match = strict({
  kind: z.exactOptional(choice(kinds)),
  tag: z.exactOptional(tagKey),
  values: z.exactOptional(tagValues),
  regions: z.exactOptional(regionList),
  service: z.exactOptional(service),
  description: z.exactOptional(description),
}).check(
  z.check<{ readonly kind?: unknown }>(
    ({ value, issues }) => {
      const refuse = (path: string[], message: string) => issues.push({ code: "custom", input: value, path, message });
      if (Object.keys(value).length === 0) {
        refuse(
          [],
          mismatch(value, "at least one of kind, tag, regions, service or description: it would match everything"),
        );
      }
      if (Object.hasOwn(value, "values") && !Object.hasOwn(value, "tag")) {
        refuse(["values"], "found values without a tag, expected the tag key they belong to beside them");
      }
      if (Object.hasOwn(value, "service") && value.kind === "elastic-ip") {
        refuse(["service"], "found a service beside kind: elastic-ip, expected kind: network-interface");
      }
      if (Object.hasOwn(value, "description") && value.kind === "elastic-ip") {
        refuse(["description"], "found a description beside kind: elastic-ip, expected kind: network-interface");
      }
    },
    { when: isMappingOfKnownKeys },
  ),
);

/** A misspelt key has its own problem; that something is missing beside it would only be noise. */
function isMappingOfKnownKeys({ value, issues }: z.core.ParsePayload): boolean {
  const unknown = issues.some(({ code, path }) => code === "unrecognized_keys" && (path ?? []).length === 0);
  return typeof value === "object" && value !== null && !Array.isArray(value) && !unknown;
}

const rule = z.pipe(
  strict({ name: ruleName, match, action: choice(actions), grace: z.exactOptional(grace) }),
  z.transform(({ grace: graceMs, ...rest }) => (graceMs === undefined ? rest : { ...rest, graceMs })),
);

const rules = z
  .array(rule, { error: wrong("a list of rules, each with name, match and action") })
  .check(eachOnce("a name that no other rule has", nameOf, ["name"]));

function nameOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "name" in value ? value.name : undefined;
}

const on = (guard: GuardName) => z._default(flag, defaultPolicy.guards[guard]);

const guards = strict({
  dns: on("dns"),
  ptr: on("ptr"),
  "allow-lists": on("allow-lists"),
  activity: on("activity"),
  transfers: on("transfers"),
  routes: on("routes"),
  templates: on("templates"),
  stacks: on("stacks"),
});

const releases = number("a whole number from 1 to 1000");
const price = number("a price in USD above 0 and at most 1");

/** `policy.yml` as people write it. What comes out of it is a {@link Policy}. */
export const policySchema = z.pipe(
  strict({
    version: z.literal(1, { error: number("the number 1") }),
    mode: z._default(choice(modes), defaultPolicy.mode),
    regions: z._default(regions, "all"),
    tagPrefix: z._default(tagPrefix, defaultPolicy.tagPrefix),
    grace: z.prefault(grace, formatDuration(defaultPolicy.graceMs)),
    default: z._default(choice(actions), defaultPolicy.default),
    limits: z.prefault(
      strict({
        releases: z._default(
          z.int({ error: releases }).check(z.minimum(1, { error: releases }), z.maximum(1_000, { error: releases })),
          defaultPolicy.limits.releases,
        ),
      }),
      {},
    ),
    guards: z.prefault(guards, {}),
    protect: z._default(z.array(tagMatch, { error: wrong("a list such as [{ tag: DoNotDelete }]") }), []),
    rules: z.prefault(rules, []),
    owner: z.prefault(
      strict({
        tags: z._default(z.array(tagKey, { error: wrong("a list of tag keys") }), [...defaultPolicy.owner.tags]),
      }),
      {},
    ),
    notify: z.prefault(
      strict({
        when: z._default(choice(notifyWhen), defaultPolicy.notify.when),
        digest: z._default(choice(digestDays), defaultPolicy.notify.digest),
      }),
      {},
    ),
    prices: z.prefault(
      strict({
        elasticIpHourlyUsd: z._default(
          z.number({ error: price }).check(z.gt(0, { error: price }), z.lte(1, { error: price })),
          defaultPolicy.prices.elasticIpHourlyUsd,
        ),
      }),
      {},
    ),
  }),
  z.transform(({ version: _, grace: graceMs, ...rest }) => ({ ...rest, graceMs })),
);

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Checks a whole policy, whatever it is made of, and names all its problems at once. Never throws on JSON or YAML data. */
export function parsePolicy(input: unknown): ParsedPolicy {
  const result = z.safeParse(policySchema, input);
  if (result.success) return { ok: true, policy: result.data };
  const problems = result.error.issues.flatMap((issue) => toProblems(issue, []));
  const distinct = new Map(problems.map((problem) => [JSON.stringify([problem.path, problem.message]), problem]));
  return { ok: false, problems: [...distinct.values()] };
}

function toProblems(issue: z.core.$ZodIssue, parent: PolicyProblem["path"]): PolicyProblem[] {
  const path = [...parent, ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step))];
  if (issue.code === "unrecognized_keys") {
    const messages = issue.message.split("\n");
    return issue.keys.map((key, at) => ({ path: [...path, key], unknownKey: true, message: messages[at] ?? "" }));
  }
  // `regions` is the only union: its second branch is the list, and knows better what is wrong with one.
  const inList = issue.code === "invalid_union" ? (issue.errors[1] ?? []) : [];
  const isListAtAll = inList.some(({ code, path: { length } }) => code !== "invalid_type" || length > 0);
  return isListAtAll ? inList.flatMap((inner) => toProblems(inner, path)) : [{ path, message: issue.message }];
}
