import { makeFinding, makePolicy, makeReport } from "../../domain/make.ts";
import type { Sample } from "../samples.ts";
import { address, instanceId, networkInterface, runId, seen } from "./resources.ts";

/** As it comes: nothing is written, and nobody has tagged anything for the janitor yet. */
const policy = makePolicy({ mode: "report", protect: [{ tag: "DoNotDelete" }] });

const resources = [
  address("eu-central-1", 11, { Name: "old-web", Owner: "ann" }),
  address("eu-central-1", 12),
  address("eu-central-1", 13, { Name: "vpn", DoNotDelete: "yes" }),
  address("eu-central-1", 14, { Name: "alb" }, { serviceManaged: "alb" }),
  address(
    "us-east-1",
    21,
    { Name: "build-agent" },
    { use: { state: "stopped-instance", instanceId: instanceId("build") } },
  ),
  networkInterface("eu-central-1", 31, {}, { description: "aws-K8S-i-0123456789abcdef0" }),
  networkInterface("eu-central-1", 32, { "aws:cloudformation:stack-name": "shop-network" }),
];

const findings = resources.map((resource) => makeFinding(resource, { kind: "none" }, { policy }));

/** The first run after a deployment, in an account without an alias. */
export const firstRun: Sample = {
  report: makeReport(
    {
      runId,
      surveys: [
        seen("eu-central-1", findings, { total: 5, quota: 5 }),
        seen("eu-west-1", findings),
        seen("us-east-1", findings),
      ],
      findings,
    },
    policy,
  ),
  surroundings: { log: { region: "eu-central-1", name: "elastic-janitor-JanitorLogGroup-Qm3x8VfKd2Lw" } },
};
