import { describe, expect, test } from "vitest";
import { apartNames, chosenIds, isNamedBy, leftAlone } from "../../../cli/apply/choose.ts";
import { Problem } from "../../../cli/problem.ts";
import { day, makeAddress, makeInterface, marked, notSeen } from "../../domain/make.ts";
import { makePlan } from "../plan/make-plan.ts";

const due = makeAddress({ id: "eipalloc-due", publicIp: "203.0.113.1" });
const kept = makeAddress({ id: "eipalloc-kept", publicIp: "203.0.113.2", tags: { "janitor:policy": "keep" } });
const waiting = makeInterface({ id: "eni-waiting", tags: marked(day) });
const plan = makePlan({ resources: [due, kept, waiting] });

function refused(names: readonly string[], of = plan): Problem {
  try {
    chosenIds(names, of);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("what somebody has named", () => {
  test("may stand one after the other, or with commas and blanks between", () => {
    expect(apartNames(["a,b", " c , d", "e"])).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("is named by its id, and an address by itself as well", () => {
    expect([due, kept, waiting].map((resource) => isNamedBy(["eipalloc-due"])({ resource }))).toEqual([
      true,
      false,
      false,
    ]);
    expect(isNamedBy(["203.0.113.1"])({ resource: due })).toBe(true);
    expect(isNamedBy(["eni-waiting"])({ resource: waiting })).toBe(true);
    expect([...chosenIds(["203.0.113.1", "eni-waiting"], plan)]).toEqual(["eipalloc-due", "eni-waiting"]);
  });

  test("is refused altogether where one of several was not found", () => {
    expect(refused(["eipalloc-due", "eipalloc-other"]).message).toBe(
      "eipalloc-other: not among what is idle, so nothing was done.",
    );
  });

  test("may be a slip, also of an address, and what is known of it can be asked", () => {
    expect(refused(["203.0.113.1x"]).advice).toEqual([
      "Did you mean 203.0.113.1?",
      "janitor explain 203.0.113.1x says what is known of it.",
    ]);
  });

  test("may be where nobody could look", () => {
    const { message, advice } = refused(["eipalloc-other"], makePlan({ unread: [notSeen("eu-west-1")] }));
    expect(message).toContain("as far as that could be read");
    expect(advice).toContain("Not read: eu-west-1.");
  });

  test("is told to be left alone where nothing happens to it, and nothing else is", () => {
    const chosen = new Set(["eipalloc-due", "eipalloc-kept"]);
    expect(leftAlone(chosen, plan)).toEqual(["203.0.113.2 is left alone: keep, opted out by tag."]);
    // What the breaker keeps is told of in the plan.
    const tripped = makePlan({
      resources: [due, makeAddress({ id: "eipalloc-2" })],
      policy: { limits: { releases: 1 } },
    });
    expect(leftAlone(new Set(["eipalloc-due"]), tripped)).toEqual([]);
  });
});
