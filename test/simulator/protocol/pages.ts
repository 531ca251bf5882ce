import { ServiceError } from "./errors.ts";
import type { Parameters } from "./parameters.ts";

interface Sequenced {
  readonly sequence: number;
}

interface PageRules {
  /** Whose token this is: a token of another action, account or region is refused. */
  readonly owner: string;
  readonly min: number;
  readonly max: number;
  /** The parameter that lists ids, if the call has one; EC2 refuses it together with MaxResults. */
  readonly ids?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/**
 * One page in order of creation. The token remembers the last resource shown, not an offset, so that what is
 * deleted between two pages hides nothing behind it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html#api-pagination
 */
export function paginate<T extends Sequenced>(items: readonly T[], parameters: Parameters, rules: PageRules): Page<T> {
  const maxResults = parameters.integer("MaxResults");
  const token = parameters.text("NextToken");
  if (maxResults !== undefined && rules.ids !== undefined && parameters.list(rules.ids).length > 0) {
    throw new ServiceError(
      "InvalidParameterCombination",
      `The parameter ${rules.ids} cannot be used with the parameter MaxResults`,
    );
  }
  if (maxResults !== undefined && (maxResults < rules.min || maxResults > rules.max)) {
    throw new ServiceError(
      "InvalidParameterValue",
      `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value between ${rules.min} and ${rules.max}.`,
    );
  }
  const after = token === undefined || token === "" ? -1 : readToken(token, rules.owner);
  const rest = items.filter((item) => item.sequence > after).sort((a, b) => a.sequence - b.sequence);
  const size = maxResults ?? (after >= 0 ? rules.max : rest.length);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return last !== undefined && rest.length > size
    ? { items: page, nextToken: writeToken(last.sequence, rules.owner) }
    : { items: page };
}

function writeToken(sequence: number, owner: string): string {
  return Buffer.from(`${sequence}|${owner}`).toString("base64url");
}

function readToken(token: string, owner: string): number {
  const [, sequence, tokenOwner] = /^(\d+)\|(.*)$/.exec(Buffer.from(token, "base64url").toString()) ?? [];
  if (sequence === undefined || tokenOwner !== owner) {
    throw new ServiceError("InvalidNextToken", `The token '${token}' is invalid`);
  }
  return Number(sequence);
}
