import { describe, expect, test } from "vitest";
import { UnreadableAnswer } from "../../functions/janitor/aws/answer.ts";
import { checkedPages } from "../../functions/janitor/aws/pages.ts";

interface Page {
  readonly at: number;
  readonly NextToken?: string | undefined;
}

/** Pages with these tokens, and how many of them were asked for. The last token is given for good. */
function listing(...tokens: readonly (string | undefined)[]) {
  const asked: number[] = [];
  async function* pages(): AsyncGenerator<Page> {
    for (let at = 0; at < 100; at += 1) {
      asked.push(at);
      yield { at, NextToken: tokens[Math.min(at, tokens.length - 1)] };
    }
  }
  return { pages: pages(), asked };
}

async function read(pages: AsyncIterable<Page>, most?: number): Promise<readonly number[]> {
  const read: number[] = [];
  for await (const { at } of checkedPages(pages, most)) read.push(at);
  return read;
}

describe("pages that each lead on to a new one", () => {
  test.each([
    ["one page", [undefined], [0]],
    ["one page, with a token that says nothing", [""], [0]],
    ["three pages", ["a", "b", undefined], [0, 1, 2]],
  ])("are given as they come: %s", async (_, tokens, given) => {
    const { pages, asked } = listing(...tokens);
    expect(await read(pages)).toEqual(given);
    expect(asked).toEqual(given);
  });

  test("are given one at a time: nothing is asked for before it is wanted", async () => {
    const { pages, asked } = listing("a", "b", undefined);
    for await (const { at } of checkedPages(pages)) expect(asked).toHaveLength(at + 1);
  });

  test("may be as many as are expected", async () => {
    expect(await read(listing("a", "b", undefined).pages, 3)).toEqual([0, 1, 2]);
  });
});

describe("pages that do not", () => {
  test.each([
    ["at once", ["a", "a"], 2],
    ["after a while", ["a", "b", "c", "a"], 4],
    ["back to any of those before", ["a", "b", "c", "b"], 4],
  ])("lead in a circle %s, and are no whole listing", async (_, tokens, pagesAsked) => {
    const { pages, asked } = listing(...tokens);
    await expect(read(pages)).rejects.toThrow(new UnreadableAnswer("the pages of the answer lead in a circle"));
    expect(asked).toHaveLength(pagesAsked);
  });

  test("end are broken off when they are more than expected", async () => {
    const { pages, asked } = listing("a", "b", "c", undefined);
    await expect(read(pages, 3)).rejects.toThrow(new UnreadableAnswer("the answer has more than 3 pages"));
    expect(asked).toHaveLength(3);
  });

  test("come fail with AWS's words", async () => {
    async function* pages(): AsyncGenerator<Page> {
      yield { at: 0, NextToken: "a" };
      throw new Error("AWS says no");
    }
    await expect(read(pages())).rejects.toThrow("AWS says no");
  });
});
