import type { ErrorFacts } from "./error-facts.ts";
import type { Resource, Scope } from "./resource.ts";

/**
 * What a look at one scope gave. A listing that failed or broke off is `failed` as a whole: there is no way to write
 * it down as an empty or a shorter list.
 */
export type Survey =
  | {
      readonly status: "scanned";
      readonly scope: Scope;
      /** Everything idle, everything paid for without being used, and everything in use that carries a mark. */
      readonly resources: readonly Resource[];
      readonly elasticIps: {
        readonly total: number;
        /** The most Elastic IPs the account may have in the region (`vpc-max-elastic-ips`). */
        readonly quota: number;
      };
      readonly networkInterfaces: { readonly available: number };
    }
  | FailedSurvey;

export interface FailedSurvey {
  readonly status: "failed";
  readonly scope: Scope;
  readonly error: ErrorFacts;
}
