import {
  anonymousPrincipal,
  runSimulation,
  type Simulation,
  type SimulationOptions,
} from "@cloud-copilot/iam-simulate";
import { account, region } from "../template.ts";
import type { NamedPolicy } from "./documents.ts";

/** Whoever calls AWS: the principal, what it may do by itself, and what AWS puts into each of its requests. */
export interface Caller {
  readonly principal: Simulation["request"]["principal"];
  readonly policies: readonly NamedPolicy[];
  readonly context: Context;
}

export type Context = Readonly<Record<string, string | readonly string[]>>;

/** What is asked of AWS, and by which resource's own policy, if it has one. */
export interface Request {
  readonly action: string;
  /** Its ARN, or `*`. */
  readonly resource: string;
  /** In addition to the caller's. */
  readonly context?: Context;
  readonly resourcePolicy?: unknown;
}

export type Verdict = "Allowed" | "ImplicitlyDenied" | "ExplicitlyDenied";

/** A session of a role. */
export function role(name: string, policies: readonly NamedPolicy[] = [], of: string = account): Caller {
  return {
    principal: `arn:aws:sts::${of}:assumed-role/${name}/session`,
    policies,
    context: {
      "aws:PrincipalArn": `arn:aws:iam::${of}:role/${name}`,
      "aws:PrincipalAccount": of,
      "aws:PrincipalIsAWSService": "false",
      "aws:SecureTransport": "true",
    },
  };
}

/** An AWS service in its own name, for something that an account has in it. */
export function service(name: string, context: Context = {}): Caller {
  return {
    principal: name,
    policies: [],
    context: { "aws:PrincipalIsAWSService": "true", "aws:SecureTransport": "true", ...context },
  };
}

export const anonymous: Caller = {
  principal: anonymousPrincipal,
  policies: [],
  context: { "aws:SecureTransport": "true" },
};

/** A policy that allows everything of a service, as an administrator's does. */
export function everythingOf(prefix: string): readonly NamedPolicy[] {
  const Statement = [{ Effect: "Allow", Action: `${prefix}:*`, Resource: "*" }];
  return [{ name: "everything", policy: { Version: "2012-10-17", Statement } }];
}

/** A key policy that leaves everything to the policies of the account's roles. Without one, those count for nothing. */
export const keyOfTheAccount = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*", Resource: "*" }],
};

/**
 * What AWS would answer, by all the policies there are. A context key that AWS would not know for this action is an error:
 * a condition on it would never hold.
 */
export async function judge(caller: Caller, request: Request): Promise<Verdict> {
  const answer = await simulate(simulationOf(caller, request), {});
  const results = answer.resultType === "single" ? [answer.result] : answer.results;
  const ignored = results.flatMap(({ ignoredContextKeys }) => ignoredContextKeys ?? []);
  if (ignored.length > 0) throw new Error(`${request.action} knows no ${ignored.join(", ")}`);
  return answer.overallResult;
}

/** Whether there are any circumstances at all under which it would be allowed: every condition may hold. */
export async function couldBeAllowed(caller: Caller, action: string): Promise<boolean> {
  const request = { action, resource: "*", ...(action.startsWith("kms:") ? { resourcePolicy: keyOfTheAccount } : {}) };
  const simulation = simulationOf({ ...caller, context: {} }, request);
  const answer = await simulate(simulation, { simulationMode: "Discovery" });
  return answer.overallResult === "Allowed";
}

function simulationOf(caller: Caller, { action, resource, context = {}, resourcePolicy }: Request): Simulation {
  const whole = Object.entries({ "aws:RequestedRegion": region, ...caller.context, ...context });
  return {
    request: {
      principal: caller.principal,
      action,
      resource: { resource, accountId: account },
      contextVariables: Object.fromEntries(
        whole.map(([key, value]) => [key, typeof value === "string" ? value : [...value]]),
      ),
    },
    identityPolicies: [...caller.policies],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
  };
}

async function simulate(simulation: Simulation, options: SimulationOptions) {
  const answer = await runSimulation(simulation, options);
  if (answer.resultType !== "error") return answer;
  const { action, resource } = simulation.request;
  throw new Error(`${action} on ${resource.resource} cannot be judged: ${JSON.stringify(answer.errors)}`);
}
