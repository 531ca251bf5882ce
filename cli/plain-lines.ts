/** What moves the cursor, gives orders to a terminal, turns text around or hides in it; a tab indents, and an end of line ends one. */
const unsafe =
  /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Surrogate}\u2800\u{1d159}\u{16fe4}]/gu;

/**
 * Somebody else's words in lines as they are, for a terminal: an excerpt keeps its indentation, and a caret below it its place,
 * since whatever is replaced takes as many columns as it has UTF-16 units. It can be seen that something was there.
 */
export function plainLines(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(unsafe, (character) => "\ufffd".repeat(character.length))
    .replace(/\p{Zs}/gu, " ");
}
