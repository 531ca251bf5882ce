import { instant, oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { Problem } from "../problem.ts";
import { awsCommand, type CredentialsUsed, origin } from "./credentials-used.ts";
import type { Failure } from "./failure.ts";

/**
 * AWS has answered, and said no: to the credentials, to what was asked, or for now.
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 *
 * @param now ms since the epoch, by the machine's own clock
 */
export function explainRefusal(failure: Failure, used: CredentialsUsed, now: number): Problem | undefined {
  if (!failure.answered) return undefined;
  const { code, message, thrown } = failure;
  const words = oneLine(message, 300);
  const clock = `If not, a wrong clock can be why: this machine's says ${instant(new Date(now).toISOString())}.`;
  switch (code) {
    case "ExpiredToken":
    case "ExpiredTokenException":
      return new Problem(`the credentials have expired: ${origin(used)}.`, [...renewal(used), clock], thrown);
    case "RequestExpired":
    case "RequestTimeTooSkewed":
      return new Problem(
        `AWS takes the request for an old one (${origin(used)}).`,
        [`Is the clock right? This machine's says ${instant(new Date(now).toISOString())}.`, ...renewal(used)],
        thrown,
      );
    case "InvalidClientTokenId":
    case "InvalidAccessKeyId":
    case "UnrecognizedClientException":
    case "AuthFailure":
      return new Problem(`AWS does not know ${keysOf(used)}.`, unknownKeys(used), thrown);
    case "SignatureDoesNotMatch":
    case "IncompleteSignature":
    case "InvalidSignatureException":
      return new Problem(
        `the secret does not belong to ${keysOf(used)}.`,
        [...renewal(used), clock, `AWS says: ${words}`],
        thrown,
      );
    case "AccessDenied":
    case "AccessDeniedException":
    case "UnauthorizedOperation":
      return refusedAction(failure, used);
    case "OptInRequired":
    case "RegionDisabledException":
      return new Problem(
        `the region ${used.region ?? "that is configured"} is not enabled for the account: ${words}`,
        [`Begin in another: AWS_REGION=${usual} janitor …`],
        thrown,
      );
    case "Throttling":
    case "ThrottlingException":
    case "RequestLimitExceeded":
    case "TooManyRequestsException":
      return new Problem(
        `AWS gets too many calls from this account just now (${code}).`,
        ["Try again in a minute."],
        thrown,
      );
    default:
      return new Problem(`AWS says ${oneLine(code)}: ${words}`, ["With --debug it says where in the code."], thrown);
  }
}

/** A region that every account of the usual partition has. */
const usual = "us-east-1";

function keysOf(used: CredentialsUsed): string {
  return used.origin.from === "keys" ? "the keys in AWS_ACCESS_KEY_ID" : `the keys of ${origin(used)}`;
}

/** How to get credentials that are good again. */
function renewal(used: CredentialsUsed): readonly string[] {
  const profile = used.profiles.get(used.profileName);
  if (used.origin.from === "keys") {
    return [
      "Get new ones and export them; or, to use a profile,",
      "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
    ];
  }
  if (profile === undefined) return [];
  if (profile.sso_session !== undefined || profile.sso_start_url !== undefined) {
    return ["Log in:", awsCommand("sso login", used)];
  }
  if (profile.login_session !== undefined) return ["Log in:", awsCommand("login", used)];
  return ["Put in new ones:", awsCommand("configure", used)];
}

/** https://docs.aws.amazon.com/general/latest/gr/rande-manage.html: a region that is not enabled knows no keys of the account. */
function unknownKeys(used: CredentialsUsed): readonly string[] {
  const { environment, origin: from, region } = used;
  const isTemporary = environment.AWS_ACCESS_KEY_ID?.startsWith("ASIA") === true;
  if (from.from === "keys" && isTemporary && !environment.AWS_SESSION_TOKEN) {
    return ["They are temporary, and AWS_SESSION_TOKEN is not set, which belongs to them."];
  }
  return [
    "They may be deleted or inactive, or lack their session token.",
    ...renewal(used),
    ...(region === undefined || region === usual
      ? []
      : [`Or the region ${region} is not enabled for the account: try AWS_REGION=${usual}.`]),
  ];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html: which action, and who did not allow it. */
function refusedAction({ message, thrown }: Failure, used: CredentialsUsed): Problem {
  const words = oneLine(message, 300);
  const refused = `AWS refuses this to ${origin(used)}`;
  const [, action] = /\bnot authorized to perform: ?([\w-]+:\w+)/.exec(message) ?? [];
  if (message.includes("sts:AssumeRole")) {
    const trust = "The role's trust policy has to name whoever assumes it, who in turn needs sts:AssumeRole.";
    return new Problem(`${refused}: ${words}`, [trust], thrown);
  }
  if (action === undefined) return new Problem(`${refused}: ${words}`, whomToAsk(used), thrown);
  const why = message.includes("explicit deny")
    ? `a policy denies ${action}, whatever others allow.`
    : `the permission ${action} is missing.`;
  return new Problem(`${refused}: ${why}`, [...whomToAsk(used), `AWS says: ${words}`], thrown);
}

function whomToAsk({ origin: from }: CredentialsUsed): readonly string[] {
  return from.from === "profile"
    ? ["Ask whoever looks after the account, or try another --profile."]
    : ["Ask whoever looks after the account, or name a profile with --profile."];
}
