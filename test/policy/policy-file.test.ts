import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { PolicyFileError, parsePolicyText, readPolicyFile } from "../../build/policy-file.ts";
import { defaultPolicy } from "../../functions/janitor/policy/default-policy.ts";

const folder = mkdtempSync(join(tmpdir(), "policy-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function errorOf(act: () => unknown): PolicyFileError {
  try {
    act();
  } catch (error) {
    if (error instanceof PolicyFileError) return error;
    throw error;
  }
  throw new Error("nothing was wrong");
}

function messageOf(...lines: readonly string[]): string {
  return errorOf(() => parsePolicyText(lines.join("\n"), "policy.yml")).message;
}

/** The first lines of each problem, without the excerpts. */
function headsOf(text: string): string[] {
  return messageOf(text)
    .split("\n")
    .filter((line) => !/^ +\d* \| /.test(line));
}

const topLevelKeys =
  "version, mode, regions, tagPrefix, grace, default, limits, guards, protect, rules, owner, notify or prices";

describe("a policy file that is wrong", () => {
  test("is answered with all its problems, each with its place, in the order of the file", () => {
    expect(
      messageOf(
        "# comment",
        "version: 1",
        "grace: two weeks",
        "moed: release",
        "rules:",
        "  - match: { kind: elastic-ip, tag: 2024 }",
        "    action:",
        "  - name: leaked",
        "    match:",
        "      kind: eni",
        "    action: keep",
      ),
    ).toBe(
      [
        'policy.yml:3:8 grace: found "two weeks", expected a duration of at least 1h, such as 36h, 7d or P14D',
        "    3 | grace: two weeks",
        "      |        ^^^^^^^^^",
        `policy.yml:4:1 moed: unknown key, expected ${topLevelKeys}; did you mean mode?`,
        "    4 | moed: release",
        "      | ^^^^",
        "policy.yml:6:5 rules[0].name: found nothing, expected a name of 1 to 100 characters on one line, with no white space at its ends",
        "    6 |   - match: { kind: elastic-ip, tag: 2024 }",
        "      |     ^",
        "policy.yml:6:37 rules[0].match.tag: found 2024, expected a tag key of 1 to 128 characters, without * or ?; put it in quotes",
        "    6 |   - match: { kind: elastic-ip, tag: 2024 }",
        "      |                                     ^^^^",
        "policy.yml:7:5 rules[0].action: found nothing, expected keep, report or release",
        "    7 |     action:",
        "      |     ^^^^^^",
        'policy.yml:10:13 rules[1].match.kind: found "eni", expected elastic-ip or network-interface',
        "   10 |       kind: eni",
        "      |             ^^^",
      ].join("\n"),
    );
  });

  test("carries its problems as data", () => {
    const error = errorOf(() => parsePolicyText("version: 1\nmode: on\n", "x.yml"));
    expect(error).toMatchObject({ name: "PolicyFileError", fileName: "x.yml" });
    expect(error.problems).toStrictEqual([
      {
        text: 'mode: found "on", expected report, mark or release',
        line: 2,
        column: 7,
        length: 2,
        lineText: "mode: on",
      },
    ]);
  });

  test("has its places right with Windows line ends, a byte order mark and tabs", () => {
    expect(messageOf("\uFEFFversion: 2\r\nmode:\ton\r\n")).toBe(
      [
        "policy.yml:1:10 version: found 2, expected the number 1",
        "    1 | version: 2",
        "      |          ^",
        'policy.yml:2:7 mode: found "on", expected report, mark or release',
        "    2 | mode:\ton",
        "      |      \t^^",
      ].join("\n"),
    );
  });

  test("shows no excerpt of a line too long to read", () => {
    expect(messageOf(`version: 1\nmode: ${"x".repeat(200)}`).split("\n")).toHaveLength(1);
  });

  test("underlines no more than the first line of what is wrong", () => {
    expect(messageOf("version: 1", "mode:", "  - report # not a list", "  - mark").split("\n").slice(1)).toStrictEqual([
      "    3 |   - report # not a list",
      `      |   ${"^".repeat("- report # not a list".length)}`,
    ]);
  });

  test.each<[string, readonly string[]]>([
    ["", ['policy.yml:1:1 the file is empty, expected at least the line "version: 1"']],
    ["# nothing but a comment\n", ['policy.yml:1:1 the file is empty, expected at least the line "version: 1"']],
    ["---\n...\n", ['policy.yml:1:1 the file is empty, expected at least the line "version: 1"']],
    ["~", ['policy.yml:1:1 the file is empty, expected at least the line "version: 1"']],
    ["- version: 1", ["policy.yml:1:1 found a list, expected a mapping with keys such as version, mode or regions"]],
    ["hello", ['policy.yml:1:1 found "hello", expected a mapping with keys such as version, mode or regions']],
    ["mode: mark\n", ["policy.yml:1:1 version: found nothing, expected the number 1"]],
    [
      "version: 1\nmode: mark\nmode: on\n",
      [
        "policy.yml:3:1 duplicate key mode, expected each key once",
        'policy.yml:3:7 mode: found "on", expected report, mark or release',
      ],
    ],
    ["version: 1\nmode: release\nmode: report\n", ["policy.yml:3:1 duplicate key mode, expected each key once"]],
    [
      "version: 1\n---\nversion: 1\nmode: release\n",
      ["policy.yml:2:1 found a second YAML document, expected one: a line --- or ... above it separates them"],
    ],
    [
      "version: 1\nlimits:\n\treleases: 3\n",
      ["policy.yml:3:1 found a tab, expected spaces: YAML does not indent with tabs"],
    ],
    [
      "version: 1\nprotect:\n  - tag: a\n    values: &shared [x]\n  - tag: b\n    values: *shared\n",
      ["policy.yml:6:13 found the alias *shared, expected the value itself: aliases are not supported, write it out"],
    ],
    [
      "version: 1\nlimits: &a [*a]\nmode: *nowhere\n",
      [
        "policy.yml:2:13 found the alias *a, expected the value itself: aliases are not supported, write it out",
        "policy.yml:3:7 found the alias *nowhere, expected the value itself: aliases are not supported, write it out",
      ],
    ],
    ["version: 1\n<<: { mode: release }\n", [`policy.yml:2:1 ["<<"]: unknown key, expected ${topLevelKeys}`]],
    [
      "version: 1\nmode: !secret x\nowner: !!binary aGk=\n",
      [
        "policy.yml:2:7 found the tag !secret, expected a plain value: tags are not supported",
        "policy.yml:3:8 found the tag !!binary, expected a plain value: tags are not supported",
      ],
    ],
    ["version: 1\n? [a, b]\n: 1\n", ["policy.yml:2:3 found a list or a mapping as a key, expected text"]],
    [
      "version: 1\nmode: report: mark\n",
      ["policy.yml:2:7 not valid YAML: Nested mappings are not allowed in compact mappings"],
    ],
    ["version: 1\nmode: 'report\n", ["policy.yml:3:1 not valid YAML: Missing closing 'quote"]],
    [
      "%YAML 1.1\n---\nversion: 1\nguards: { stacks: no }\n",
      ['policy.yml:4:19 guards.stacks: found "no", expected true or false; did you mean false?'],
    ],
    [
      "version: 1\nprotect: [{ tag: env, values: [true, 2024, no, 1.10] }]\n",
      [
        "policy.yml:2:32 protect[0].values[0]: found true, expected one tag value of at most 256 characters, without * or ? or a comma; put it in quotes",
        "policy.yml:2:38 protect[0].values[1]: found 2024, expected one tag value of at most 256 characters, without * or ? or a comma; put it in quotes",
        "policy.yml:2:48 protect[0].values[3]: found 1.1, expected one tag value of at most 256 characters, without * or ? or a comma; put it in quotes",
      ],
    ],
    [
      "version: 1\nprotect:\n  - { tag: 'team-*', values: ['prod, dev'] }\n",
      [
        'policy.yml:3:12 protect[0].tag: found "team-*", expected a tag key of 1 to 128 characters, without * or ?',
        'policy.yml:3:31 protect[0].values[0]: found "prod, dev", expected one tag value of at most 256 characters, without * or ? or a comma',
      ],
    ],
    [
      "version: 1\n__proto__: { mode: release }\nconstructor: x\n",
      [
        `policy.yml:2:1 __proto__: unknown key, expected ${topLevelKeys}`,
        `policy.yml:3:1 constructor: unknown key, expected ${topLevelKeys}`,
      ],
    ],
    [
      "version: 1\nrules:\n  - { name: a, match: { values: [x] }, action: keep }\n  - { name: a, match: {}, action: keep }\n",
      [
        "policy.yml:3:33 rules[0].match.values: found values without a tag, expected the tag key they belong to beside them",
        'policy.yml:4:13 rules[1].name: found "a", expected a name that no other rule has',
        "policy.yml:4:23 rules[1].match: found an empty mapping, expected at least one of kind, tag, regions, service or description: it would match everything",
      ],
    ],
  ])("%j", (text, heads) => {
    expect(headsOf(text)).toStrictEqual(heads);
  });
});

test("whatever is in a file, the answer is a policy or a PolicyFileError with places inside the file", async () => {
  const snippet = fc.constantFrom(
    ...[
      "version: 1",
      "mode",
      ": ",
      "\n",
      "\r\n",
      "  ",
      "- ",
      "[",
      "]",
      "{",
      "}",
      "*a",
      "&a ",
      "<<",
      "!!set ",
      "? ",
      "---\n",
      "'",
      '"',
    ],
    ...[
      "|\n",
      ">-\n",
      "%YAML 1.1\n",
      "\t",
      "#",
      "~",
      "\uFEFF",
      "\0",
      "rules:\n",
      "limits: ",
      "__proto__",
      "\u{1f4a5}",
      ",",
    ],
  );
  const text = fc.oneof(
    fc.array(snippet, { maxLength: 15 }).map((parts) => parts.join("")),
    fc.string({ unit: "binary" }),
  );
  await fc.assert(
    fc.property(text, (source) => {
      try {
        parsePolicyText(source, "policy.yml");
      } catch (error) {
        if (!(error instanceof PolicyFileError)) throw error;
        expect(error.problems.length).toBeGreaterThan(0);
        for (const { line, column, length, lineText } of error.problems) {
          expect(line).toBeLessThanOrEqual(source.split("\n").length);
          expect(column).toBeGreaterThan(0);
          expect(column - 1).toBeLessThanOrEqual(lineText.length);
          expect(length).toBeGreaterThan(0);
        }
      }
    }),
    { numRuns: 600 },
  );
});

test("a place at the line's own end is inside the line, with Windows line ends too", () => {
  expect(() => parsePolicyText("[  {]\r\n", "policy.yml")).toThrow(/policy\.yml:1:6 /);
});

test("nesting without end is refused, not a crash", () => {
  for (const text of ["[".repeat(20_000), "{a: ".repeat(20_000), "- ".repeat(20_000)]) {
    expect(() => parsePolicyText(text, "policy.yml")).toThrow(PolicyFileError);
  }
});

describe("a policy file that can be read", () => {
  test("may be plain, JSON, or begin with a byte order mark or a document line", () => {
    for (const text of ["version: 1", '{ "version": 1 }', "\uFEFFversion: 1\r\n", "---\nversion: 1\n...\n"]) {
      expect(parsePolicyText(text, "policy.yml")).toStrictEqual(defaultPolicy);
    }
  });

  test("reads `no` as the text it is in YAML 1.2", () => {
    const { protect } = parsePolicyText("version: 1\nprotect: [{ tag: keep, values: [no, 'true'] }]", "policy.yml");
    expect(protect).toStrictEqual([{ tag: "keep", values: ["no", "true"] }]);
  });

  test("is read from disk", () => {
    expect(readPolicyFile(write("good.yml", "\uFEFFversion: 1\nmode: mark\n")).mode).toBe("mark");
  });
});

describe("a policy file that cannot be read", () => {
  test("is missing: says what to write", () => {
    const error = errorOf(() => readPolicyFile("no-such-policy.yml"));
    expect(error.message).toBe(
      'no-such-policy.yml was not found: write it with "janitor init no-such-policy.yml", or with the one line "version: 1", as everything else has a safe default',
    );
    expect(error.problems).toStrictEqual([]);
  });

  test("is missing: a name that a shell would not take as it is stands in no line to copy", () => {
    expect(errorOf(() => readPolicyFile("my $(rm) policy.yml")).message).toContain('"janitor init FILE"');
  });

  test("is a folder", () => {
    expect(errorOf(() => readPolicyFile(folder)).message).toBe(
      `${folder} is a folder, and no policy file: name a file in it`,
    );
  });

  test("is not UTF-8", () => {
    const path = write("utf16.yml", Buffer.from("\uFEFFversion: 1\n", "utf16le"));
    expect(errorOf(() => readPolicyFile(path)).message).toBe(`${path} is not UTF-8 text: save it with that encoding`);
  });
});
