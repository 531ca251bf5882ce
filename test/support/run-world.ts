import type { GatheredEvidence } from "../../functions/janitor/domain/evidence.ts";
import { nothingRemembered } from "../../functions/janitor/domain/memory.ts";
import type { DueRelease } from "../../functions/janitor/domain/plan.ts";
import type { Policy } from "../../functions/janitor/domain/policy.ts";
import type { Report } from "../../functions/janitor/domain/report.ts";
import type { Resource, Scope } from "../../functions/janitor/domain/resource.ts";
import type { Survey } from "../../functions/janitor/domain/survey.ts";
import type { Ports } from "../../functions/janitor/ports.ts";
import { RunFailed, run } from "../../functions/janitor/run.ts";
import { type FakeHands, fakeHands } from "./fake-ports.ts";
import { anAddress, aPolicy, elsewhere, oldMark, scope } from "./samples.ts";

export const due = anAddress({ id: "eipalloc-due", tags: oldMark });
export const fresh = anAddress({ id: "eipalloc-fresh" });

export function scanned(resources: readonly Resource[], where: Scope = scope): Survey {
  return {
    status: "scanned",
    scope: where,
    resources,
    elasticIps: { total: resources.length, quota: 5 },
    networkInterfaces: { available: 0 },
  };
}

export function nothingFound(releases: readonly DueRelease[]): GatheredEvidence {
  return new Map(releases.map(({ resource }) => [resource, [{ guard: "dns", answer: "nothing-found" }]]));
}

export interface World {
  readonly hands?: FakeHands;
  readonly surveys?: readonly Survey[];
  readonly reading?: Partial<Ports["reading"]>;
  readonly publish?: Ports["publish"];
  readonly recall?: Ports["recall"];
}

/** Ports over a world that was written down, and all they were asked in one log. */
export function portsOf({
  hands = fakeHands(),
  surveys = [scanned([due, fresh])],
  reading = {},
  publish,
  recall,
}: World) {
  const { log } = hands;
  const published: Report[] = [];
  const measured: Report[] = [];
  const ports: Ports = {
    reading: {
      scopes: async (regions) => {
        log.push(`scopes ${regions}`);
        return { status: "listed", scopes: surveys.map((survey) => survey.scope) };
      },
      survey: async (wanted) => {
        log.push(`survey ${wanted.region}`);
        const found = surveys.find((survey) => survey.scope === wanted);
        if (found === undefined) throw new Error("a scope that was not listed");
        return found;
      },
      evidence: async (releases) => {
        log.push(`evidence ${releases.map(({ resource }) => resource.id)}`);
        return nothingFound(releases);
      },
      ...reading,
    },
    writing: hands.writing,
    journal: hands.journal,
    time: hands.time,
    recall: async () => {
      log.push("recall");
      return recall === undefined ? nothingRemembered : recall();
    },
    publish: async (report) => {
      log.push("publish");
      published.push(report);
      return publish === undefined || (await publish(report));
    },
    measure: (report) => {
      log.push("measure");
      measured.push(report);
    },
  };
  return { ports, log, published, measured, journaled: hands.reports };
}

export function runWith(world: World = {}, policy: Partial<Policy> = {}) {
  const recorded = portsOf(world);
  // What a test gives as regions is what an event has narrowed the run to.
  const config = { policy: aPolicy(policy), everywhere: "all", narrowed: policy.regions !== undefined } as const;
  return { ...recorded, report: run(config, "run-1", recorded.ports) };
}

/** The error of a run that failed. Fails the test when it did not. */
export async function failure(report: Promise<Report>): Promise<RunFailed> {
  const thrown = await report.then(
    () => new Error("the run did not fail"),
    (error: unknown) => error,
  );
  if (!(thrown instanceof RunFailed)) throw thrown;
  return thrown;
}

export const unseen: Survey = {
  status: "failed",
  scope: elsewhere,
  error: { code: "UnauthorizedOperation", message: "explicit deny in a service control policy" },
};
