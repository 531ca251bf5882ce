const TOKENS = /<[?!][^>]*>|<(\/?)([\w:]+)[^>]*?(\/?)>|([^<]+)/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * The values of a request body by their path below the root, in the form `Parameters` reads. An element whose parent has
 * its name and an `s` is one of a list and numbered: `Changes.1.Action`. Attributes say nothing in what SDKs send.
 */
export function readXml(body: string): Map<string, string> {
  const values = new Map<string, string>();
  const open: Element[] = [];
  for (const [, closing, name, empty, characters = ""] of body.matchAll(TOKENS)) {
    const current = open.at(-1) ?? element("", "");
    if (name === undefined) current.text += characters;
    else if (closing !== "/") open.push(childOf(current, name));
    if (closing === "/" || empty === "/") {
      const { path, text, children } = open.pop() ?? current;
      if (children === 0 && path !== "") values.set(path, unescapeXml(text));
    }
  }
  return values;
}

interface Element {
  readonly name: string;
  readonly path: string;
  text: string;
  children: number;
}

function element(name: string, path: string): Element {
  return { name, path, text: "", children: 0 };
}

function childOf(parent: Element, name: string): Element {
  parent.children += 1;
  if (parent.name === "") return element(name, "");
  const prefix = parent.path === "" ? "" : `${parent.path}.`;
  return element(name, prefix + (parent.name === `${name}s` ? String(parent.children) : name));
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (reference, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? reference;
  });
}
