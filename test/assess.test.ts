import { expect, test, vi } from "vitest";
import { survey } from "../functions/janitor/assess.ts";
import type { Survey } from "../functions/janitor/domain/survey.ts";
import { due, fresh, scanned } from "./support/run-world.ts";
import { aPolicy, elsewhere, now, scope } from "./support/samples.ts";

/** A resource that says when somebody reads its tags. */
function watched(read: () => void) {
  const tags = () => {
    read();
    return due.tags;
  };
  return Object.defineProperty({ ...due }, "tags", { get: tags, enumerable: true });
}

test("what is in one scope is decided about while another is still being read", async () => {
  const last = Promise.withResolvers<Survey>();
  const decided = vi.fn();
  const seen = survey(
    aPolicy(),
    {
      scopes: async () => ({ status: "listed", scopes: [scope, elsewhere] }),
      survey: async (each) => (each === scope ? scanned([watched(decided)]) : last.promise),
    },
    now,
  );
  await vi.waitFor(() => expect(decided).toHaveBeenCalled());
  last.resolve(scanned([fresh], elsewhere));
  const { surveys, judged } = await seen;
  expect(surveys).toHaveLength(2);
  expect((await judged).map(({ resource, decision }) => [resource.id, decision.kind])).toEqual([
    [due.id, "release"],
    [fresh.id, "wait"],
  ]);
});

test("a mistake in deciding costs nobody the surveys, and waits for whoever asks what was decided", async () => {
  const last = Promise.withResolvers<Survey>();
  const broken = Object.defineProperty({ ...due }, "tags", {
    get: () => {
      throw new TypeError("x is not a function");
    },
    enumerable: true,
  });
  const seen = survey(
    aPolicy(),
    {
      scopes: async () => ({ status: "listed", scopes: [scope, elsewhere] }),
      survey: async (each) => (each === scope ? scanned([broken]) : last.promise),
    },
    now,
  );
  // Node.js ends a process in which nobody has heard of a failure by now, and so does Lambda.
  await new Promise((resolve) => setImmediate(resolve));
  last.resolve(scanned([fresh], elsewhere));
  const { surveys, judged } = await seen;
  expect(surveys.map(({ status }) => status)).toEqual(["scanned", "scanned"]);
  await expect(judged).rejects.toThrow("x is not a function");
});
