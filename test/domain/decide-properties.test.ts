import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decide } from "../../functions/janitor/domain/decide.ts";
import type { Evidence } from "../../functions/janitor/domain/evidence.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import type { ElasticIp, NetworkInterface, Tags } from "../../functions/janitor/domain/resource.ts";
import { day, hour, makeAddress, makeInterface, makePolicy, marked, now } from "./make.ts";

/** Something about a resource, and whether it alone forbids a release. Drawn from rarely, so that releases do come up. */
interface Trait<T> {
  readonly is: T;
  readonly forbids: boolean;
}

function trait<T>(harmless: readonly T[], forbidding: readonly T[]): fc.Arbitrary<Trait<T>> {
  const all = (values: readonly T[], forbids: boolean) => fc.constantFrom(...values.map((is) => ({ is, forbids })));
  return fc.oneof({ weight: 9, arbitrary: all(harmless, false) }, { weight: 1, arbitrary: all(forbidding, true) });
}

const address = trait<Partial<ElasticIp>>(
  [{}, { publicIpv4Pool: undefined }, { networkBorderGroup: undefined }],
  [
    { use: { state: "in-use" } },
    { use: { state: "stopped-instance", instanceId: "i-1" } },
    { use: { state: "on-idle-interface", networkInterfaceId: "eni-1" } },
    { serviceManaged: "alb" },
    { publicIpv4Pool: "ipv4pool-ec2-1" },
    { customerOwnedIp: "198.51.100.1" },
    { customerOwnedIpv4Pool: "ipv4pool-coip-1" },
    { carrierIp: "198.51.100.1" },
  ],
);

const networkInterface = trait<Partial<NetworkInterface>>(
  [{}, { requesterId: "AIDA1" }],
  [
    { use: { state: "in-use", status: "in-use" } },
    { use: { state: "in-use", status: "levitating" } },
    { elasticIps: ["203.0.113.1"] },
    { ownerId: "210987654321" },
    { interfaceType: "lambda" },
    { requesterManaged: true },
    { operator: "eks.amazonaws.com" },
  ],
);

/** Spellings that mean the same. */
const spell = (key: string, value: string): readonly Tags[] => [
  { [key]: value },
  { [key.toUpperCase()]: ` ${value.toUpperCase()} ` },
];

const optOut = trait<Tags>(
  [{}, { Name: "x" }, { policy: "keep" }, ...spell("janitor:keep-until", "2026-11-21")],
  [
    ...spell("janitor:policy", "keep"),
    ...spell("janitor:policy", "report"),
    ...spell("janitor:policy", "kep"),
    ...spell("janitor:polcy", "keep"),
    ...spell("janitor:keep-until", "2026-11-22"),
    ...spell("janitor:keep-until", "2027-02-30"),
    { DoNotDelete: "" },
    { " ENV": "Prod " },
    { "janitor:policy": "release", "Janitor:policy": "release" },
  ],
);

const stack = fc.constantFrom<Tags>({}, {}, {}, { "aws:cloudformation:stack-id": "arn:aws:cloudformation:::s" });

/** How long the mark stands, in ms; or that there is none to be read. */
const markAge = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(hour - 1, hour, hour + 1, 6 * hour, 7 * day - 1, 7 * day, 90 * day) },
  { weight: 1, arbitrary: fc.integer({ min: -10 * day, max: 10 * day }) },
  { weight: 1, arbitrary: fc.constantFrom("none" as const, "unreadable" as const) },
);

const graceTag = fc.constantFrom<[Tags, number | undefined]>(
  [{}, undefined],
  [{}, undefined],
  [{ "janitor:grace": "1h" }, hour],
  [{ "Janitor:Grace": " P7D " }, 7 * day],
  [{ "janitor:grace": "59m" }, Number.POSITIVE_INFINITY],
);

