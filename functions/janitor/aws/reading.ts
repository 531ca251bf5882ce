import { describeError } from "../domain/error-facts.ts";
import type { Reading, ScopeList } from "../ports.ts";
import type { Ec2Clients } from "./clients.ts";
import type { Guard } from "./evidence/guard.ts";
import { listEnabledRegions } from "./regions.ts";
import { surveyScope } from "./survey.ts";

export interface ReadingOptions {
  readonly clients: Ec2Clients;
  /** The account that the credentials belong to. */
  readonly account: () => Promise<string>;
  readonly tagPrefix: string;
  /** The guards to ask, fetched when there is something to ask them. */
  readonly guards: () => Promise<readonly Guard[]>;
  /** Aborted when a survey that has not ended counts as failed. */
  readonly surveyEnd: AbortSignal;
  /** Aborted when a guard that has not answered could not tell. */
  readonly evidenceEnd: AbortSignal;
}

/** The reading side of a run, over AWS. */
export function awsReading(options: ReadingOptions): Reading {
  const { clients, account, tagPrefix, guards, surveyEnd, evidenceEnd } = options;
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
    // Nothing due, nothing asked: not even the code that asks is loaded.
    evidence: async (due, surveyed) => {
      if (due.length === 0) return new Map();
      const { gatherEvidence } = await import("./evidence/gather.ts");
      return gatherEvidence(await guards(), due, surveyed, evidenceEnd);
    },
  };
}
