/** What an answer is made of: absent values are left out, arrays become lists of `<item>` (or `<member>`). */
export type XmlValue = string | number | boolean | undefined | XmlObject | readonly XmlValue[];
export interface XmlObject {
  readonly [name: string]: XmlValue;
}

/**
 * EC2 names list elements `item`, the other Query services name them `member`, and Route 53 like the list without its
 * last letter: the list `HostedZones` is made of `HostedZone`.
 */
export type ListElement = "item" | "member" | "singular";

/** A whole answer, declaration and namespace included. */
export function writeDocument(name: string, value: XmlValue, listElement: ListElement, namespace: string): string {
  const xml = writeXml(name, value, listElement).replace(/^<(\w+)/, `<$1 xmlns="${namespace}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`;
}

export function writeXml(name: string, value: XmlValue, listElement: ListElement): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) {
    const itemName = listElement === "singular" ? name.replace(/s$/, "") : listElement;
    return element(name, value.map((item) => writeXml(itemName, item, listElement)).join(""));
  }
  if (typeof value === "object") {
    return element(
      name,
      Object.entries(value)
        .map(([child, childValue]) => writeXml(child, childValue, listElement))
        .join(""),
    );
  }
  return element(name, escapeXml(String(value)));
}

function element(name: string, content: string): string {
  return content === "" ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/**
 * Line ends and control characters go out as numeric references: a parser turns a literal CR into LF
 * (https://www.w3.org/TR/xml/#sec-line-ends), and a control character would not parse at all. XML 1.0 has no way to
 * write U+0001 and its like; the reference is what XML 1.1 and the SDKs' parser accept.
 */
export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be found
  return text.replace(/[&<>"\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/g, (character) => {
    return ENTITIES[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
  });
}