const rule = trait<Policy["rules"]>(
  [[], [{ name: "elsewhere", match: { regions: ["us-east-1"] }, action: "keep" }]],
  [
    [
      { name: "first", match: { regions: ["eu-central-1"] }, action: "report" },
      { name: "second", match: { regions: ["eu-central-1"] }, action: "release", graceMs: hour },
    ],
    [{ name: "all", match: { regions: ["eu-central-1"] }, action: "keep" }],
  ],
);

const error = { code: "AccessDenied", message: "no", class: "denied" } as const;
const evidence = trait<readonly Evidence[]>(
  [[], [{ guard: "dns", answer: "nothing-found" }]],
  [
    [{ guard: "dns", answer: "could-not-tell", error }],
    [
      { guard: "dns", answer: "nothing-found" },
      { guard: "ptr", answer: "found", reason: "ptr-record", found: [] },
    ],
  ],
);

test("a resource is released if and only if not one of all these things speaks against it", async () => {
  const question = fc.record({
    kind: fc.boolean(),
    address,
    networkInterface,
    optOut,
    stack,
    stacks: fc.boolean(),
    markAge,
    graceTag,
    rule,
    evidence,
    defaultAction: fc.constantFrom("release", "release", "release", "report", "keep"),
  });
  let releases = 0;
  await fc.assert(
    fc.property(question, (each) => {
      const [graceTags, tagged] = each.graceTag;
      const mark = typeof each.markAge === "number" ? marked(each.markAge) : markOf[each.markAge];
      const tags = { ...each.optOut.is, ...each.stack, ...graceTags, ...mark };
      const policy = makePolicy({
        default: each.defaultAction,
        guards: { ...makePolicy().guards, stacks: each.stacks },
        protect: [{ tag: "DoNotDelete" }, { tag: "env", values: ["prod"] }],
        rules: each.rule.is,
      });
      const resource = each.kind
        ? makeAddress({ ...each.address.is, tags })
        : makeInterface({ ...each.networkInterface.is, tags });

      const forbidden = [
        each.kind ? each.address.forbids : each.networkInterface.forbids,
        each.optOut.forbids,
        each.stacks && Object.keys(each.stack).length > 0,
        each.rule.forbids || each.defaultAction !== "release",
        each.evidence.forbids,
        typeof each.markAge !== "number" || each.markAge < (tagged ?? 7 * day),
      ];
      const { kind } = decide(resource, policy, now, each.evidence.is);
      expect(kind === "release").toBe(!forbidden.includes(true));
      if (kind === "release") releases += 1;
    }),
    { numRuns: 3_000, seed: 20_261_122 },
  );
  expect(releases).toBeGreaterThan(100);
});

const markOf = { none: {}, unreadable: { "janitor:idle-since": "long ago" } };

test("whatever tags say, nothing is released without a mark of the janitor's own that is an hour old", async () => {
  const words = ["", "keep", "report", "release", "1h", "59m", "2026-11-22", "2020-01-01", "2020-01-01T00:00:00Z"];
  const key = fc.oneof(
    fc.constantFrom("janitor:policy", "janitor:grace", "janitor:keep-until", "janitor:idle-since", "janitor:"),
    fc.constantFrom("Janitor:Policy", "JANITOR:IDLE-SINCE", " janitor:grace", "__proto__", "constructor"),
    fc.string(),
  );
  const value = fc.oneof(fc.constantFrom(...words, marked(0)["janitor:idle-since"] ?? ""), fc.string());
  await fc.assert(
    fc.property(fc.dictionary(key, value), fc.constantFrom("release", "report", "keep"), (tags, action) => {
      const { kind } = decide(makeAddress({ tags }), makePolicy({ default: action, graceMs: hour }), now);
      const since = Date.parse(tags["janitor:idle-since"] ?? "");
      const asked = Object.entries(tags).filter(([name]) => name.trim().toLowerCase().startsWith("janitor:"));
      if (kind !== "release") return;
      expect(now - since).toBeGreaterThanOrEqual(hour);
      expect(asked.map(([, word]) => word.trim().toLowerCase())).not.toContain("keep");
      expect(asked.map(([name]) => name)).not.toContain("janitor:");
    }),
    { numRuns: 2_000 },
  );
});
