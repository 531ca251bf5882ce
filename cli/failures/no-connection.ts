import { knownRegions } from "../../functions/janitor/domain/regions.ts";
import { nearest } from "../../functions/janitor/nearest.ts";
import { oneLine } from "../../functions/janitor/notify/plain-text.ts";
import { Problem } from "../problem.ts";
import type { CredentialsUsed, Environment } from "./credentials-used.ts";
import { type Failure, wordless } from "./failure.ts";
import { missingProfile, sayProblem } from "./profile-lacks.ts";

/** AWS has not answered: nobody is there, what is there is not AWS, or it is not known whom to ask. */
export function explainNoConnection(failure: Failure, used: CredentialsUsed): Problem | undefined {
  const { code, message, thrown } = failure;
  if (message === "Region is missing" || message.startsWith("Region not accepted")) return noRegion(failure, used);
  if (code === "ERR_INVALID_URL") return badEndpoint(failure, used);
  if (unreachable.has(code)) {
    return (
      unknownRegion(failure, used) ?? new Problem(`no connection to AWS: ${whatFailed(failure)}.`, ways(used), thrown)
    );
  }
  if (late.has(code)) return new Problem("AWS did not answer in time.", ways(used), thrown);
  if (code === "EPROTO") return new Problem("what answers in AWS's stead does not speak TLS.", ways(used), thrown);
  if (isTls(failure)) {
    const advice =
      "Where a proxy looks into every connection, name its certificate: NODE_EXTRA_CA_CERTS=/path/to/ca.pem";
    return new Problem(
      `no safe connection to AWS (${code}): ${oneLine(message, 160)}`,
      [advice, ...ways(used)],
      thrown,
    );
  }
  // A hotel's log-in page, for example. The words are the SDK's.
  if (code === "UnreadableAnswer" || message === wordless || message.includes("Deserialization error")) {
    return new Problem("what answers in AWS's stead says nothing that AWS would say.", ways(used), thrown);
  }
  return undefined;
}

const unreachable: ReadonlySet<string> = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "EPIPE",
]);

const late: ReadonlySet<string> = new Set(["TimeoutError", "AbortError", "ETIMEDOUT", "ESOCKETTIMEDOUT"]);

/** https://nodejs.org/docs/latest-v24.x/api/tls.html#x509-certificate-error-codes */
function isTls({ code }: Failure): boolean {
  return /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH)/.test(code);
}

function whatFailed({ code, message, thrown }: Failure): string {
  if (thrown instanceof Error && "hostname" in thrown && typeof thrown.hostname === "string") {
    return `${thrown.hostname} has no address (${code})`;
  }
  return oneLine(message, 160) || code;
}

/** What may be in the way. */
function ways({ environment }: CredentialsUsed): readonly string[] {
  const endpoint = endpointOf(environment);
  const proxy = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"].find((name) => environment[name]);
  return [
    ...(endpoint === undefined ? ["Is the network up, and the VPN if AWS is only reached through one?"] : []),
    ...(endpoint === undefined ? [] : [`${endpoint.name} is ${endpoint.shown}: unset it to talk to AWS itself.`]),
    ...(proxy === undefined ? [] : [`${proxy} is set, but this command does not go through a proxy.`]),
  ];
}

/** The variable that leads calls elsewhere. https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function endpointOf(environment: Environment): { readonly name: string; readonly shown: string } | undefined {
  const name = ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"].find((each) => environment[each]);
  const url = name === undefined ? undefined : environment[name];
  if (name === undefined || url === undefined) return undefined;
  // Without a name and a password, if there are any.
  const parsed = URL.parse(url);
  return { name, shown: oneLine(parsed === null ? url : `${parsed.protocol}//${parsed.host}`) };
}

function badEndpoint({ thrown }: Failure, { environment }: CredentialsUsed): Problem | undefined {
  const endpoint = endpointOf(environment);
  if (endpoint === undefined) return undefined;
  return new Problem(
    `${endpoint.name} is ${endpoint.shown}, which is not a URL.`,
    ["It looks like http://127.0.0.1:4599. Unset it to talk to AWS itself."],
    thrown,
  );
}

/** Every region has a name of its own in the DNS, so that one that does not exist looks like a network that is down. */
function unknownRegion({ code, thrown }: Failure, { region, environment }: CredentialsUsed): Problem | undefined {
  if (code !== "ENOTFOUND" || region === undefined || knownRegions.includes(region)) return undefined;
  const near = nearest(region, knownRegions);
  const from = environment.AWS_REGION ? "AWS_REGION" : "the profile's region";
  return new Problem(
    `there is no region ${oneLine(region)} (${from}).${near === undefined ? "" : ` Did you mean ${near}?`}`,
    [`Name one that the account uses: AWS_REGION=${near ?? "eu-central-1"} janitor …`],
    thrown,
  );
}

function noRegion({ thrown, message }: Failure, used: CredentialsUsed): Problem {
  const { environment, region } = used;
  const missing = missingProfile(used);
  if (missing !== undefined) return sayProblem(missing, thrown);
  const { AWS_DEFAULT_REGION: forOthers } = environment;
  const advice = [
    ...(forOthers ? [`AWS_DEFAULT_REGION is set, but AWS's SDK for JavaScript reads AWS_REGION.`] : []),
    `Name one that the account uses: AWS_REGION=${forOthers || "eu-central-1"} janitor …`,
    "Or for good: aws configure set region eu-central-1",
    "Or name the regions to look at: --regions eu-central-1,us-east-1",
  ];
  return message === "Region is missing"
    ? new Problem(
        "no AWS region is configured, so there is nobody to ask which regions the account has.",
        advice,
        thrown,
      )
    : new Problem(`${oneLine(JSON.stringify(region ?? ""))} is no name of a region.`, advice, thrown);
}
