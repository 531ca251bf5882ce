import { isMap, isNode, isScalar, isSeq, type Node, type ParsedNode, parseDocument, visit } from "yaml";

/** Something wrong in a YAML text. Line and column count from 1, the length is in UTF-16 units. */
export interface YamlProblem {
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

type Place = Omit<YamlProblem, "text">;

export type ParsedYaml =
  | { readonly readable: false; readonly problems: readonly YamlProblem[] }
  | {
      readonly readable: true;
      readonly value: unknown;
      /** What does not keep the rest from being checked. */
      readonly problems: readonly YamlProblem[];
      /** Where a value or its key stands; for what is missing, the mapping it is missing from. */
      readonly locate: (path: readonly (string | number)[], what: "key" | "value") => Place;
    };

/**
 * Reads YAML 1.2 with nothing clever in it: one document, text keys, each once, no aliases, no merge keys, no tags. A
 * policy is read by people before anything is deleted, so every value stands where it counts.
 */
export function parseYaml(text: string): ParsedYaml {
  // Counted here: the parser's own line counter loses lines where the text is very wrong.
  const place = ([start, end]: readonly [number, number]): Place => {
    const before = text.slice(0, start);
    return {
      line: before.split("\n").length,
      column: start - before.lastIndexOf("\n"),
      length: end - start,
    };
  };
  const document = parseDocument(text, {
    prettyErrors: false,
    // "silent" would also silence the error about a second document, which is then ignored.
    logLevel: "error",
    schema: "core",
    merge: false,
    stringKeys: true,
    // Found below: the parser would mark one letter, and call all the rest unreadable.
    uniqueKeys: false,
    resolveKnownTags: false,
  });

  const syntax = [...document.errors, ...document.warnings].map(({ code, pos, message }) => ({
    text: explain(code, message, text.slice(...pos)),
    ...place(pos),
  }));
  const aliases: YamlProblem[] = [];
  const duplicates: YamlProblem[] = [];
  visit(document, {
    Alias(_, alias) {
      const message = `found the alias *${alias.source}, expected the value itself: aliases are not supported, write it out`;
      aliases.push({ text: message, ...place(rangeOf(alias)) });
    },
    Map(_, { items }) {
      const keys = items.map(({ key }) => key).filter(isScalar);
      for (const [at, key] of keys.entries()) {
        if (keys.findIndex(({ value }) => value === key.value) === at) continue;
        duplicates.push({ text: `duplicate key ${key.value}, expected each key once`, ...place(rangeOf(key)) });
      }
    },
  });
  if (syntax.length + aliases.length > 0) return { readable: false, problems: [...syntax, ...aliases, ...duplicates] };

  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    const empty = 'the file is empty, expected at least the line "version: 1"';
    return { readable: false, problems: [{ text: empty, line: 1, column: 1, length: 1 }] };
  }
  return {
    readable: true,
    problems: duplicates,
    value: document.toJS({ maxAliasCount: 0 }),
    locate: (path, what) => place(findRange(contents, path, what)),
  };
}

function explain(code: string, message: string, excerpt: string): string {
  switch (code) {
    case "MULTIPLE_DOCS":
      return "found a second YAML document, expected one: a line --- or ... above it separates them";
    case "TAB_AS_INDENT":
      return "found a tab, expected spaces: YAML does not indent with tabs";
    case "TAG_RESOLVE_FAILED":
      return `found the tag ${excerpt}, expected a plain value: tags are not supported`;
    case "NON_STRING_KEY":
      return "found a list or a mapping as a key, expected text";
    default:
      return `not valid YAML: ${message}`;
  }
}

/** Follows the path as far as it goes. */
function findRange(root: ParsedNode, path: readonly (string | number)[], what: "key" | "value"): [number, number] {
  let node: Node = root;
  let key: Node | undefined;
  for (const step of path) {
    const next = childAt(node, step);
    if (next === undefined) return startOf(node);
    key = next.key;
    node = next.value ?? next.key ?? node;
  }
  const [start, end] = rangeOf(node);
  // A value that was left out has no text of its own; its key stands for it.
  return key !== undefined && (what === "key" || start === end) ? rangeOf(key) : [start, end];
}

function childAt(node: Node, step: string | number): { key?: Node; value?: Node } | undefined {
  if (isSeq(node) && typeof step === "number") {
    const value = node.items[step];
    return isNode(value) ? { value } : undefined;
  }
  if (!isMap(node)) return undefined;
  // Of duplicate keys the last one counts.
  const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step));
  if (pair === undefined) return undefined;
  return { ...(isNode(pair.key) && { key: pair.key }), ...(isNode(pair.value) && { value: pair.value }) };
}

/** What is missing is nowhere: the beginning of what it is missing from is marked, not all of it. */
function startOf(node: Node): [number, number] {
  const [start] = rangeOf(node);
  return [start, start + 1];
}

function rangeOf({ range }: Node): [number, number] {
  return range ? [range[0], range[1]] : [0, 0];
}
