import { oneLine } from "../../functions/janitor/notify/plain-text.ts";
import type { Problem } from "../problem.ts";
import { awsCommand, type CredentialsUsed, origin, type Profile } from "./credentials-used.ts";
import type { Failure } from "./failure.ts";
import { emptyProfile, listed, missingProfile, type Said, sayProblem } from "./profile-lacks.ts";

/**
 * The SDK has found no credentials, or has found out how to get some and did not get them. Its last word hides all others
 * ("Could not load credentials from any providers"), so the profile is looked at to tell what it can have been.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export function explainNoCredentials(failure: Failure, used: CredentialsUsed): Problem | undefined {
  if (failure.code !== "CredentialsProviderError" && failure.code !== "TokenProviderError") return undefined;
  const missing = missingProfile(used);
  if (missing !== undefined) return sayProblem(missing, failure.thrown);
  const known = explanations.find(({ matches }) => matches(failure.message, used));
  return sayProblem(known?.say(used, failure) ?? unknown(used, failure), failure.thrown);
}

interface Explanation {
  readonly matches: (message: string, used: CredentialsUsed) => boolean;
  readonly say: (used: CredentialsUsed, failure: Failure) => Said;
}

const explanations: readonly Explanation[] = [
  {
    matches: (message) => message.includes("requires multi-factor authentication"),
    say: (used) => [
      `${origin(used)} asks for a code of a device (MFA), which this command cannot ask you for.`,
      "Let the AWS command line ask, and hand its keys on:",
      `eval "$(${awsCommand("configure export-credentials --format env", used)})"`,
      used.origin.from === "profile" && used.origin.by === "AWS_PROFILE"
        ? "Then unset AWS_PROFILE, and try again."
        : "Then try again without --profile.",
    ],
  },
  {
    matches: (message) => /invalid SSO credentials|^Sso session '/.test(message),
    say: (used, { message }) => [
      `${origin(used)} is not complete: ${oneLine(message, 200)}`,
      `Set it up anew: ${awsCommand("configure sso", used)}`,
    ],
  },
  {
    matches: (message) => /\bForbiddenException|No access/.test(message),
    say: (used) => [
      `the SSO session of ${origin(used)} may not use the account and the role that it names.`,
      "Choose others: look at sso_account_id and sso_role_name, or run",
      awsCommand("configure sso", used),
    ],
  },
  {
    matches: (message) => /\bSSO\b|Session token not found|Token is expired/i.test(message),
    say: (used) => [
      `the SSO session of ${origin(used)} is missing or has expired. Log in:`,
      awsCommand("sso login", used),
    ],
  },
  {
    matches: (message, { profiles, profileName }) =>
      message.includes("aws login") || (profiles.get(profileName)?.login_session !== undefined && !isLast(message)),
    say: (used) => [`the login of ${origin(used)} is missing or has expired. Log in:`, awsCommand("login", used)],
  },
  {
    matches: (message, used) =>
      used.profiles.has(used.profileName) && (isLast(message) || used.origin.from === "profile"),
    say: emptyProfile,
  },
  {
    matches: isLast,
    say: ({ files, profiles }) => [
      "there are no AWS credentials.",
      `Neither in AWS_ACCESS_KEY_ID, nor as a default profile in ${files.join(" or ")}, nor as a role of this machine.`,
      ...(profiles.size === 0 ? [] : [`Name a profile: --profile NAME. There ${listedProfiles(profiles)}.`]),
      "Log in with: aws configure sso (or aws configure, if you have keys).",
    ],
  },
];

function listedProfiles(profiles: ReadonlyMap<string, Profile>): string {
  return `${profiles.size === 1 ? "is" : "are"} ${listed([...profiles.keys()])}`;
}

/** The last link of the SDK's chain, which knows nothing of why the others gave none. */
function isLast(message: string): boolean {
  return message.startsWith("Could not load credentials from any providers");
}

function unknown(used: CredentialsUsed, { message }: Failure): Said {
  return [
    `no credentials came of ${origin(used)}: ${oneLine(message, 300)}`,
    "See whether the AWS command line gets some:",
    awsCommand("configure export-credentials", used),
  ];
}
