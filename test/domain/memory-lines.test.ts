import { describe, expect, test } from "vitest";
import type { Memory } from "../../functions/janitor/domain/memory.ts";
import { entriesOf, linesOf, type MemoryEntry, readMemory } from "../../functions/janitor/domain/memory-lines.ts";
import { day, now } from "./make.ts";

const memory: Memory = {
  at: now,
  toldAt: now - day,
  states: new Map([
    [
      "123456789012 eu-central-1",
      new Map([
        ["eipalloc-1", "keep unreadable-tag janitor:polcy=kep"],
        ["eni-1", "wait later"],
      ]),
    ],
    ["123456789012 us-east-1", new Map([["eipalloc-1", "release grace-over due"]])],
  ]),
};

/** The lines of a run as a log gives them back. */
function logged(written: Memory, runId = "run-1", size = 2): readonly unknown[] {
  const parts: MemoryEntry[][] = [];
  for (const entry of entriesOf(written)) {
    const last = parts.at(-1);
    if (last === undefined || last.length === size) parts.push([entry]);
    else last.push(entry);
  }
  return JSON.parse(JSON.stringify([...linesOf(written, parts)].map((line) => ({ journal: "told", runId, ...line }))));
}

describe("lines", () => {
  test("say which part they are, by scope and by resource, at instants that people can read", () => {
    expect(logged(memory)).toEqual([
      {
        journal: "told",
        version: 1,
        runId: "run-1",
        at: "2026-11-22T06:00:00.000Z",
        toldAt: "2026-11-21T06:00:00.000Z",
        part: 1,
        parts: 2,
        scopes: {
          "123456789012 eu-central-1": {
            "eipalloc-1": "keep unreadable-tag janitor:polcy=kep",
            "eni-1": "wait later",
          },
        },
      },
      expect.objectContaining({
        part: 2,
        scopes: { "123456789012 us-east-1": { "eipalloc-1": "release grace-over due" } },
      }),
    ]);
  });

  test("of nothing are one line: there was a run, and it had nothing", () => {
    const nothing: Memory = { at: now, states: new Map([["123456789012 eu-central-1", new Map()]]) };
    expect(logged(nothing)).toMatchObject([{ part: 1, parts: 1, scopes: {} }]);
    expect(logged(nothing)[0]).not.toHaveProperty("toldAt");
    expect(readMemory(logged(nothing))).toEqual({ at: now, toldAt: undefined, states: new Map() });
  });
});

describe("the memory that is read", () => {
  test("is the one that was written, in whatever order its lines come, and when one comes twice", () => {
    const lines = logged(memory);
    expect(readMemory(lines)).toEqual(memory);
    expect(readMemory([...lines.toReversed(), ...lines])).toEqual(memory);
    expect(readMemory(logged(memory, "run-1", 1))).toEqual(memory);
  });

  const older: Memory = { at: now - 1, states: new Map([["123456789012 eu-central-1", new Map([["eni-1", "x"]])]]) };

  test("is that of the run that ended last", () => {
    expect(readMemory([...logged(memory), ...logged(older, "run-0")])).toEqual(memory);
    expect(readMemory([...logged(older, "run-0"), ...logged(memory)])).toEqual(memory);
  });

  test("is an older one where not all of the last one is there: what is missing was not told", () => {
    const [first, second] = logged(memory);
    expect(readMemory([...logged(older, "run-0"), first])).toEqual({ ...older, toldAt: undefined });
    expect(readMemory([...logged(older, "run-0"), second])).toEqual({ ...older, toldAt: undefined });
    expect(readMemory([first])).toBeUndefined();
  });

  test("is never put together from two runs, or from two attempts at the same one", () => {
    const [first] = logged(memory);
    const [, other] = logged(memory, "run-2");
    const [, again] = logged({ ...memory, at: now + 1 });
    expect(readMemory([first, other, again])).toBeUndefined();
  });

  test("is none where its lines do not agree on how many they are", () => {
    const [first, second] = logged(memory);
    expect(readMemory([{ ...Object(first), parts: 1 }, second])).toBeUndefined();
  });

  test("is none where there are no lines", () => {
    expect(readMemory([])).toBeUndefined();
  });

  const whole = { runId: "r", version: 1, at: "2026-11-22T06:00:00.000Z", part: 1, parts: 1, scopes: {} };

  test.each<[string, unknown]>([
    ["a text", "told"],
    ["null", null],
    ["a list", [whole]],
    ["no version", { ...whole, version: undefined }],
    ["a later version", { ...whole, version: 2 }],
    ["no run", { ...whole, runId: undefined }],
    ["no instant", { ...whole, at: undefined }],
    ["no real instant", { ...whole, at: "yesterday" }],
    ["a summary at no real instant", { ...whole, toldAt: "yesterday" }],
    ["a summary at a number", { ...whole, toldAt: 5 }],
    ["a part that is a text", { ...whole, part: "1" }],
    ["a number of parts that is a text", { ...whole, parts: "1" }],
    ["a part beyond the last one", { ...whole, part: 2 }],
    ["a part before the first one", { ...whole, part: 0 }],
    ["half a part", { ...whole, part: 1.5, parts: 2 }],
    ["no scopes", { ...whole, scopes: undefined }],
    ["a list of scopes", { ...whole, scopes: [] }],
    ["a scope that is a text", { ...whole, scopes: { "1 eu": "x" } }],
    ["a state that is none", { ...whole, scopes: { "1 eu": { "eni-1": 7 } } }],
  ])("has nothing of a line with %s", (_, line) => {
    expect(readMemory([whole])).toMatchObject({ at: now });
    expect(readMemory([line])).toBeUndefined();
    expect(readMemory([...logged(older), line])).toEqual({ ...older, toldAt: undefined });
  });
});
