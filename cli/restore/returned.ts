import type { ErrorFacts } from "../../functions/janitor/domain/error-facts.ts";
import type { RestoredTags } from "./restored-tags.ts";

/** What has become of one thing that was to be given back. */
export type Returned =
  | {
      readonly kind: "given-back";
      /** The id it has now. */
      readonly id: string;
      readonly tags: RestoredTags;
      readonly lacks: readonly Lack[];
    }
  /** Nothing was written. `lacks`: what it has not, and had when it was released. */
  | { readonly kind: "there-already"; readonly id: string; readonly lacks: readonly Lack[] }
  /** It was there already, and was given what an earlier restore had failed at; not `lacks`. */
  | { readonly kind: "completed"; readonly id: string; readonly lacks: readonly Lack[] }
  | { readonly kind: "not-had-back"; readonly why: Why };

/** Something that was given back without all that it had. */
export type Lack =
  /** Security groups that it has not. `left`: how many of them it has; with none it was given its VPC's default group. */
  | { readonly lack: "groups"; readonly gone: readonly string[]; readonly left: number }
  /** Private and IPv6 addresses. */
  | { readonly lack: "addresses"; readonly addresses: readonly string[] }
  /** Without `error`: nobody has tried. */
  | { readonly lack: "source-dest-check-off"; readonly error?: ErrorFacts }
  | { readonly lack: "prefixes"; readonly prefixes: readonly string[]; readonly error?: ErrorFacts };

/** Why something could not be had back. */
export type Why =
  | { readonly why: "another-account"; readonly caller: string }
  | { readonly why: "another-prefix"; readonly prefix: string }
  /** A carrier's address or one of the customer's own: `AllocateAddress` does not give out such by name. */
  | { readonly why: "no-public-address" }
  | { readonly why: "subnet-not-recorded" }
  /** Whether it is there already could not be seen, so nothing was tried. */
  | { readonly why: "not-seen"; readonly error: ErrorFacts }
  /** EC2 goes on showing what was surely released, under the id that it had. */
  | { readonly why: "still-shown" }
  /** EC2 says that it has made it, and does not show it, or does not answer. */
  | { readonly why: "not-shown"; readonly id: string; readonly error?: ErrorFacts }
  | { readonly why: "address-not-given-out"; readonly error: ErrorFacts }
  | { readonly why: "private-address-taken"; readonly by: readonly Taker[]; readonly error: ErrorFacts }
  | { readonly why: RefusalReason; readonly error: ErrorFacts };

export type RefusalReason =
  | "address-quota"
  | "interface-quota"
  | "subnet-gone"
  | "subnet-full"
  | "denied"
  /** No answer, or not for now. */
  | "not-for-now"
  /** Anything else, in AWS's words. */
  | "refused";

/** Who has a private or an IPv6 address now. */
export interface Taker {
  readonly address: string;
  readonly networkInterfaceId: string;
}

/** Whether all that was released is there again. */
export function isWhole(returned: Returned): boolean {
  switch (returned.kind) {
    case "given-back":
      return returned.lacks.length === 0 && returned.tags.cut.length === 0;
    case "there-already":
    case "completed":
      return returned.lacks.length === 0;
    case "not-had-back":
      return false;
    default:
      return returned satisfies never;
  }
}
