import { describe, expect, test } from "vitest";
import { applyFilters } from "./protocol/filters.ts";
import { Parameters } from "./protocol/parameters.ts";
import { readXml } from "./protocol/read-xml.ts";
import { escapeXml, writeXml } from "./protocol/xml.ts";

describe("parameters", () => {
  const parameters = () =>
    Parameters.fromForm("Id.10=j&Id.2=b&Id.1=a&Tag.1.Key=k&Tag.1.Value=&Tag.3.Key=l&Flag=TRUE&Size=5&Idle=x");

  test("lists go by number, whatever the order and the gaps", () => {
    expect(parameters().list("Id")).toEqual(["a", "b", "j"]);
    expect(parameters().list("Nothing")).toEqual([]);
  });

  test("structures are read one by one; empty and absent are not the same", () => {
    const tags = parameters()
      .structures("Tag")
      .map((tag) => [tag.required("Key"), tag.text("Value")]);
    expect(tags).toEqual([
      ["k", ""],
      ["l", undefined],
    ]);
  });

  test("numbers and flags are checked", () => {
    expect([parameters().integer("Size"), parameters().flag("Flag")]).toEqual([5, true]);
    expect(() => parameters().integer("Idle")).toThrow(/integer/);
    expect(() => parameters().flag("Idle")).toThrow(/true or false/);
    expect(() => parameters().required("Missing")).toThrow(/must contain the parameter Missing/);
  });

  test("what nobody has read is known, deep inside structures too", () => {
    const read = parameters();
    read.list("Id");
    for (const tag of read.structures("Tag")) tag.required("Key");
    read.ignore("Size", "Id");
    expect(read.unread()).toEqual(["Tag.1.Value", "Flag", "Idle"]);
  });
});

describe("filters", () => {
  const things = [
    { name: "plain", tags: new Map([["team", "a"]]) },
    { name: "a.b*c", tags: new Map([["Team", "A\nB"]]) },
  ];
  const find = (...filters: [string, ...string[]][]) => {
    const form = new URLSearchParams();
    for (const [number, [name, ...values]] of filters.entries()) {
      form.set(`Filter.${number + 1}.Name`, name);
      for (const [index, value] of values.entries()) form.set(`Filter.${number + 1}.Value.${index + 1}`, value);
    }
    return applyFilters(things, Parameters.fromForm(form.toString()), { name: ({ name }) => [name] }).map(
      ({ name }) => name,
    );
  };

  test.each<[string, [string, ...string[]][], string[]]>([
    ["no filter lets everything through", [], ["plain", "a.b*c"]],
    ["values of one filter are alternatives", [["name", "plain", "a.b*c"]], ["plain", "a.b*c"]],
    [
      "several filters must all match",
      [
        ["name", "*"],
        ["tag:team", "a"],
      ],
      ["plain"],
    ],
    ["a star stands for anything, line breaks too", [["tag:Team", "A*B"]], ["a.b*c"]],
    ["a question mark stands for one character", [["name", "pl?in"]], ["plain"]],
    ["an escaped star stands for itself", [["name", "a.b\\*c"]], ["a.b*c"]],
    ["and only for itself", [["name", "pl\\*"]], []],
    [
      "a dot stands for itself",
      [
        ["name", "a?b?c"],
        ["name", "axb*"],
      ],
      [],
    ],
    ["case matters", [["name", "PLAIN"]], []],
    ["a filter without values matches nothing", [["name"]], []],
    ["tag-key", [["tag-key", "T*"]], ["a.b*c"]],
    ["tag-value", [["tag-value", "a"]], ["plain"]],
  ])("%s", (_, filters, expected) => {
    expect(find(...filters)).toEqual(expected);
  });

  test("an unknown name is refused, also one that every object has", () => {
    expect(() => find(["nmae", "x"])).toThrow(/'nmae' is invalid/);
    expect(() => find(["constructor", "x"])).toThrow(/is invalid/);
  });
});

describe("XML", () => {
  test("absent values leave no element, empty ones an empty one, lists have items", () => {
    const value = { a: undefined, b: "", c: [], d: ["x", { e: 1 }], f: false };
    expect(writeXml("r", value, "item")).toBe("<r><b/><c/><d><item>x</item><item><e>1</e></item></d><f>false</f></r>");
    expect(writeXml("r", ["x"], "member")).toBe("<r><member>x</member></r>");
  });

  test("a list may be named after its elements", () => {
    expect(writeXml("Zones", [{ Name: "x" }], "singular")).toBe("<Zones><Zone><Name>x</Name></Zone></Zones>");
  });

  test("is read by path, with numbered lists; space between elements is nothing, inside of them it stays", () => {
    const body = `<?xml version="1.0"?>
      <Root xmlns="https://example.com/">
        <Name> a &amp; &#98; &#x1F642; </Name><Empty/><Void></Void>
        <Sets><Set kind="x"><Id>1</Id></Set> <Set><Id>2</Id></Set></Sets>
      </Root>`;
    expect([...readXml(body)]).toEqual([
      ["Name", " a & b 🙂 "],
      ["Empty", ""],
      ["Void", ""],
      ["Sets.1.Id", "1"],
      ["Sets.2.Id", "2"],
    ]);
    expect([...readXml("")]).toEqual([]);
    expect([...readXml("<Root/>")]).toEqual([]);
  });

  test("everything that a parser would change or refuse is written as a reference", () => {
    expect(escapeXml('<a b="c">&\r\n\u0001')).toBe("&lt;a b=&quot;c&quot;&gt;&amp;&#xD;&#xA;&#x1;");
    expect(escapeXml("ä 漢 🙂")).toBe("ä 漢 🙂");
  });
});
