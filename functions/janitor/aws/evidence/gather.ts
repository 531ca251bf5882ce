import { describeError } from "../../domain/error-facts.ts";
import type { Evidence, GatheredEvidence } from "../../domain/evidence.ts";
import type { DueRelease } from "../../domain/plan.ts";
import type { Resource } from "../../domain/resource.ts";

/** Looks for one kind of thing, outside the resources themselves, that still needs them. */
export interface Guard {
  readonly name: string;
  /** Answers for each of the resources. What it leaves out, or rejects with, counts as "could not tell". */
  readonly examine: (due: readonly DueRelease[], signal: AbortSignal) => Promise<ReadonlyMap<Resource, Evidence>>;
}

/**
 * Asks every guard about everything that is due, side by side. Nothing due, nothing asked. A guard that fails, or says
 * nothing about a resource, or has not answered when the signal comes, could not tell; it does not keep the others from
 * being heard. Never rejects.
 */
export async function gatherEvidence(
  guards: readonly Guard[],
  due: readonly DueRelease[],
  signal: AbortSignal,
): Promise<GatheredEvidence> {
  if (due.length === 0) return new Map();
  const answers = await Promise.all(guards.map((guard) => ask(guard, due, signal)));
  return new Map(due.map(({ resource }) => [resource, answers.map((answer) => answer(resource))]));
}

async function ask(
  guard: Guard,
  due: readonly DueRelease[],
  signal: AbortSignal,
): Promise<(resource: Resource) => Evidence> {
  const couldNotTell = (error: unknown): Evidence => ({
    guard: guard.name,
    answer: "could-not-tell",
    error: describeError(error),
  });
  try {
    const answers = await Promise.race([guard.examine(due, signal), rejectWhenAborted(signal)]);
    return (resource) => answers.get(resource) ?? couldNotTell(new Error("the guard gave no answer"));
  } catch (error) {
    return () => couldNotTell(error);
  }
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const refuse = () => reject(new Error("the guard did not answer in time"));
    if (signal.aborted) refuse();
    else signal.addEventListener("abort", refuse, { once: true });
  });
}
