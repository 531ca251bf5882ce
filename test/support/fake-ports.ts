import type { Memory } from "../../functions/janitor/domain/memory.ts";
import type { Finding } from "../../functions/janitor/domain/outcome.ts";
import type { DueRelease } from "../../functions/janitor/domain/plan.ts";
import type { Report } from "../../functions/janitor/domain/report.ts";
import type { Resource } from "../../functions/janitor/domain/resource.ts";
import type {
  Attempt,
  Hands,
  Journal,
  Look,
  Outcomes,
  Refusal,
  RefusalClass,
  Time,
  Writing,
} from "../../functions/janitor/ports.ts";
import { now } from "./samples.ts";

/** Everything that was done through the fakes, in order: `look eni-1`, `pause 500` … */
export type Log = string[];

/** Each element is one answer; the last one is given for good. A function answers by the resource. */
type Script<T> = readonly (T | ((resource: Resource) => T))[];

interface Scripts {
  readonly looks?: Script<Look | Error>;
  readonly attempts?: Script<Attempt | Error>;
  readonly turns?: Script<boolean>;
  readonly marks?: (resources: readonly Resource[]) => Outcomes | Promise<Outcomes>;
  readonly time?: Partial<Time>;
}

export interface FakeHands extends Hands {
  readonly log: Log;
  readonly intents: readonly DueRelease[];
  readonly outcomes: readonly Finding[];
  readonly reports: readonly Report[];
  /** Of each report that was journaled. */
  readonly worthTelling: readonly boolean[];
  readonly memories: readonly Memory[];
}

/** Ports that do as they are told and write down what they were asked. By default all goes well. */
export function fakeHands(scripts: Scripts = {}): FakeHands {
  const log: Log = [];
  const intents: DueRelease[] = [];
  const outcomes: Finding[] = [];
  const reports: Report[] = [];
  const worthTelling: boolean[] = [];
  const memories: Memory[] = [];
  const look = play<Look | Error>(scripts.looks ?? [(resource) => ({ seen: "there", resource })]);
  const attempt = play<Attempt | Error>(scripts.attempts ?? [{ done: true }]);
  const turn = play<boolean>(scripts.turns ?? [true]);
  const all =
    (kind: "marked" | "unmarked") =>
    (resources: readonly Resource[]): Outcomes =>
      new Map(resources.map((resource) => [resource, { kind }]));

  const writing: Writing = {
    mark: async (resources, idleSince) => {
      log.push(`mark ${idsOf(resources)} ${new Date(idleSince).toISOString()}`);
      return (scripts.marks ?? all("marked"))(resources);
    },
    unmark: async (resources) => {
      log.push(`unmark ${idsOf(resources)}`);
      return (scripts.marks ?? all("unmarked"))(resources);
    },
    turn: async (resource) => {
      log.push(`turn ${resource.id}`);
      return turn(resource);
    },
    lookAgain: async (resource) => {
      log.push(`look ${resource.id}`);
      return orThrow(look(resource));
    },
    release: async (resource) => {
      log.push(`release ${resource.id}`);
      return orThrow(attempt(resource));
    },
  };
  const journal: Journal = {
    intent: (due) => {
      log.push(`intent ${due.resource.id}`);
      intents.push(due);
    },
    outcome: (finding) => {
      log.push(`outcome ${finding.resource.id} ${finding.outcome.kind}`);
      outcomes.push(finding);
    },
    report: (report, isWorthTelling) => {
      log.push("report");
      reports.push(report);
      worthTelling.push(isWorthTelling);
    },
    told: (memory) => {
      log.push("told");
      memories.push(memory);
    },
  };
  const time: Time = {
    startedAt: now,
    now: () => now + 5_000,
    short: new AbortController().signal,
    pause: async (ms) => {
      log.push(`pause ${ms}`);
    },
    ...scripts.time,
  };
  return { writing, journal, time, log, intents, outcomes, reports, worthTelling, memories };
}

/** Ports whose every use is a mistake. */
export function untouchable(): Hands {
  const fail = (): never => {
    throw new Error("this must not be touched");
  };
  return {
    writing: { mark: fail, unmark: fail, turn: fail, lookAgain: fail, release: fail },
    journal: { intent: fail, outcome: fail, report: fail, told: fail },
    time: { startedAt: now, now: fail, short: new AbortController().signal, pause: fail },
  };
}

export function refused(kind: RefusalClass, action = "ReleaseAddress"): Attempt & { done: false } {
  return { done: false, refusal: refusal(kind, action) };
}

export function notSeen(kind: RefusalClass): Look {
  return { seen: "not", refusal: refusal(kind, "DescribeAddresses") };
}

export function refusal(kind: RefusalClass, action: string): Refusal {
  return { action, class: kind, code: `Code of ${kind}`, message: `AWS says ${kind}` };
}

function idsOf(resources: readonly Resource[]): string {
  return resources.map(({ id }) => id).join(",");
}

function play<T extends boolean | object>(script: Script<T>): (resource: Resource) => T {
  let at = 0;
  return (resource) => {
    const answer = script[Math.min(at, script.length - 1)];
    at += 1;
    if (answer === undefined) throw new Error("a script needs an answer");
    return typeof answer === "function" ? answer(resource) : answer;
  };
}

function orThrow<T>(answer: T | Error): T {
  if (answer instanceof Error) throw answer;
  return answer;
}
