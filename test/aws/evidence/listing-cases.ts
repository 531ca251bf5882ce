import { describe, expect, test } from "vitest";
import type { Ec2Clients } from "../../../functions/janitor/aws/clients.ts";
import type { Guard } from "../../../functions/janitor/aws/evidence/guard.ts";
import type { Resource } from "../../../functions/janitor/domain/resource.ts";
import { awsError } from "../../support/samples.ts";
import { signalsOf } from "../sent-calls.ts";
import { ask, type Ec2Stub, ec2InTwoRegions, inPages, type Page, type wordsOf } from "./ask.ts";

interface Listing {
  readonly guard: (clients: Ec2Clients) => Guard;
  readonly words: ReturnType<typeof wordsOf>;
  /** The name of the list in the answer. */
  readonly list: string;
  /** Lets EC2 answer the listing, and whatever else the guard asks, in one region. */
  readonly answers: (region: Ec2Stub, listing: (input: { readonly NextToken?: string }) => object) => unknown;
  /** Something in the list that names the resource, and something that does not. */
  readonly naming: object;
  readonly other: object;
  /** What is said of the resource then. */
  readonly found: object;
  readonly resource: Resource;
  /** The same resource, so far as EC2's answer tells, in the other region. */
  readonly twin: Resource;
  /** A resource of the kind that the guard is not about. */
  readonly stranger: Resource;
}

/** What holds for every guard that reads a listing of EC2's in the regions of the resources. */
export function itReadsTheWholeListing({ guard: guardOver, words, answers, ...listing }: Listing): void {
  const { list, naming, other, resource, twin, stranger } = listing;
  const { clients, here, there } = ec2InTwoRegions();
  const guard = guardOver(clients);
  const pages = (...all: readonly Page[]) => inPages(list, ...all);

  describe("the listing", () => {
    test.each([
      ["alone", [[naming]]],
      ["among others", [[other, naming, other]]],
      ["on the last of three pages", [[other], [other], [naming]]],
      ["behind an empty page", [[], [naming]]],
      ["on the first of two pages", [[naming], [other]]],
    ])("names the resource: %s", async (_, all) => {
      answers(here, pages(...all));
      expect(await ask(guard, [resource])).toEqual([listing.found]);
    });

    test.each([
      ["is empty", [[]]],
      ["has others only", [[other], [other]]],
    ])("does not name it: %s", async (_, all) => {
      answers(here, pages(...all));
      expect(await ask(guard, [resource])).toEqual([words.nothing]);
    });

    test.each([
      ["at its beginning", [awsError("UnauthorizedOperation")]],
      ["in the middle", [[other], awsError("UnauthorizedOperation"), [other]]],
      ["at its end", [[other], awsError("UnauthorizedOperation")]],
      ["behind what was found", [[naming], awsError("UnauthorizedOperation")]],
    ])("is not seen whole when it fails %s", async (_, all) => {
      answers(here, pages(...all));
      expect(await ask(guard, [resource])).toEqual([words.couldNotTell("UnauthorizedOperation", undefined, "denied")]);
    });

    test.each([
      ["at once", () => ({})],
      [
        "on the next page",
        ({ NextToken }: { NextToken?: string }) => (NextToken ? {} : { [list]: [], NextToken: "2" }),
      ],
    ])("is not seen whole when the answer is without it: %s", async (_, answer) => {
      answers(here, answer);
      expect(await ask(guard, [resource])).toEqual([
        words.couldNotTell("UnreadableAnswer", `the answer has no ${list}`),
      ]);
    });

    test("is not seen whole when its pages lead in a circle", async () => {
      answers(here, ({ NextToken }) => ({ [list]: [other], NextToken: NextToken === "a" ? "b" : "a" }));
      expect(await ask(guard, [resource])).toEqual([
        words.couldNotTell("UnreadableAnswer", "the pages of the answer lead in a circle"),
      ]);
    });
  });

  describe("each region", () => {
    test("is asked about its own resources", async () => {
      answers(here, pages([other]));
      answers(there, pages([naming]));
      expect(await ask(guard, [resource, twin])).toEqual([words.nothing, listing.found]);
    });

    test("is read once, however many resources are due", async () => {
      answers(here, pages([naming]));
      await ask(guard, [resource]);
      const calls = here.calls().length;
      here.resetHistory();
      expect(await ask(guard, [resource, { ...resource }])).toEqual([listing.found, listing.found]);
      expect(here.calls()).toHaveLength(calls);
    });

    test("is left alone when nothing there is due", async () => {
      answers(here, pages([]));
      await ask(guard, [resource]);
      expect(there.calls()).toHaveLength(0);
    });

    test("that fails hides no other", async () => {
      answers(here, pages([other], awsError("RequestLimitExceeded")));
      answers(there, pages([naming]));
      expect(await ask(guard, [resource, twin])).toEqual([words.couldNotTell("RequestLimitExceeded"), listing.found]);
    });

    test("is asked only about what the guard is about", async () => {
      expect(await ask(guard, [stranger])).toEqual([undefined]);
      expect(here.calls()).toHaveLength(0);
      answers(here, pages([naming]));
      expect(await ask(guard, [stranger, resource])).toEqual([undefined, listing.found]);
    });
  });

  test("every call can be broken off", async () => {
    answers(here, pages([other], [other]));
    answers(there, pages([other]));
    const { signal } = new AbortController();
    await ask(guard, [resource, twin], { signal });
    const signals = [...signalsOf(here), ...signalsOf(there)];
    expect(signals.length).toBeGreaterThanOrEqual(3);
    for (const each of signals) expect(each).toBe(signal);
  });
}
