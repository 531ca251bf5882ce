import { assertNever } from "../../functions/janitor/domain/assert-never.ts";
import type { ErrorFacts } from "../../functions/janitor/domain/error-facts.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";
import { oneLine, quoted } from "../../functions/janitor/notify/plain-text.ts";
import type { Why } from "./returned.ts";

/** Why something could not be had back, and what helps, as a part of a sentence. */
export function whyWords(why: Why, resource: Resource): string {
  const { scope } = resource;
  switch (why.why) {
    case "another-account":
      return `it was in account ${scope.account}, and the credentials are those of ${why.caller}: try with that account's (--profile)`;
    case "another-prefix":
      return `it was released by a janitor whose tags start with ${quoted(why.prefix)}: say with --tag-prefix how they start today, or its next run would release it again`;
    case "no-public-address":
      return "it is a carrier's address or one of the customer's own, and AWS does not give those out by name";
    case "subnet-not-recorded":
      return "the journal does not say which subnet it was in";
    case "not-seen":
      return `whether it is there already could not be seen, so nothing was tried: ${awsWords(why.error)}`;
    case "still-shown":
      return "EC2 still shows it under its old id, which cannot last; try again in a minute";
    case "not-shown":
      return `EC2 says that it has made it as ${oneLine(why.id)}, and ${
        why.error === undefined
          ? "does not show it: somebody may have deleted that"
          : `could not show it: ${awsWords(why.error)}`
      }; try again in a minute`;
    case "address-not-given-out":
      return `AWS does not give it out any more: another account has it by now, or it cannot be recovered: ${awsWords(why.error)}`;
    case "private-address-taken":
      return `${takerWords(why)}: ${awsWords(why.error)}`;
    case "address-quota":
      return `the quota of Elastic IPs in ${scope.region} is used up; release one, or ask AWS for more: ${awsWords(why.error)}`;
    case "interface-quota":
      return `the quota of network interfaces in ${scope.region} is used up; delete one, or ask AWS for more: ${awsWords(why.error)}`;
    case "subnet-gone":
      return `its subnet is gone: ${awsWords(why.error)}`;
    case "subnet-full":
      return `its subnet is full: ${awsWords(why.error)}`;
    case "denied":
      return `a permission is missing: ${awsWords(why.error)}`;
    case "not-for-now":
      return `AWS did not do it for now, and it was not there a moment later; try again: ${awsWords(why.error)}`;
    case "refused":
      return awsWords(why.error);
    default:
      return assertNever(why);
  }
}

function takerWords({ by }: Extract<Why, { why: "private-address-taken" }>): string {
  if (by.length === 0) return "one of its addresses is taken";
  const words = by
    .slice(0, 3)
    .map(({ address, networkInterfaceId }) => `${address} is taken by ${oneLine(networkInterfaceId)}`);
  return words.join(", ");
}

/** AWS's own words, in brackets its code. */
export function awsWords({ code, message }: ErrorFacts): string {
  return `${oneLine(message, 200)} (${oneLine(code)})`;
}
