import { mockClient } from "aws-sdk-client-mock";
import { afterEach } from "vitest";
import { Ec2Clients } from "../../../functions/janitor/aws/clients.ts";
import { gatherEvidence } from "../../../functions/janitor/aws/evidence/gather.ts";
import type { Guard, Question } from "../../../functions/janitor/aws/evidence/guard.ts";
import type { FailureClass } from "../../../functions/janitor/domain/error-facts.ts";
import type { Evidence, EvidenceFact, EvidenceReason } from "../../../functions/janitor/domain/evidence.ts";
import type { DueRelease } from "../../../functions/janitor/domain/plan.ts";
import type { GuardName } from "../../../functions/janitor/domain/policy.ts";
import type { Resource } from "../../../functions/janitor/domain/resource.ts";
import { aDueRelease, elsewhere, noEnd, scope } from "../../support/samples.ts";

interface Circumstances {
  readonly scopes?: Question["scopes"];
  readonly signal?: AbortSignal;
}

/** What the guard says about each of the resources, in their order; nothing where it has no say. */
export function ask(guard: Guard, resources: readonly Resource[], circumstances?: Circumstances) {
  return askAboutDue(
    guard,
    resources.map((resource) => aDueRelease(resource)),
    circumstances,
  );
}

/** The same about resources whose marks matter. */
export async function askAboutDue(
  guard: Guard,
  due: readonly DueRelease[],
  { scopes = async () => [scope], signal = noEnd() }: Circumstances = {},
): Promise<readonly (Evidence | undefined)[]> {
  const evidence = await gatherEvidence([guard], due, scopes, signal);
  return due.map(({ resource }) => evidence.get(resource)?.[0]);
}

/** What a guard can say. */
export function wordsOf(guard: GuardName, reason: EvidenceReason) {
  return {
    nothing: { guard, answer: "nothing-found" },
    found: (...found: readonly EvidenceFact[]) => ({ guard, answer: "found", reason, found }),
    couldNotTell: (code: string, message = `AWS says ${code}`, kind: FailureClass = "transient") => ({
      guard,
      answer: "could-not-tell",
      error: { code, message, class: kind },
    }),
  } as const;
}

/** EC2 in two regions, each with answers of its own. To be asked for once in a file. */
export function ec2InTwoRegions() {
  const clients = new Ec2Clients();
  const here = mockClient(clients.repeating(scope.region));
  const there = mockClient(clients.repeating(elsewhere.region));
  afterEach(() => {
    here.reset();
    there.reset();
  });
  return { clients, here, there };
}

export type Ec2Stub = ReturnType<typeof ec2InTwoRegions>["here"];

export type Page = readonly object[] | Error;

/** Answers with these pages, each to whom its token was given. An error fails its page. */
export function inPages(list: string, ...pages: readonly Page[]) {
  return ({ NextToken }: { readonly NextToken?: string }) => {
    const at = Number(NextToken ?? 0);
    const page = pages[at] ?? new Error(`there is no page ${at}`);
    if (page instanceof Error) throw page;
    return { [list]: page, ...(at + 1 < pages.length ? { NextToken: String(at + 1) } : {}) };
  };
}
