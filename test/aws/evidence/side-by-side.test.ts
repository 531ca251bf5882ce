import { expect, test } from "vitest";
import { sideBySide } from "../../../functions/janitor/aws/evidence/side-by-side.ts";

/** Work that is over when the test says so. */
function heldWork() {
  const begun: number[] = [];
  const held = new Map<number, PromiseWithResolvers<void>>();
  const work = (item: number) => {
    const end = Promise.withResolvers<void>();
    begun.push(item);
    held.set(item, end);
    return end.promise;
  };
  const others = () => new Promise((resolve) => setImmediate(resolve));
  const finish = async (item: number) => {
    held.get(item)?.resolve();
    await others();
  };
  const fail = async (item: number, error: Error) => {
    held.get(item)?.reject(error);
    await others();
  };
  return { begun, work, finish, fail };
}

test("an empty list is nothing to work on", async () => {
  const { begun, work } = heldWork();
  await sideBySide([], 2, work);
  expect(begun).toEqual([]);
});

test("so many items are worked on at once, each once and in order, until the last is done", async () => {
  const { begun, work, finish } = heldWork();
  let over = false;
  const working = sideBySide([1, 2, 3, 4], 2, work).then(() => {
    over = true;
  });
  expect(begun).toEqual([1, 2]);
  await finish(2);
  expect(begun).toEqual([1, 2, 3]);
  await finish(1);
  await finish(3);
  expect(begun).toEqual([1, 2, 3, 4]);
  expect(over).toBe(false);
  await finish(4);
  expect(over).toBe(true);
  await working;
});

test("once one has failed, no further one is begun, and its error is the one that is told", async () => {
  const { begun, work, finish, fail } = heldWork();
  const refused = expect(sideBySide([1, 2, 3, 4, 5], 3, work)).rejects.toThrow("the first");
  await fail(2, new Error("the first"));
  await finish(1);
  await fail(3, new Error("the second"));
  await refused;
  expect(begun).toEqual([1, 2, 3]);
});
