import type { Seen } from "../../functions/janitor/assess.ts";
import { describeError } from "../../functions/janitor/domain/error-facts.ts";
import type { Resource, Scope } from "../../functions/janitor/domain/resource.ts";
import { oneLine, quoted } from "../../functions/janitor/notify/plain-text.ts";
import { Problem } from "../problem.ts";
import type { Session } from "../session.ts";
import { type LookedUp, lookUp, type UsedBy } from "./look-up.ts";
import type { NamedId } from "./named-id.ts";

export interface Found {
  readonly resource: Resource;
  readonly usedBy?: UsedBy | undefined;
}

/** Never empty. */
interface Finds {
  readonly found: readonly Found[];
  /** The regions that could not be asked about it, where it may be as well. */
  readonly unread: readonly Unread[];
}

/** A region that could not be asked about it, and why. */
interface Unread {
  readonly region: string;
  readonly why: string;
}

/**
 * Finds a resource by its name: among what a survey tells of, and what is in use by asking for it. More than one is found where
 * an id stands in several scopes.
 *
 * @throws Problem when it is nowhere, or nowhere that could be read
 */
export async function find(named: NamedId, seen: Seen, session: Session): Promise<Finds> {
  const known = seen.surveys
    .flatMap((survey) => (survey.status === "scanned" ? survey.resources : []))
    .filter(isNamed(named));
  const unread: Unread[] = seen.surveys.flatMap((survey) =>
    survey.status === "failed" ? [{ region: survey.scope.region, why: why(survey.error) }] : [],
  );
  const idle = known.filter(({ use }) => use.state !== "in-use").map((resource) => ({ resource }));
  if (idle.length > 0) return { found: idle, unread };

  // What is in use is not in a survey, or only with its mark; and whatever has changed since is idle by now.
  const scopes = seen.surveys.flatMap((survey) => (survey.status === "scanned" ? [survey.scope] : []));
  const asked = await Promise.all(scopes.map((scope) => ask(named, scope, session)));
  const lookedUp = asked.flatMap((each) => (Array.isArray(each.found) ? each.found : []));
  unread.push(...asked.flatMap(({ failure }) => failure ?? []));
  const missed = known.filter(({ scope, id }) => !lookedUp.some(({ resource }) => isSame(resource, id, scope)));
  const found = [...lookedUp, ...missed.map((resource) => ({ resource }))];
  if (found.length > 0) return { found, unread };
  throw nowhere(named, seen, unread);
}

function isSame(resource: Resource, id: string, scope: Scope): boolean {
  return resource.id === id && resource.scope.account === scope.account && resource.scope.region === scope.region;
}

function isNamed({ id }: NamedId): (resource: Resource) => boolean {
  return (resource) =>
    resource.kind === "elastic-ip"
      ? [resource.id, resource.publicIp, resource.carrierIp].includes(id)
      : resource.id === id;
}

interface Asked {
  readonly found: readonly LookedUp[];
  readonly failure?: Unread;
}

async function ask(named: NamedId, scope: Scope, { clients, deadlines }: Session): Promise<Asked> {
  try {
    return { found: await lookUp(named, scope, clients.repeating(scope.region), deadlines.surveyEnd) };
  } catch (error) {
    return { found: [], failure: { region: scope.region, why: why(describeError(error)) } };
  }
}

function why({ code, message }: { readonly code: string; readonly message: string }): string {
  return `${oneLine(message, 200)} (${oneLine(code)})`;
}

/** It may well be where nobody could look. */
function nowhere({ id, by }: NamedId, { surveys, regionsUnknown }: Seen, unread: readonly Unread[]): Problem {
  if (regionsUnknown !== undefined) {
    return new Problem(`the regions of the account could not be listed, so nobody has looked for ${id}.`, [
      why(regionsUnknown),
      "Name the regions to look at: --regions eu-central-1,us-east-1.",
    ]);
  }
  const all = surveys.map(({ scope }) => scope.region);
  if (unread.length > 0) {
    const where = unread.length === all.length ? "any region" : `${unread.length} of ${all.length} regions`;
    return new Problem(`${id} was not found, but it may be there all the same: ${where} could not be read.`, [
      ...unread.map((each) => `${oneLine(each.region)}: ${each.why}`),
    ]);
  }
  const [only] = all;
  const account = surveys[0]?.scope.account ?? "";
  return new Problem(`${id} is in none of the regions of account ${account} that were looked at.`, [
    ...(all.length === 1 && only !== undefined
      ? [`Only ${quoted(only)} was looked at.`]
      : [`All ${all.length} of them were read.`]),
    ...(by === "public-ip"
      ? ["The address that an instance got by itself is no Elastic IP, and none of the janitor's business."]
      : []),
    "It may have been released, or belong to another account (--profile) or region (--regions all).",
  ]);
}
