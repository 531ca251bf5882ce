import { describeError } from "../domain/error-facts.ts";
import type { Reading, ScopeList } from "../ports.ts";
import type { Ec2Clients } from "./clients.ts";
import { type Guard, gatherEvidence } from "./evidence/gather.ts";
import { listEnabledRegions } from "./regions.ts";
import { surveyScope } from "./survey.ts";

export interface ReadingOptions {
  readonly clients: Ec2Clients;
  /** The account that the credentials belong to. */
  readonly account: () => Promise<string>;
  readonly tagPrefix: string;
  readonly guards: readonly Guard[];
  /** Aborted when a survey that has not ended counts as failed. */
  readonly surveyEnd: AbortSignal;
  /** Aborted when a guard that has not answered could not tell. */
  readonly short: AbortSignal;
}

/** The reading side of a run, over AWS. */
export function awsReading({ clients, account, tagPrefix, guards, surveyEnd, short }: ReadingOptions): Reading {
  return {
    scopes: async (regions): Promise<ScopeList> => {
      try {
        const [id, names] = await Promise.all([
          account(),
          regions === "all" ? listEnabledRegions(clients.home(), surveyEnd) : regions,
        ]);
        return { status: "listed", scopes: names.map((region) => ({ account: id, region })) };
      } catch (error) {
        return { status: "failed", error: describeError(error) };
      }
    },
    survey: (scope) => surveyScope({ ec2: clients.repeating(scope.region), scope, tagPrefix, signal: surveyEnd }),
    evidence: (due) => gatherEvidence(guards, due, short),
  };
}
