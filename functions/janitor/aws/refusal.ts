import { describeError, type ErrorFacts, type FailureClass } from "../domain/error-facts.ts";
import type { Refusal, RefusalClass } from "../ports.ts";

/** An answer that did not come in the time there was for it. */
export class NoAnswerInTime extends Error {
  override readonly name = "TimeoutError";
}

/** The EC2 actions that change something. */
export type WritingAction = "ReleaseAddress" | "DeleteNetworkInterface" | "CreateTags" | "DeleteTags";

/**
 * What an error code means for one resource. Everything that is not listed is `unexpected`, never assumed harmless.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const classes: Readonly<Record<string, RefusalClass>> = {
  "InvalidAllocationID.NotFound": "gone",
  // Also the answer to a wrong network border group; whether it really is gone, a look tells.
  "InvalidAddress.NotFound": "gone",
  "InvalidAddressID.NotFound": "gone",
  "InvalidNetworkInterfaceID.NotFound": "gone",
  "InvalidElasticIpID.NotFound": "gone",
  InvalidID: "gone",

  "InvalidIPAddress.InUse": "in-use",
  "InvalidNetworkInterface.InUse": "in-use",

  UnauthorizedOperation: "denied",
  AccessDenied: "denied",
  AccessDeniedException: "denied",

  RequestLimitExceeded: "throttled",
  Throttling: "throttled",
  ThrottlingException: "throttled",
  ThrottledException: "throttled",
  TooManyRequestsException: "throttled",
  RequestThrottled: "throttled",
  // Route 53, while it is still busy with the account's previous call.
  PriorRequestNotComplete: "throttled",

  "InvalidAddress.PtrSet": "protected-by-aws",
  "InvalidAddress.Locked": "protected-by-aws",
  // AWS lets fifty tags be, and a mark would be the fifty-first.
  TagLimitExceeded: "protected-by-aws",

  InternalError: "no-answer",
  InternalFailure: "no-answer",
  ServiceUnavailable: "no-answer",
  Unavailable: "no-answer",
  RequestTimeout: "no-answer",
  TimeoutError: "no-answer",
  AbortError: "no-answer",

  RequestExpired: "transient",
};

/**
 * After a NAT gateway was deleted, releasing its address answers these for a while. `AuthFailure` also says that the
 * address is already another account's; then the next run does not find it any more.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html
 */
const transientForAddresses: ReadonlySet<string> = new Set(["AuthFailure", "InvalidNetworkInterfaceID.NotFound"]);

/** Says what AWS's refusal of an action means. */
export function readRefusal(
  error: unknown,
  action: WritingAction | "DescribeAddresses" | "DescribeNetworkInterfaces",
): Refusal {
  const facts = describeError(error);
  return { ...facts, action, class: classOf(error, facts, action) };
}

/** What an error in a reading call means: whether somebody has to act, or it may well be gone by the next run. */
export function readFailureClass(error: unknown): FailureClass {
  const kind = generalClassOf(error, describeError(error));
  switch (kind) {
    case "denied":
      return "denied";
    case "throttled":
    case "transient":
    case "no-answer":
      return "transient";
    default:
      return "unexpected";
  }
}

function classOf(error: unknown, facts: ErrorFacts, action: string): RefusalClass {
  const { code, message } = facts;
  // EC2 is known to refuse the deletion of an attached interface with this general code as well.
  if (action === "DeleteNetworkInterface" && code === "InvalidParameterValue" && message.includes("in use"))
    return "in-use";
  if (action === "ReleaseAddress" && transientForAddresses.has(code)) return "transient";
  return generalClassOf(error, facts);
}

function generalClassOf(error: unknown, { code }: ErrorFacts): RefusalClass {
  if (isLostConnection(error) || isUnreadable(error)) return "no-answer";
  const known = Object.hasOwn(classes, code) ? classes[code] : undefined;
  return known ?? (isServersFault(error) ? "no-answer" : "unexpected");
}

/** A status of 500 or more, from EC2 or from something on the way to it: what was asked may have been done. */
function isServersFault(error: unknown): boolean {
  return (statusOf(error) ?? 0) >= 500;
}

/** AWS said yes or no, but not in words that the SDK can read. */
function isUnreadable(error: unknown): boolean {
  return statusOf(error) === 200 || (error instanceof Error && error.name === "UnreadableAnswer");
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}

/** Node.js names what went wrong below HTTP in `code`, while the SDK leaves the name as `Error`. */
function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return [
    "ECONNRESET",
    "ECONNREFUSED",
    "EPIPE",
    "ETIMEDOUT",
    "ECONNABORTED",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ENOTFOUND",
    "EAI_AGAIN",
  ].some((code) => code === error.code);
}
