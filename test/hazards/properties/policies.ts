import * as fc from "fast-check";
import { hour } from "../../support/account.ts";
import { day } from "./worlds.ts";

/** What a policy says, as users write it. */
export interface PolicyWords {
  readonly [key: string]: unknown;
  readonly mode: "report" | "mark" | "release";
  readonly tagPrefix: string;
  readonly grace: Grace;
  readonly default: Action;
  readonly limits: { readonly releases: number };
  readonly guards: Readonly<Record<GuardWord, boolean>>;
  readonly protect: readonly { readonly tag: string; readonly values?: readonly string[] }[];
  readonly rules: readonly RuleWords[];
}

export type Action = "keep" | "report" | "release";

export interface RuleWords {
  readonly name: string;
  readonly match: {
    readonly kind?: "elastic-ip" | "network-interface";
    readonly regions?: readonly string[];
    readonly tag?: string;
    readonly values?: readonly string[];
    readonly service?: string;
    readonly description?: string;
  };
  readonly action: Action;
  readonly grace?: Grace;
}

export const graces = { "1h": hour, "6h": 6 * hour, PT36H: 36 * hour, "7d": 7 * day, "10d": 10 * day } as const;
export type Grace = keyof typeof graces;

export const guardWords = [
  "dns",
  "ptr",
  "allow-lists",
  "activity",
  "transfers",
  "routes",
  "templates",
  "stacks",
] as const;
export type GuardWord = (typeof guardWords)[number];

const match = fc.oneof(
  fc.constantFrom<RuleWords["match"]>(
    { kind: "elastic-ip" },
    { kind: "network-interface" },
    { tag: "team" },
    { tag: "Env", values: ["TEST"] },
    { regions: ["eu-west-1"] },
    { kind: "elastic-ip", regions: ["us-east-1", "us-west-2"] },
    { service: "eks-cni" },
    { description: "K8S" },
  ),
);
const grace = fc.constantFrom<Grace>("1h", "6h", "PT36H", "7d", "10d");
const action = fc.constantFrom<Action>("keep", "report", "release", "release");
const rules = fc
  .array(fc.record({ match, action, grace }, { requiredKeys: ["match", "action"] }), { maxLength: 2 })
  .map((given): RuleWords[] => given.map((rule, at) => ({ name: `rule ${at}`, ...rule })));

const mostly = fc.constantFrom(...repeated(9, true), false);

/** To draw it more often than others. */
function repeated<T>(times: number, value: T): readonly T[] {
  return Array.from({ length: times }, () => value);
}

export const policy: fc.Arbitrary<PolicyWords> = fc.record({
  mode: fc.constantFrom(...repeated(10, "release" as const), "mark", "report"),
  tagPrefix: fc.constantFrom("janitor:", "janitor:", "acme/cleaner:"),
  grace,
  default: fc.constantFrom(...repeated(10, "release" as const), "report", "keep"),
  limits: fc.record({ releases: fc.constantFrom(...repeated(6, 50), 20, 3, 2, 1) }),
  guards: fc.record({
    dns: mostly,
    ptr: mostly,
    "allow-lists": mostly,
    activity: mostly,
    transfers: mostly,
    routes: mostly,
    templates: mostly,
    stacks: mostly,
  }),
  protect: fc.subarray([{ tag: "DoNotDelete" }, { tag: "env", values: ["prod", "staging"] }]),
  rules: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: rules }),
  notify: fc.record({ when: fc.constantFrom("attention", "always") }),
});
