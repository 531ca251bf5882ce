import { html as template } from "hono/html";

/** HTML in which everybody else's words are already escaped. Only the tag below makes it. */
export type Markup = Exclude<ReturnType<typeof template>, Promise<unknown>>;

/** What a template takes: text is escaped, markup is not, and nothing is left out. */
export type Piece = string | number | Markup | undefined | readonly Piece[];

/**
 * A template that escapes what is put into it. There is no way to put text in unescaped: `raw` is nowhere in this folder.
 * Attributes have to stand in double quotes.
 */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const made = template(strings, ...pieces);
  if (made instanceof Promise) throw new TypeError("a piece of the page is a promise");
  return made;
}

/** A piece that there is only sometimes. */
export function when(condition: boolean, make: () => Piece): Piece {
  return condition ? make() : undefined;
}
