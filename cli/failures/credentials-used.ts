import { homedir } from "node:os";
import { join } from "node:path";
import { parseKnownFiles } from "@smithy/core/config";
import { oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { shellWord } from "../shell-word.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** How a profile was chosen. */
type ChosenBy = "--profile" | "AWS_PROFILE";

/** Whose credentials a call was made with, by the SDK's own order: a profile that somebody named goes before keys. */
export type Origin =
  | { readonly from: "profile"; readonly name: string; readonly by: ChosenBy }
  | { readonly from: "keys" }
  | { readonly from: "default" };

/** What the SDK had to find credentials and a region with. */
export interface CredentialsUsed {
  readonly origin: Origin;
  /** The name of the profile that counts, chosen or not. */
  readonly profileName: string;
  /** Every profile of the configuration files. */
  readonly profiles: ReadonlyMap<string, Profile>;
  /** The two configuration files. */
  readonly files: readonly [config: string, credentials: string];
  readonly region: string | undefined;
  readonly environment: Environment;
}

/** The settings of one profile. */
export type Profile = Readonly<Record<string, string | undefined>>;

/**
 * Never rejects: files that cannot be read hold no profile.
 *
 * @param profileOption what `--profile` names
 */
export async function credentialsUsed(
  environment: Environment,
  profileOption: string | undefined,
): Promise<CredentialsUsed> {
  const origin = originOf(environment, profileOption);
  const profileName = origin.from === "profile" ? origin.name : "default";
  const profiles = await readProfiles();
  const folder = join(environment.HOME ?? homedir(), ".aws");
  return {
    origin,
    profileName,
    profiles,
    files: [
      environment.AWS_CONFIG_FILE || join(folder, "config"),
      environment.AWS_SHARED_CREDENTIALS_FILE || join(folder, "credentials"),
    ],
    region: environment.AWS_REGION || profiles.get(profileName)?.region,
    environment,
  };
}

function originOf(environment: Environment, profileOption: string | undefined): Origin {
  if (profileOption) return { from: "profile", name: profileOption, by: "--profile" };
  if (environment.AWS_PROFILE) return { from: "profile", name: environment.AWS_PROFILE, by: "AWS_PROFILE" };
  return environment.AWS_ACCESS_KEY_ID && environment.AWS_SECRET_ACCESS_KEY ? { from: "keys" } : { from: "default" };
}

async function readProfiles(): Promise<ReadonlyMap<string, Profile>> {
  try {
    const sections = Object.entries(await parseKnownFiles({}));
    // Sections such as `sso-session corp` come with a dot, which a profile's name may have as well.
    return new Map(sections.filter(([name]) => !/^(sso-session|services)\./.test(name)));
  } catch {
    return new Map();
  }
}

/** `the profile prod (--profile)`, as part of a sentence. */
export function origin({ origin, profiles }: CredentialsUsed): string {
  switch (origin.from) {
    case "profile":
      return `the profile ${oneLine(origin.name)} (${origin.by})`;
    case "keys":
      return "the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    case "default":
      return profiles.has("default") ? "the profile default" : "the machine's own role";
    default:
      return origin satisfies never;
  }
}

/** `aws sso login --profile prod`: a line of the AWS command line's for the profile that counts. */
export function awsCommand(line: string, { profileName }: CredentialsUsed): string {
  return profileName === "default" ? `aws ${line}` : `aws ${line} --profile ${shellWord(profileName)}`;
}
