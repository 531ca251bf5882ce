import { account, makeReport } from "../../domain/make.ts";
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
  withNews,
} from "./resources.ts";

const region = "eu-central-1";

const released = found(
  address(region, 11, overdue({ Name: "old-web", Owner: "ann" })),
  "released",
  did("DisassociateAddress", `arn:aws:iam::${account}:user/ann`, 12),
);
const fresh = found(address(region, 15, { Name: "experiment", Owner: "bob" }), "marked");

const findings = [
  released,
  found(networkInterface(region, 31, overdue()), "released"),
  found(address(region, 16, dueIn(24, { Name: "staging", Owner: "ann" }))),
  fresh,
  found(address(region, 22, { Name: "vpn", "janitor:policy": "keep" })),
  found(networkInterface(region, 34, { "aws:cloudformation:stack-name": "shop-network" })),
];

/** A day with a little of everything, in mode `release`. */
export const ordinary: Sample = {
  report: withNews(
    makeReport(
      { runId, surveys: [seen(region, findings, { total: 8, quota: 20 }), seen("us-east-1", [])], findings },
      policy,
    ),
    [fresh.resource.id],
  ),
  surroundings,
};

/** A day on which one address was released: short enough to read the whole report. */
export const oneRelease: Sample = {
  report: {
    ...makeReport(
      { runId, surveys: [seen(region, [released], { total: 3, quota: 20 })], findings: [released] },
      policy,
    ),
    comparedTo,
  },
  surroundings,
};
