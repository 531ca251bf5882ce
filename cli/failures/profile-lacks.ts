import { nearest } from "../../functions/janitor/nearest.ts";
import { count, oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { Problem } from "../problem.ts";
import { awsCommand, type CredentialsUsed, origin, type Profile } from "./credentials-used.ts";

/** A sentence, and what to do. */
export type Said = readonly [message: string, ...advice: readonly string[]];

export function sayProblem([message, ...advice]: Said, thrown: unknown): Problem {
  return new Problem(message, advice, thrown);
}

/** Whether the profile that somebody has named is in the files at all. */
export function missingProfile(used: CredentialsUsed): Said | undefined {
  const { origin: from, profiles, files } = used;
  if (from.from !== "profile" || profiles.has(from.name)) return undefined;
  return [
    `there is no profile ${oneLine(from.name)} (${from.by}) in ${files.join(" or ")}.`,
    ...otherProfiles(from.name, profiles),
    `To make it: ${awsCommand("configure sso", used)}`,
  ];
}

function otherProfiles(wanted: string, profiles: ReadonlyMap<string, Profile>): readonly string[] {
  const names = [...profiles.keys()];
  const near = nearest(wanted, names);
  if (near !== undefined) return [`Did you mean ${near}?`];
  return names.length === 0 ? [] : [`There ${names.length === 1 ? "is" : "are"}: ${listed(names)}.`];
}

const most = 8;

export function listed(names: readonly string[]): string {
  const rest = names.length - most;
  return [...names.slice(0, most), ...(rest > 0 ? [`and ${count(rest, "other")}`] : [])].join(", ");
}

/** There is a profile, and no credentials came of it. */
export function emptyProfile(used: CredentialsUsed): Said {
  const { name, profile } = sourceOf(used);
  const of = name === used.profileName ? origin(used) : `the profile ${name}, which ${origin(used)} builds on,`;
  if (profile === undefined) {
    return [
      `${origin(used)} builds on the profile ${name}, and there is none of that name.`,
      ...otherProfiles(name, used.profiles),
    ];
  }
  if (profile.credential_process !== undefined) {
    return [
      `the credential_process of ${of} gave no credentials. See what it says:`,
      awsCommand("configure export-credentials", { ...used, profileName: name }),
    ];
  }
  return [
    `${of} has no credentials.`,
    `Log in with: ${awsCommand("configure sso", { ...used, profileName: name })}`,
    "Or choose another with --profile.",
  ];
}

/** The profile at the end of the way: a role is assumed with the credentials of another. */
function sourceOf({ profileName, profiles }: CredentialsUsed) {
  let name = profileName;
  const seen = new Set<string>();
  for (let next = profiles.get(name)?.source_profile; next !== undefined && !seen.has(next); ) {
    seen.add(next);
    name = next;
    next = profiles.get(name)?.source_profile;
  }
  return { name, profile: profiles.get(name) };
}
