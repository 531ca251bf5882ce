import { UnreadableAnswer } from "./answer.ts";

/**
 * The pages of a listing, as long as each leads on to a new one. A token that comes twice leads in a circle, and a
 * listing in a circle is not a whole one.
 *
 * @param most how many pages are to be expected at the most
 * @throws UnreadableAnswer when a token repeats, or there are more pages than that
 */
export async function* checkedPages<T extends { NextToken?: string | undefined }>(
  pages: AsyncIterable<T>,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<T> {
  const tokens = new Set<string>();
  for await (const page of pages) {
    yield page;
    const { NextToken: token } = page;
    if (!token) return;
    if (tokens.has(token)) throw new UnreadableAnswer("the pages of the answer lead in a circle");
    tokens.add(token);
    if (tokens.size >= most) throw new UnreadableAnswer(`the answer has more than ${most} pages`);
  }
}
