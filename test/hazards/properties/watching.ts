import type { Call } from "../../simulator/calls.ts";
import type { Fact } from "./facts.ts";
import type { GuardWord, PolicyWords } from "./policies.ts";
import type { Placed } from "./scene.ts";
import type { CallKind } from "./troubles.ts";

/** The calls of one run, in the order in which they came. */
export interface CallLog {
  readonly calls: Call[];
  /** Those that got something else than EC2's answer, or nothing. */
  readonly garbled: Set<Call>;
  /** How many calls the story had before. */
  readonly firstNumber: number;
}

export function isOfKind(call: Call, kind: CallKind): boolean {
  const { action, parameters } = call;
  switch (kind) {
    case "any":
      return true;
    case "look":
      return lookedAt(call) !== undefined;
    case "DescribeAddresses":
      return action === kind && lookedAt(call) === undefined;
    case "idle interfaces":
      return action === "DescribeNetworkInterfaces" && parameters["Filter.1.Name"] === "status";
    case "marked interfaces":
      return action === "DescribeNetworkInterfaces" && parameters["Filter.1.Name"] === "tag-key";
    default:
      return action === kind;
  }
}

/** What is looked at right before its release, if this is such a look. */
export function lookedAt({ action, parameters }: Call): string | undefined {
  if (action === "DescribeAddresses") return parameters["AllocationId.1"];
  if (action !== "DescribeNetworkInterfaces") return undefined;
  return parameters["Filter.1.Name"] === "network-interface-id" ? parameters["Filter.1.Value.1"] : undefined;
}

/** What is released, if this is a release. */
export function releasedBy({ action, parameters }: Call): string | undefined {
  if (action === "ReleaseAddress") return parameters.AllocationId ?? parameters.PublicIp ?? "nothing";
  return action === "DeleteNetworkInterface" ? (parameters.NetworkInterfaceId ?? "nothing") : undefined;
}

/** Whether the caller got the answer. */
export function isAnswered(call: Call, { garbled }: CallLog): boolean {
  return call.status === 200 && call.errorCode === undefined && !garbled.has(call);
}

const needed = ["DescribeAddresses", "idle interfaces", "marked interfaces", "DescribeAccountAttributes"] as const;

/** What was not read of a region, whole. */
export function surveyFailures(log: CallLog, region: string): readonly string[] {
  const here = log.calls.filter((call) => call.region === region);
  return [...needed, "DescribeInstances" as const].flatMap((kind) => {
    const calls = here.filter((call) => isOfKind(call, kind));
    if (calls.length > 0) return unanswered(calls, log).map((what) => `${region} did not answer: ${what}`);
    return kind === "DescribeInstances" ? [] : [`${region} was not asked: ${kind}`];
  });
}

/** Questions whose last repetition got no answer. The pages of a listing are questions of their own. */
function unanswered(calls: readonly Call[], log: CallLog): readonly string[] {
  const last = new Map(calls.map((call) => [`${call.action} ${JSON.stringify(call.parameters)}`, call]));
  return [...last].flatMap(([question, call]) => (isAnswered(call, log) ? [] : [question]));
}

const questions: Readonly<Record<Exclude<GuardWord, "stacks">, RegExp>> = {
  dns: /^List(HostedZones|ResourceRecordSets)$/,
  ptr: /^DescribeAddressesAttribute$/,
  "allow-lists": /^DescribeSecurityGroups$/,
  activity: /^LookupEvents$/,
  transfers: /^DescribeAddressTransfers$/,
  routes: /^DescribeRouteTables$/,
  templates: /^DescribeLaunchTemplate(s|Versions)$/,
};

const aboutAddresses = ["dns", "ptr", "allow-lists", "activity", "transfers"] as const;
const aboutInterfaces = ["activity", "routes", "templates"] as const;

/** Whether a guard asks there where the fact is to be found. */
export function isAskedFor({ guard, region }: Fact, { service, action, region: where }: Call): boolean {
  if (guard === "stacks" || !questions[guard].test(action)) return false;
  return service === "route53" || where === region;
}

/** Guards that are on and were not asked about a resource, or got no answer. */
export function blindGuards(
  log: CallLog,
  { kind, id, region, publicIp }: Placed,
  { guards }: PolicyWords,
  regions: readonly string[],
): readonly string[] {
  const asked = (guard: Exclude<GuardWord, "stacks">, test: (call: Call) => boolean, what: string) => {
    const calls = log.calls.filter((call) => questions[guard].test(call.action) && test(call));
    if (calls.length === 0) return [`the guard ${guard} did not ask ${what}`];
    return unanswered(calls, log).map((question) => `the guard ${guard} got no answer to ${question}`);
  };
  const about = kind === "elastic-ip" ? aboutAddresses : aboutInterfaces;
  return about
    .filter((guard) => guards[guard])
    .flatMap((guard) => {
      switch (guard) {
        case "dns":
          return asked(guard, () => true, "Route 53");
        case "allow-lists":
          return regions.flatMap((each) => asked(guard, (call) => call.region === each, each));
        case "activity":
          return [id, publicIp]
            .filter((name) => name !== "")
            .flatMap((name) => asked(guard, (call) => call.region === region && names(call, name), name));
        default:
          return asked(guard, (call) => call.region === region, region);
      }
    });
}

function names({ parameters }: Call, name: string): boolean {
  return Object.values(parameters).includes(name);
}
