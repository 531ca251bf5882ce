import { describeError, shortened } from "../../domain/error-facts.ts";
import { type Evidence, forbids, type GatheredEvidence } from "../../domain/evidence.ts";
import type { DueRelease } from "../../domain/plan.ts";
import type { Resource, ResourceKind } from "../../domain/resource.ts";
import { NoAnswerInTime, readFailureClass } from "../refusal.ts";
import type { Answer, Guard, Question } from "./guard.ts";

/**
 * Asks every guard about everything that is due and that it knows about, side by side. A guard that fails, or says nothing
 * about a resource, or has not answered when the signal comes, could not tell; it does not keep the others from being heard,
 * and what it had answered until then stands. Never rejects.
 *
 * A slow guard is asked about each kind of resource when the others have spoken about that kind, in the order of what
 * matters most: what nothing forbids so far, the longest idle first.
 */
export async function gatherEvidence(
  guards: readonly Guard[],
  due: readonly DueRelease[],
  scopes: Question["scopes"],
  signal: AbortSignal,
): Promise<GatheredEvidence> {
  const ask = (guard: Guard, releases: readonly DueRelease[]) => hear(guard, releases, scopes, signal);
  const quick = guards.filter(({ slow }) => !slow).map((guard) => ({ guard, heard: ask(guard, due) }));
  const askSlowOnes = async (kind: ResourceKind) => {
    const said = await Promise.all(quick.filter(({ guard }) => guard.about.includes(kind)).map(({ heard }) => heard));
    const isForbidden = ({ resource }: DueRelease) => said.some((says) => says(resource).some(forbids));
    const byAge = due
      .filter(({ resource }) => resource.kind === kind)
      .toSorted((one, other) => one.decision.idleSince - other.decision.idleSince);
    const forbidden = byAge.filter(isForbidden);
    const ordered = [...byAge.filter((each) => !isForbidden(each)), ...forbidden];
    const heard = await Promise.all(guards.filter(({ slow }) => slow).map((guard) => ask(guard, ordered)));
    const settled = new Set(forbidden.map(({ resource }) => resource));
    // That there was no time left to ask about what others forbid anyway is nothing to tell.
    return heard.map(
      (says) => (resource: Resource) => says(resource).filter((each) => !settled.has(resource) || !passes(each)),
    );
  };
  const kinds = [...new Set(due.map(({ resource }) => resource.kind))];
  const [first, ...later] = await Promise.all([
    Promise.all(quick.map(({ heard }) => heard)),
    ...kinds.map(askSlowOnes),
  ]);
  const all = [...first, ...later.flat()];
  return new Map(due.map(({ resource }) => [resource, all.flatMap((says) => says(resource))]));
}

function passes(evidence: Evidence): boolean {
  return evidence.answer === "could-not-tell" && evidence.error.class === "transient";
}

async function hear(
  guard: Guard,
  releases: readonly DueRelease[],
  scopes: Question["scopes"],
  signal: AbortSignal,
): Promise<(resource: Resource) => readonly Evidence[]> {
  const due = releases.filter(({ resource }) => guard.about.includes(resource.kind));
  const asked = new Set(due.map(({ resource }) => resource));
  const answers = new Map<Resource, Answer>();
  let open = true;
  const answer = (resource: Resource, given: Answer) => {
    if (open) answers.set(resource, given);
  };
  const failure =
    due.length === 0 ? undefined : await untilAborted(() => guard.examine({ due, scopes, signal, answer }), signal);
  open = false;
  return (resource) => (asked.has(resource) ? [evidence(guard, answers.get(resource) ?? noAnswer(failure))] : []);
}

/** Waits for the work or for the signal, whichever comes first, and says what went wrong, if anything. */
async function untilAborted(work: () => Promise<void>, signal: AbortSignal): Promise<unknown> {
  const over = Promise.withResolvers<never>();
  const refuse = () => over.reject(new NoAnswerInTime("the guard did not answer in time"));
  signal.addEventListener("abort", refuse, { once: true });
  try {
    const working = work();
    if (signal.aborted) refuse();
    await Promise.race([working, over.promise]);
    return undefined;
  } catch (error) {
    return error;
  } finally {
    signal.removeEventListener("abort", refuse);
  }
}

function noAnswer(failure: unknown): Answer {
  return { error: failure ?? new Error("the guard gave no answer") };
}

/** So many facts are enough to find the rest: thousands of records may name one address. */
const mostFacts = 10;

function evidence({ name: guard, reason }: Guard, answer: Answer): Evidence {
  if ("error" in answer) {
    const error = { ...shortened(describeError(answer.error)), class: readFailureClass(answer.error) };
    return { guard, answer: "could-not-tell", error };
  }
  const { found: all, lastActivity } = answer;
  const seen = lastActivity === undefined ? {} : { lastActivity };
  if (all.length === 0) return { guard, answer: "nothing-found", ...seen };
  const more = all.length - mostFacts;
  return { guard, answer: "found", reason, found: all.slice(0, mostFacts), ...(more > 0 && { more }), ...seen };
}
