import { setTimeout as sleep } from "node:timers/promises";
import type { Call } from "./calls.ts";
import { readCaller } from "./credentials.ts";
import { dispatch } from "./dispatch.ts";
import type { FaultAnswer, Faults } from "./faults.ts";
import type { Hooks } from "./hooks.ts";
import { ServiceError } from "./protocol/errors.ts";
import type { Parameters } from "./protocol/parameters.ts";
import { ec2Query, type WireRequest } from "./protocol/query.ts";
import { recordCall } from "./recording.ts";
import type { RequestHandler, WireAnswer } from "./server.ts";
import { SERVICES, type Service } from "./services.ts";
import type { Clock } from "./state/clock.ts";
import type { Scope } from "./state/scope.ts";
import type { createThrottle } from "./throttling.ts";

export type Latency =
  | number
  | ((call: { readonly region: string; readonly service: string; readonly action: string }) => number);

interface Parts {
  readonly calls: Call[];
  readonly clock: Clock;
  readonly faults: Faults;
  readonly hooks: Hooks;
  readonly throttle: ReturnType<typeof createThrottle> | undefined;
  readonly scopeOf: (account: string, region: string) => Scope;
  readonly latencyMs: Latency;
  readonly stopping: AbortSignal;
}

/** The log's own, changing view of a call. */
type LoggedCall = { -readonly [Key in keyof Call]: Call[Key] };

/** From a request to an answer: log, hooks, faults, throttling, then the action itself. */
export function createExchange(parts: Parts): RequestHandler {
  let requests = 0;
  return async (request) => {
    requests += 1;
    const requestId = `00000000-0000-4000-8000-${String(requests).padStart(12, "0")}`;
    const started = performance.now();
    const caller = readCaller(header(request, "authorization"));
    const service = caller && SERVICES.get(caller.service);
    if (caller === undefined || service === undefined) return unserved(request, caller?.service, requestId);
    const { action, parameters } = service.protocol.read(request);
    const call: LoggedCall = {
      at: parts.clock.now(),
      ...caller,
      action,
      parameters: parameters.toRecord(),
      writes: service.actions[action]?.writes ?? false,
      dryRun: parameters.text("DryRun") === "true",
      status: 0,
    };
    parts.calls.push(call);
    const answer = await respond(parts, service, call, parameters, requestId, request.gone);
    call.durationMs = performance.now() - started;
    call.answeredAt = parts.clock.now();
    if (answer !== undefined) call.status = answer.status;
    return answer;
  };
}

async function respond(
  parts: Parts,
  service: Service,
  call: LoggedCall,
  parameters: Parameters,
  requestId: string,
  gone: AbortSignal,
): Promise<WireAnswer | undefined> {
  const { latencyMs, stopping, hooks } = parts;
  const wait = typeof latencyMs === "number" ? latencyMs : latencyMs(call);
  if (wait > 0 && !(await pause(wait, stopping))) return undefined;
  await hooks.run("before", call);
  const fault = parts.faults.next(call);
  if (fault?.kind === "hang") {
    call.hanging = true;
    await pause(fault.ms, AbortSignal.any([stopping, gone]));
    call.hanging = false;
    return undefined;
  }
  if (fault?.kind === "reset") return undefined;
  if (fault?.kind === "garbage") {
    return { status: 200, contentType: "text/html", requestId, body: fault.body ?? "It works! This is no answer." };
  }
  const answer = execute(parts, service, call, parameters, requestId, fault);
  await hooks.run("after", call);
  if (fault?.kind === "delay" && !(await pause(fault.ms, stopping))) return undefined;
  return fault?.kind === "reset-after" ? undefined : answer;
}

function execute(
  { throttle, scopeOf }: Parts,
  service: Service,
  call: LoggedCall,
  parameters: Parameters,
  requestId: string,
  fault: FaultAnswer | undefined,
): WireAnswer {
  const { protocol } = service;
  const { contentType, errorCodeHeader } = protocol;
  const scope = scopeOf(call.account, call.region);
  const recorded = service.recorded === true && call.writes && !call.dryRun;
  try {
    if (fault?.kind === "error") {
      throw new ServiceError(fault.code, fault.message ?? "A fault that the test asked for.", fault.status);
    }
    throttle?.take(call);
    const elements = dispatch(service, call, parameters, scope);
    if (recorded) recordCall(scope, call, elements);
    return { status: 200, contentType, requestId, body: protocol.answer(call.action, elements, requestId) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    call.errorCode = error.code;
    if (recorded) recordCall(scope, call, error);
    const headers = errorCodeHeader === undefined ? {} : { [errorCodeHeader]: error.code };
    return { status: error.status, contentType, requestId, headers, body: protocol.refuse(error, requestId) };
  }
}

/** Requests that no service can be found for: a look with a browser, a forgotten signature, an unknown service. */
function unserved({ method }: WireRequest, service: string | undefined, requestId: string): WireAnswer {
  if (method === "GET" && service === undefined) {
    return {
      status: 200,
      contentType: "text/plain",
      requestId,
      body: `elastic-janitor's simulator: ${[...SERVICES.keys()]}\n`,
    };
  }
  const error =
    service === undefined
      ? new ServiceError("MissingAuthenticationToken", "The request has no AWS signature version 4.", 403)
      : new ServiceError("InvalidAction", `The simulator has no service '${service}'.`);
  return { status: error.status, contentType: "text/xml", requestId, body: ec2Query.refuse(error, requestId) };
}

function header({ headers }: WireRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Real time, cut short when the simulator stops: then the answer is false. Without a time it lasts until then. */
async function pause(ms: number | undefined, stopping: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms ?? 2 ** 31 - 1, undefined, { signal: stopping });
    return true;
  } catch {
    return false;
  }
}
