import { describeError, shortened } from "../../domain/error-facts.ts";
import type { Evidence, GatheredEvidence } from "../../domain/evidence.ts";
import type { DueRelease } from "../../domain/plan.ts";
import type { Resource, Scope } from "../../domain/resource.ts";
import { NoAnswerInTime, readFailureClass } from "../refusal.ts";
import type { Answer, Guard } from "./guard.ts";

/**
 * Asks every guard about everything that is due and that it knows about, side by side. A guard that fails, or says
 * nothing about a resource, or has not answered when the signal comes, could not tell; it does not keep the others from
 * being heard, and what it had answered until then stands. Never rejects.
 */
export async function gatherEvidence(
  guards: readonly Guard[],
  due: readonly DueRelease[],
  surveyed: readonly Scope[],
  signal: AbortSignal,
): Promise<GatheredEvidence> {
  const heard = await Promise.all(guards.map((guard) => hear(guard, due, surveyed, signal)));
  return new Map(due.map(({ resource }) => [resource, heard.flatMap((said) => said(resource))]));
}

async function hear(
  guard: Guard,
  all: readonly DueRelease[],
  surveyed: readonly Scope[],
  signal: AbortSignal,
): Promise<(resource: Resource) => readonly Evidence[]> {
  const due = all.filter(({ resource }) => guard.about.includes(resource.kind));
  const answers = new Map<Resource, Answer>();
  let open = true;
  const answer = (resource: Resource, given: Answer) => {
    if (open) answers.set(resource, given);
  };
  const failure =
    due.length === 0 ? undefined : await untilAborted(() => guard.examine({ due, surveyed, signal, answer }), signal);
  open = false;
  return (resource) =>
    guard.about.includes(resource.kind) ? [evidence(guard, answers.get(resource) ?? noAnswer(failure))] : [];
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
