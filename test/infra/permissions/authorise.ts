import type { Call } from "../../simulator/calls.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import { type Caller, type Context, judge, type Verdict } from "./judge.ts";

/** What became of one call. */
export interface Judged {
  readonly call: Call;
  /** `service:Action`. */
  readonly action: string;
  /** One for each resource that it names. */
  readonly verdicts: readonly Verdict[];
}

/** How each service refuses a call that its caller has no permission for. */
const refusals = {
  ec2: { code: "UnauthorizedOperation", status: 403 },
  route53: { code: "AccessDenied", status: 403 },
  sns: { code: "AuthorizationError", status: 403 },
  cloudtrail: { code: "AccessDeniedException", status: 400 },
  sts: { code: "AccessDenied", status: 403 },
  iam: { code: "AccessDenied", status: 403 },
  logs: { code: "AccessDeniedException", status: 400 },
};

/** From now on the caller's policies decide over every call: what they do not allow is refused. Answers what was decided. */
export function authorise(simulator: Simulator, caller: Caller): readonly Judged[] {
  const judged: Judged[] = [];
  const refused = new Set<Call>();
  simulator.hook({
    match: {},
    before: async (call) => {
      const action = `${call.service}:${call.action}`;
      const verdicts: Verdict[] = [];
      for (const { resource, context } of requestsOf(call, simulator)) {
        verdicts.push(await judge(caller, { action, resource, context }));
      }
      judged.push({ call, action, verdicts });
      if (!verdicts.every((verdict) => verdict === "Allowed")) refused.add(call);
    },
  });
  for (const [service, { code, status }] of Object.entries(refusals)) {
    const message = "You are not authorized to perform this operation.";
    simulator.fault({
      service,
      when: (call) => refused.has(call),
      answer: { kind: "error", code, message, status },
    });
  }
  return judged;
}

interface ResourceRequest {
  readonly resource: string;
  readonly context: Context;
}

/** What AWS judges a call by: each resource that it names, with the tags that are on it at this very moment. */
function requestsOf(call: Call, simulator: Simulator): readonly ResourceRequest[] {
  const { service, action, account, region, parameters } = call;
  // Route 53 is the same everywhere, and is signed for where it is at home.
  const context = { "aws:RequestedRegion": region };
  switch (`${service}:${action}`) {
    case "ec2:CreateTags":
    case "ec2:DeleteTags": {
      const keys = numbered(parameters, /^Tag\.\d+\.Key$/);
      const values = numbered(parameters, /^Tag\.\d+\.Value$/);
      const tagging = {
        ...(keys.length > 0 ? { "aws:TagKeys": keys } : {}),
        ...Object.fromEntries(values.map((value, at) => [`aws:RequestTag/${keys[at]}`, value])),
      };
      const ids = numbered(parameters, /^ResourceId\.\d+$/);
      return ids.map((id) => onResource(id, call, simulator, { ...context, ...tagging }));
    }
    case "ec2:ReleaseAddress":
      return [onResource(parameters.AllocationId ?? "", call, simulator, context)];
    case "ec2:DeleteNetworkInterface":
      return [onResource(parameters.NetworkInterfaceId ?? "", call, simulator, context)];
    case "route53:ListResourceRecordSets":
      return [{ resource: `arn:aws:route53:::hostedzone/${parameters.HostedZoneId ?? ""}`, context }];
    case "logs:FilterLogEvents": {
      // As it stands in refusals of CloudWatch Logs: no stream is named.
      const resource = `arn:aws:logs:${region}:${account}:log-group:${parameters.logGroupName ?? ""}:log-stream:`;
      return [{ resource, context }];
    }
    case "sns:Publish":
      return [{ resource: parameters.TopicArn ?? "", context }];
    default:
      // The judge takes this only for actions that know no resource.
      return [{ resource: "*", context }];
  }
}

function numbered(parameters: Readonly<Record<string, string>>, name: RegExp): readonly string[] {
  return Object.entries(parameters)
    .filter(([key]) => name.test(key))
    .map(([, value]) => value);
}

function onResource(id: string, { region, account }: Call, simulator: Simulator, context: Context): ResourceRequest {
  const world = simulator.world(region, account);
  const isAddress = id.startsWith("eipalloc-");
  const { tags = {} } = (isAddress ? world.address(id) : world.networkInterface(id)) ?? {};
  const kind = isAddress ? "elastic-ip" : "network-interface";
  const onIt = Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
  return {
    resource: `arn:aws:ec2:${region}:${account}:${kind}/${id}`,
    context: { ...context, ...Object.fromEntries(onIt) },
  };
}
