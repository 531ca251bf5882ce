import type { Evidence } from "../../../functions/janitor/domain/evidence.ts";
import { failed, makeReport, notSeen } from "../../domain/make.ts";
import type { Sample } from "../samples.ts";
import {
  address,
  comparedTo,
  did,
  dueIn,
  found,
  networkInterface,
  overdue,
  policy,
  runId,
  seen,
  surroundings,
} from "./resources.ts";

const region = "eu-west-1";
const role =
  "User: arn:aws:sts::123456789012:assumed-role/elastic-janitor/elastic-janitor is not authorized to perform:";

const denied: Evidence = {
  guard: "dns",
  answer: "could-not-tell",
  error: { class: "denied", code: "AccessDenied", message: `${role} route53:ListHostedZones` },
};

const throttled: Evidence = {
  guard: "activity",
  answer: "could-not-tell",
  error: { class: "transient", code: "ThrottlingException", message: "Rate exceeded" },
};

const noMark = failed({ action: "CreateTags", message: `${role} ec2:CreateTags` });

const findings = [
  found(address(region, 11, { Name: "old-web", Owner: "ann" }), noMark),
  found(networkInterface(region, 31), noMark),
  found(
    address(region, 12, overdue({ Name: "reused", Owner: "bob" }), { use: { state: "in-use" } }),
    failed({
      action: "DeleteTags",
      class: "unexpected",
      code: "InternalError",
      message: "An internal error has occurred",
    }),
  ),
  found(networkInterface(region, 32), { kind: "withheld", because: "throttled" }),
  found(networkInterface(region, 33), { kind: "withheld", because: "deadline" }),
  found(address(region, 13, overdue({ Name: "www", Owner: "ann" })), "none", did("DisassociateAddress", "ann", 9), [
    denied,
  ]),
  found(address(region, 14, overdue({ Name: "api", Owner: "ann" })), "none", undefined, [denied, throttled]),
  found(address(region, 15, overdue({ Name: "mail" })), "none", undefined, [throttled]),
  found(address(region, 16, { Name: "vpn", "janitor:keep-until": "next week" })),
  ...Array.from({ length: 21 }, (_, at) =>
    found(
      address(region, 40 + at, overdue({ Name: `preview-${at + 1}`, ...(at % 3 === 0 ? { Owner: "ann" } : {}) })),
      { kind: "withheld", because: "breaker-tripped" },
      at % 3 === 1 ? did("DisassociateAddress", "preview-pipeline", 10) : undefined,
    ),
  ),
];

/** Whatever can go wrong in a run that still tells of it. */
export const everythingWrong: Sample = {
  report: {
    ...makeReport(
      {
        runId,
        surveys: [
          notSeen("ap-southeast-2", "The security token included in the request is invalid."),
          seen(region, findings, { total: 29, quota: 30 }),
          notSeen("us-east-1", `${role} ec2:DescribeAddresses`),
        ],
        plan: { breaker: "tripped", due: 24, limit: 20 },
        findings,
      },
      policy,
    ),
    comparedTo,
  },
  surroundings,
};

const unfinished = [
  found(address(region, 11, overdue({ Name: "old-web", Owner: "ann" })), "released"),
  found(address(region, 12, overdue({ Name: "older-web" })), "released", did("DisassociateAddress", "ann", 40)),
  found(
    networkInterface(region, 31, overdue()),
    failed({
      action: "DeleteNetworkInterface",
      class: "transient",
      code: "TimeoutError",
      message: "no answer within 5 s",
      mayBeDone: true,
    }),
  ),
  found(address(region, 13, overdue({ Name: "not-reached" }))),
  found(address(region, 14, dueIn(60))),
];

/** A run that broke off: what it had found and done until then is in the log, and not in its report. */
export const brokeOff: Sample = {
  report: {
    ...makeReport(
      {
        runId,
        brokenOff: { code: "TypeError", message: "Cannot read properties of undefined (reading 'id')" },
        surveys: [seen(region, unfinished, { total: 12, quota: 20 })],
        findings: [],
      },
      policy,
    ),
    comparedTo,
  },
  surroundings: { log: surroundings.log },
};
