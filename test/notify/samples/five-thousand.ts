import type { Finding } from "../../../functions/janitor/domain/outcome.ts";
import { failed, makeReport } from "../../domain/make.ts";
import type { Sample } from "../samples.ts";
import {
  address,
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

const regions = ["ap-southeast-2", "eu-central-1", "eu-west-1", "us-east-1", "us-west-2"];
const owners = ["ann", "bob", "ops", undefined];

function tagsOf(at: number): Readonly<Record<string, string>> {
  const owner = owners[Math.floor(at / 7) % owners.length];
  return {
    Name: `leftover-${at}`,
    ...(owner === undefined ? {} : { Owner: owner }),
    CostCenter: `${4_000 + (at % 37)}`,
  };
}

/** Of a hundred, so many of each; the first of all stand for what was acted on. */
function leftover(at: number): Finding {
  const region = regions[Math.floor(at / 3) % regions.length] ?? "";
  const tags = tagsOf(at);
  const publicIp = `198.51.${at >> 8}.${at & 255}`;
  const anAddress = (more: Readonly<Record<string, string>> = {}) =>
    address(region, at, { ...tags, ...more }, { publicIp });
  if (at < 8)
    return found(address(region, at, overdue(tags), { publicIp }), "released", did("DisassociateAddress", "ann", 12));
  if (at < 10) return found(networkInterface(region, at, overdue(tags)), failed({ action: "DeleteNetworkInterface" }));
  const kind = at % 100;
  if (kind < 2) return found(anAddress({ "janitor:policy": "kep" }));
  if (kind < 5) return found(address(region, at, dueIn(12 + kind, tags), { publicIp }));
  if (kind < 10) return found(anAddress(), "marked");
  if (kind < 20) return found(anAddress({ "janitor:policy": "keep" }));
  if (kind < 30) return found(networkInterface(region, at, { ...tags, "aws:cloudformation:stack-name": "shop" }));
  return found(networkInterface(region, at, dueIn(72 + kind, tags)));
}

/** A report with that many findings, the worst of them few. */
export function leftovers(many: number): Sample {
  const findings = Array.from({ length: many }, (_, at) => leftover(at));
  const fresh = findings.filter(({ outcome }) => outcome.kind === "marked").map(({ resource }) => resource.id);
  const surveys = regions.map((region) => {
    const addresses = findings.filter(
      ({ resource }) => resource.kind === "elastic-ip" && resource.scope.region === region,
    );
    return seen(region, findings, { total: addresses.length, quota: 1_000 });
  });
  return { report: withNews(makeReport({ runId, surveys, findings }, policy), fresh), surroundings };
}

/** More than anybody reads. */
export const fiveThousand: Sample = leftovers(5_000);
