import type { Evidence } from "../../../functions/janitor/domain/evidence.ts";
import { account, failed, makeReport } from "../../domain/make.ts";
import type { Sample } from "../samples.ts";
import {
  address,
  did,
  dueIn,
  found,
  instanceId,
  networkInterface,
  overdue,
  policy,
  runId,
  seen,
  surroundings,
  withNews,
} from "./resources.ts";

const frankfurt = "eu-central-1";
const ireland = "eu-west-1";

const terraform = `arn:aws:sts::${account}:assumed-role/terraform/ci`;

const record: Evidence = {
  guard: "dns",
  answer: "found",
  reason: "dns-record",
  found: [{ record: "www.example.com.", type: "A", zone: "example.com.", zoneId: "Z0123456789ABCDEFGHIJ" }],
};

const activity: Evidence = {
  guard: "activity",
  answer: "found",
  reason: "recent-activity",
  found: [{ event: "AssociateAddress", at: "2026-11-20T22:00:04.000Z", by: "nightly-batch" }],
  lastActivity: did("DisassociateAddress", "nightly-batch", 1.2),
};

const timedOut: Evidence = {
  guard: "activity",
  answer: "could-not-tell",
  error: { class: "transient", code: "TimeoutError", message: "no answer within 5 s" },
};

const acted = [
  found(
    address(frankfurt, 11, overdue({ Name: "old-web", Owner: "ann" })),
    "released",
    did("DisassociateAddress", "ann", 12),
  ),
  found(networkInterface(frankfurt, 31, overdue({ Name: "batch-eni", Owner: "ann" })), "released"),
  found(address(ireland, 51, overdue({ Name: "preview-41" })), "released", did("DisassociateAddress", terraform, 30)),
  found(networkInterface(ireland, 61, overdue(), { description: "aws-K8S-i-0123456789abcdef0" }), "released"),
  found(
    address(frankfurt, 12, overdue({ Name: "mail", Owner: "ops" })),
    failed({
      class: "protected-by-aws",
      code: "InvalidAddress.PtrSet",
      message: "The address has a PTR record.",
    }),
  ),
  found(networkInterface(frankfurt, 32, overdue()), { kind: "withheld", because: "throttled" }),
  found(address(ireland, 52, overdue({ Name: "late", "janitor:policy": "keep" })), "changed"),
  found(address(ireland, 53, overdue({ Name: "raced" })), "already-gone"),
  found(address(frankfurt, 13, overdue({ Name: "reused" }), { use: { state: "in-use" } }), "unmarked"),
  found(
    address(ireland, 54, overdue({ Name: "nightly" })),
    "unmarked",
    did("DisassociateAddress", "nightly-batch", 1.2),
    [activity],
  ),
  found(address(frankfurt, 14, overdue({ Name: "late-answer" })), "none", undefined, [timedOut]),
];

const fresh = [
  found(address(frankfurt, 15, { Name: "experiment", Owner: "bob" }), "marked"),
  found(networkInterface(ireland, 62), "marked"),
];

const waiting = [
  found(address(frankfurt, 16, dueIn(24, { Name: "staging", Owner: "ann" }))),
  found(networkInterface(frankfurt, 33, dueIn(30))),
  found(address(frankfurt, 17, dueIn(96, { Name: "canary", Owner: "bob" }))),
];

const staying = [
  found(address(frankfurt, 18, { Name: "billing", "janitor:policy": "kep" })),
  found(
    address(
      frankfurt,
      19,
      { Name: "build-agent", Owner: "ops" },
      { use: { state: "stopped-instance", instanceId: instanceId("build") } },
    ),
  ),
  found(address(frankfurt, 20, { Name: "partner-gateway", team: "network" })),
  found(address(frankfurt, 21, overdue({ Name: "www" })), "none", did("DisassociateAddress", "ann", 20), [record]),
  found(networkInterface(frankfurt, 34, { "aws:cloudformation:stack-name": "shop-network" })),
  found(address(ireland, 55, { Name: "alb" }, { serviceManaged: "alb" })),
  found(address(frankfurt, 22, { Name: "vpn", "janitor:policy": "keep" })),
  found(address(frankfurt, 23, { Name: "spare", "janitor:policy": "keep" })),
  found(address(frankfurt, 24, { Name: "migration", Owner: "bob", "janitor:keep-until": "2026-11-30" })),
  found(address(ireland, 56, { Name: "launch", "janitor:keep-until": "2027-01-31" })),
  found(address(ireland, 57, { Name: "legacy", DoNotDelete: "yes" })),
  found(address(ireland, 58, { Name: "acme", partner: "acme" })),
];

const findings = [...acted, ...fresh, ...waiting, ...staying];
const report = makeReport(
  {
    runId,
    surveys: [
      seen(frankfurt, findings, { total: 19, quota: 20 }),
      seen(ireland, findings, { total: 12, quota: 20 }),
      seen("us-east-1", [], { total: 0, quota: 5 }),
    ],
    findings,
  },
  policy,
);

/** Mode `release`, with something of everything, as no single day has it. */
export const busy: Sample = {
  report: withNews(
    report,
    fresh.map(({ resource }) => resource.id),
  ),
  surroundings,
};
