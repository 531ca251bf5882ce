import { describe, expect, test } from "vitest";
import {
  type Answer,
  addressesIn,
  interfacesIn,
  type Question,
  scopeByScope,
} from "../../../functions/janitor/aws/evidence/guard.ts";
import type { Resource } from "../../../functions/janitor/domain/resource.ts";
import { aDueRelease, anAddress, anInterface, awsError, elsewhere, scope } from "../../support/samples.ts";

const [one, two] = [anAddress(), anAddress({ id: "eipalloc-2" })];
const twin = anAddress({ scope: elsewhere });
const stranger = anAddress({ scope: { ...scope, account: "210987654321" } });

/** A place for answers, and all of them in order. */
function answers() {
  const given: [Resource, Answer][] = [];
  const answer: Question["answer"] = (...each) => void given.push(each);
  return { given, answer };
}

test("what is due of each kind, in its order", () => {
  const networkInterface = anInterface();
  const due = [one, networkInterface, twin].map((resource) => aDueRelease(resource));
  expect(addressesIn(due)).toEqual([one, twin]);
  expect(interfacesIn(due)).toEqual([networkInterface]);
  expect([addressesIn([]), interfacesIn([])]).toEqual([[], []]);
});

describe("scope by scope", () => {
  test("each scope is looked into once, with its own resources; another account in the same region is another", async () => {
    const looks: unknown[] = [];
    await scopeByScope([one, twin, two, stranger], answers().answer, async (where, resources) => {
      looks.push([where, resources]);
    });
    expect(looks).toEqual([
      [scope, [one, two]],
      [elsewhere, [twin]],
      [stranger.scope, [stranger]],
    ]);
  });

  test("the scopes are looked into side by side", async () => {
    const both = Promise.withResolvers<void>();
    let begun = 0;
    const look = () => {
      begun += 1;
      if (begun === 2) both.resolve();
      return both.promise;
    };
    await scopeByScope([one, twin], answers().answer, look);
    expect(begun).toBe(2);
  });

  test("one that fails could not tell about its own resources, and leaves the others alone", async () => {
    const { given, answer } = answers();
    const error = awsError("UnauthorizedOperation");
    await scopeByScope([one, twin, two], answer, async (where, resources) => {
      if (where === scope) throw error;
      for (const resource of resources) answer(resource, { found: [] });
    });
    expect(new Map(given)).toEqual(
      new Map<Resource, Answer>([
        [twin, { found: [] }],
        [one, { error }],
        [two, { error }],
      ]),
    );
  });

  test("without resources nothing is looked into", async () => {
    const look = () => Promise.reject(new Error("there is nothing to look for"));
    expect(await scopeByScope([], answers().answer, look)).toBeUndefined();
  });
});
