import { CALLER_NAME } from "./actions/sts.ts";
import type { Call } from "./calls.ts";
import { credentialsFor } from "./credentials.ts";
import { ServiceError } from "./protocol/errors.ts";
import type { Scope } from "./state/scope.ts";
import { type EventObject, type EventValue, recordEvent } from "./state/trail.ts";

/** Everybody but the one user who calls the simulator. */
const STORY_USER = "somebody";
const EC2 = "ec2.amazonaws.com";

/** What CloudTrail keeps of an EC2 call that changed something, or was to. Its resources are those it names itself. */
export function recordCall(scope: Scope, call: Call, outcome: EventObject | ServiceError): void {
  const requestParameters = requestOf(call.parameters);
  const refused = outcome instanceof ServiceError;
  const responseElements = refused ? undefined : responseOf(outcome);
  recordEvent(scope, {
    at: scope.cloud.clock.now(),
    eventName: call.action,
    eventSource: EC2,
    readOnly: false,
    username: CALLER_NAME,
    accessKeyId: credentialsFor(call.account).accessKeyId,
    resources: resourcesIn(requestParameters, responseElements),
    requestParameters,
    responseElements,
    errorCode: refused ? errorCode(outcome) : undefined,
    errorMessage: refused ? outcome.message : undefined,
  });
}

/** The same for what `world` does in somebody's name. */
export function recordStory(
  scope: Scope,
  eventName: string,
  requestParameters: EventObject,
  responseElements: EventObject = { _return: true },
): void {
  const resources = resourcesIn(requestParameters, responseElements);
  recordChosen(scope, { eventName, resources, requestParameters, responseElements });
}

export interface RecordedEvent {
  eventName: string;
  /** Ids or public addresses. */
  resources: readonly string[];
  /** In ms. Default: now. */
  at?: number;
  /** Default: `somebody`. */
  username?: string;
  /** Default: false. */
  readOnly?: boolean;
  errorCode?: string;
  /** Default: EC2. */
  eventSource?: string;
  requestParameters?: EventObject;
  responseElements?: EventObject;
}

/** An event that nothing in the simulator brought about. */
export function recordChosen(scope: Scope, event: RecordedEvent): void {
  recordEvent(scope, {
    at: event.at ?? scope.cloud.clock.now(),
    eventName: event.eventName,
    eventSource: event.eventSource ?? EC2,
    readOnly: event.readOnly ?? false,
    username: event.username ?? STORY_USER,
    accessKeyId: undefined,
    resources: event.resources,
    requestParameters: event.requestParameters ?? {},
    responseElements: event.responseElements,
    errorCode: event.errorCode,
    errorMessage: event.errorCode,
  });
}

/** EC2 says in its events whose fault it was: `Client.UnauthorizedOperation`, `Server.InternalError`. */
function errorCode({ code, status }: ServiceError): string {
  const side = status < 500 || code === "RequestLimitExceeded" ? "Client" : "Server";
  return `${side}.${code}`;
}

type Tree = Map<string, Tree | string>;

/** Numbered parameters are sets in an event: `InstanceId.1` becomes `instancesSet: { items: [{ instanceId }] }`. */
function requestOf(parameters: Readonly<Record<string, string>>): EventObject {
  const root: Tree = new Map();
  for (const [name, value] of Object.entries(parameters)) {
    if (["Action", "Version", "DryRun"].includes(name)) continue;
    const parts = name.split(".");
    const last = parts.pop() ?? name;
    let branch = root;
    for (const part of parts) {
      const next = branch.get(part);
      const child: Tree = next instanceof Map ? next : new Map();
      branch.set(part, child);
      branch = child;
    }
    branch.set(last, value);
  }
  return fieldsOf(root);
}

function fieldsOf(branch: Tree): EventObject {
  return Object.fromEntries([...branch].map(([name, child]) => fieldOf(name, child)));
}

const SETS: ReadonlyMap<string, string> = new Map([
  ["InstanceId", "instancesSet"],
  ["ResourceId", "resourcesSet"],
  ["SecurityGroupId", "groupSet"],
]);

function fieldOf(name: string, child: Tree | string): [string, EventValue] {
  if (typeof child === "string") return [lowerFirst(name), child];
  if (![...child.keys()].every((key) => /^\d+$/.test(key))) return [lowerFirst(name), fieldsOf(child)];
  const items = [...child.values()].map((item) =>
    typeof item === "string" ? { [lowerFirst(name)]: item } : fieldsOf(item),
  );
  return [SETS.get(name) ?? `${lowerFirst(name)}Set`, { items }];
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function responseOf(elements: EventObject): EventObject {
  const { return: done, ...rest } = elements;
  const fields = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, withItems(value)]));
  return done === undefined ? fields : { ...fields, _return: done };
}

function withItems(value: EventValue): EventValue {
  if (isList(value)) return { items: value.map(withItems) };
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withItems(child)]));
}

/** `Array.isArray` does not tell a readonly list from an object. */
function isList(value: EventValue): value is readonly EventValue[] {
  return Array.isArray(value);
}

/** The ids and public addresses a request and its answer name themselves; what they only lead to is not in the event. */
function resourcesIn(...values: readonly EventValue[]): string[] {
  const found = new Set<string>();
  const look = (value: EventValue, name: string): void => {
    if (typeof value === "string") {
      const names = name === "publicIp" || (name.endsWith("Id") && /^(eipalloc|eni|i)-[0-9a-f]+$/.test(value));
      if (names) found.add(value);
    } else if (typeof value === "object" && value !== null) {
      for (const [childName, child] of Object.entries(value)) look(child, childName);
    }
  };
  for (const value of values) look(value, "");
  return [...found];
}
