/** Text as people see it: without case, surrounding white space, invisible characters and differences of encoding. */
export function fold(text: string): string {
  return text
    .replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")
    .normalize("NFKC")
    .trim()
    .toLowerCase();
}

/** What is left of a text when all that separates words is taken out. */
export function lettersOf(text: string): string {
  return fold(text).replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** The words of a text with one space around each, so that whole words can be looked for in it: ` janitor keep `. */
export function wordsOf(text: string): string {
  return ` ${fold(text)
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;
}

/** Whether one text is the other with one character too many, too few or wrong, or with two neighbours swapped. */
export function isOneSlipAway(one: string, other: string): boolean {
  // By whole characters: some that look like one letter become two units when they are folded.
  const [letters, others] = [[...one], [...other]];
  let at = 0;
  while (at < letters.length && letters[at] === others[at]) at += 1;
  const from = (start: number) => letters.slice(at + start).join("");
  const otherFrom = (start: number) => others.slice(at + start).join("");
  const isSwapped = letters[at] === others[at + 1] && letters[at + 1] === others[at] && from(2) === otherFrom(2);
  return from(1) === otherFrom(0) || from(0) === otherFrom(1) || from(1) === otherFrom(1) || isSwapped;
}
