import { setImmediate as nextTurn } from "node:timers/promises";
import { describeError } from "../domain/error-facts.ts";
import type { Evidence, GatheredEvidence } from "../domain/evidence.ts";
import type { DueRelease } from "../domain/plan.ts";
import type { Regions } from "../domain/policy.ts";
import type { Scope } from "../domain/resource.ts";
import type { Reading, ScopeList } from "../ports.ts";
import type { Ec2Clients } from "./clients.ts";
import type { Guard, Place } from "./evidence/guard.ts";
import { listEnabledRegions } from "./regions.ts";
import { surveyScope } from "./survey.ts";

export interface ReadingOptions {
  readonly clients: Ec2Clients;
  /** The account that the credentials belong to. */
  readonly account: () => Promise<string>;
  readonly tagPrefix: string;
  /** The regions that guards may look into, which may be more than a run surveys. */
  readonly everywhere: Regions;
  /** The guards to ask, fetched when there is something to ask them. */
  readonly guards: () => Promise<readonly Guard[]>;
  /** Aborted when a survey that has not ended counts as failed. */
  readonly surveyEnd: AbortSignal;
  /** Aborted when a guard that has not answered could not tell. */
  readonly evidenceEnd: AbortSignal;
}

/** The reading side of a run, over AWS. */
export function awsReading(options: ReadingOptions): Reading {
  const { clients, account, tagPrefix, everywhere, guards, surveyEnd, evidenceEnd } = options;
  const list = async (regions: Regions, signal: AbortSignal): Promise<readonly Scope[]> => {
    const [id, names] = await Promise.all([
      account(),
      regions === "all" ? listEnabledRegions(clients.home(), signal) : regions,
    ]);
    return names.map((region) => ({ account: id, region }));
  };
  const turn = turns();
  return {
    scopes: async (regions): Promise<ScopeList> => {
      try {
        return { status: "listed", scopes: await list(regions, surveyEnd) };
      } catch (error) {
        return { status: "failed", error: describeError(error) };
      }
    },
    survey: async (scope) => {
      // Before the client is made: the first request need not wait for the clients of all other regions.
      await turn();
      return surveyScope({ ec2: clients.repeating(scope.region), scope, tagPrefix, signal: surveyEnd, turn });
    },
    // Nothing due, nothing asked: not even the code that asks is loaded.
    evidence: async (due, unseen) => {
      if (due.length === 0) return new Map();
      const closed = new Map(unseen.map(({ scope, error }) => [scope.region, error.code]));
      const open = async (): Promise<readonly Place[]> =>
        (await list(everywhere, evidenceEnd)).flatMap((scope) => {
          const failure = closed.get(scope.region);
          if (failure === undefined) return [scope];
          return noAnswers.has(failure) ? [] : [{ ...scope, doubtful: true }];
        });
      try {
        const { gatherEvidence } = await import("./evidence/gather.ts");
        return await gatherEvidence(await guards(), due, open, evidenceEnd);
      } catch (error) {
        return noEvidence(due, error);
      }
    },
  };
}

/** Of a region that did not answer the survey nobody asks anything more: that would use up the time of all others. */
const noAnswers: ReadonlySet<string> = new Set(["TimeoutError", "AbortError"]);

/** The code of the guards could not be loaded, or has a mistake: nothing is proven, and the rest of the run goes on. */
function noEvidence(due: readonly DueRelease[], error: unknown): GatheredEvidence {
  const unable: Evidence = {
    guard: "evidence",
    answer: "could-not-tell",
    error: { ...describeError(error), class: "unexpected" },
  };
  return new Map(due.map(({ resource }) => [resource, [unable]]));
}

/**
 * Lets one after the other make requests, in the order in which they ask for it. Requests that are made in one go leave when
 * the last of them is made, which for all of 17 regions takes as long as an answer does; in turns each leaves at once.
 */
function turns(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    const mine = last;
    last = mine.then(() => nextTurn());
    return mine;
  };
}
