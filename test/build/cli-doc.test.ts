import { spawnSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commandSections } from "../../build/cli-doc/commands.ts";
import { commandLine, definitionParts, writeParts, writtenPages } from "../../build/cli-doc.ts";
import { examplesOf, exitsOf } from "../../cli/examples.ts";
import { command } from "../cli/support/command.ts";
import { copyService } from "../infra/service-copy.ts";
import { seedDemoWorld } from "../simulator/demo-world.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";

const page = readFileSync(new URL("../../docs/cli.md", import.meta.url), "utf8");
const place = (name: string) => new RegExp(`(?<=<!-- npm run cli: ${name} -->\n)[\\s\\S]*?(?=<!-- end -->)`);

/** All that can be run, with what it is called. */
function workingCommands(parent: CommandUnknownOpts, name: string): readonly (readonly [string, CommandUnknownOpts])[] {
  return parent.commands.flatMap((each) => {
    const called = `${name} ${each.name()}`;
    return each.commands.length === 0 ? [[called, each] as const] : workingCommands(each, called);
  });
}

describe("docs/cli.md", () => {
  test("and README.md say what the definitions say, and show what the commands show (npm run cli)", async () => {
    const pages = await writtenPages();
    expect(pages["docs/cli.md"]).toBe(page);
    expect(pages["README.md"]).toBe(readFileSync(new URL("../../README.md", import.meta.url), "utf8"));
  });

  test.each(workingCommands(commandLine(), "janitor"))("has a section on %s with all that it takes", (name, each) => {
    const [, section = ""] = new RegExp(`^### \`${name}\`\n([\\s\\S]*?)(?=^### |^<!-- end -->)`, "m").exec(page) ?? [];
    expect(section).toContain(`${name} [options]`);
    const arguments_ = each.registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`));
    for (const first of [...each.options.map(({ flags }) => flags), ...arguments_]) {
      expect(section).toContain(`| \`${first}\` |`);
    }
    for (const choice of each.options.flatMap(({ argChoices = [] }) => argChoices)) {
      expect(section).toContain(`\`${choice}\``);
    }
    expect(examplesOf(each)).not.toHaveLength(0);
    for (const { line, says } of examplesOf(each)) expect(section).toContain(`# ${says}\n${line}\n`);
    expect(exitsOf(each)).not.toHaveLength(0);
    for (const [code, says] of exitsOf(each)) expect(section).toContain(`- \`${code}\`: ${says}\n`);
  });

  test("has the sections in the order of the help, commands of commands too", () => {
    expect([...page.matchAll(/^### `(.+)`$/gm)].map(([, name]) => name)).toEqual([
      "janitor plan",
      "janitor apply",
      "janitor explain",
      "janitor restore",
      "janitor init",
      "janitor policy check",
    ]);
  });

  test("has no table that GitHub would break, and nothing that it would take for HTML", () => {
    for (const table of page.matchAll(/(?:^\|.*\|\n)+/gm)) {
      const rows = table[0].trimEnd().split("\n");
      const cells = rows.map((row) => row.replaceAll("\\|", "").split("|").length);
      expect(new Set(cells).size, rows[0]).toBe(1);
    }
    const prose = page.replaceAll(/```[\s\S]*?```|`[^`\n]*`|<!--.*?-->/g, "");
    expect(prose).not.toMatch(/<\w/);
  });

  test("leads to headings that are there", () => {
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, "")
        .replaceAll(" ", "-"),
    );
    expect([...page.matchAll(/^- \[.*\]\(#(.+)\)$/gm)].map(([, anchor]) => anchor)).toEqual(headings);
  });

  test("has only examples that the command line takes", () => {
    const examples = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
      .flatMap(([, block = ""]) => block.split("\n"))
      .flatMap((line) => /^(?:npx )?janitor (.*)/.exec(line)?.[1] ?? []);
    expect(examples.length).toBeGreaterThan(15);
    for (const example of examples) {
      const words = example
        .replace(/\s(?:#|<|>|\||2>).*$/, "")
        .trim()
        .split(/\s+/);
      let called: CommandUnknownOpts = commandLine();
      for (let next = inside(called, words); next !== undefined; next = inside(called, words)) {
        called = next;
        words.shift();
      }
      expect(called.commands, example).toHaveLength(0);
      const { operands, unknown } = called.parseOptions(words);
      expect(unknown, example).toEqual([]);
      expect(operands.length, example).toBeLessThanOrEqual(called.registeredArguments.length);
    }
  });

  test("has no place that nobody writes", () => {
    const places = [...page.matchAll(/<!-- npm run cli: ([\w ]+) -->\n([\s\S]*?)<!-- end -->/g)];
    expect(places.map(([, name]) => name)).toEqual(["not read", "apply", "not had back", "exit codes", "commands"]);
    for (const [, name, text] of places) expect(text, name).not.toBe("");
  });
});

function inside(parent: CommandUnknownOpts, [word]: readonly string[]): CommandUnknownOpts | undefined {
  return parent.commands.find((each) => each.name() === word);
}

describe("a part", () => {
  test("is written over what stood in its place, and other places stay as they are", () => {
    const text =
      "a\n<!-- npm run cli: plan -->\nold\n<!-- end -->\n<!-- npm run cli: explain -->\nmine\n<!-- end -->\n";
    expect(writeParts(text, { plan: "costs $& and $1" }, "a.md")).toBe(text.replace("old", () => "costs $& and $1"));
  });

  test("that the page has no place for is refused", () => {
    for (const name of Object.keys(definitionParts())) {
      const without = page.replace(`<!-- npm run cli: ${name} -->\n`, "");
      expect(() => writeParts(without, definitionParts(), "a.md")).toThrow(`a.md has no place for "${name}"`);
    }
  });
});

test("signs that Markdown has a meaning for are written as they are", () => {
  const janitor = new Command("janitor");
  janitor.command("try").description("Tries <this>.").option("--how <a|b>", "a | b,\nor <c>");
  const text = commandSections(janitor);
  expect(text).toContain("Tries &lt;this>.");
  expect(text).toContain("| `--how <a\\|b>` |  | a \\| b, or &lt;c> |");
});

describe("what a command has to be allowed", () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator();
    seedDemoWorld(simulator);
  });
  afterEach(() => simulator.stop());

  test("is all that a plan asks AWS", async () => {
    await command(["plan", "--mode", "release", "--output", "json"], { environment: simulator.environment });
    const [row = ""] = /^\| `janitor plan`, .*$/m.exec(page) ?? [];
    const named = [...row.matchAll(/`\w+:(\w+)`/g)].map(([, action = ""]) => action);
    const asked = new Set(simulator.calls.map(({ action }) => action));
    asked.delete("GetCallerIdentity");
    expect(asked.size).toBeGreaterThan(4);
    expect([...asked].filter((action) => !named.includes(action))).toEqual([]);
  });
});

test("what plans and the function's role may read are the same", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const actionsIn = (row = "") =>
    [...row.matchAll(/`((?:ec2|route53|cloudtrail|iam):\w+)`/g)].map(([, action]) => action);
  const inReadme = actionsIn(/^\| `report` \| reads: .*$/m.exec(readme)?.[0]);
  expect(inReadme).not.toHaveLength(0);
  expect(actionsIn(/^\| `janitor plan`, .*$/m.exec(page)?.[0])).toEqual(inReadme);
});

test("the page is written when that is asked for, and not when its parts are only imported", () => {
  const service = copyService();
  try {
    const before = page.replace(place("commands"), "old\n");
    for (const name of ["docs", "cli", "demo", "test/simulator", "README.md"]) {
      cpSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), join(service.folder, name), { recursive: true });
    }
    service.write("docs/cli.md", before);
    const file = join(service.folder, "build", "cli-doc.ts");
    const node = (...words: readonly string[]) => {
      const { status, stderr } = spawnSync(process.execPath, words, { cwd: service.folder, encoding: "utf8" });
      expect(status, stderr).toBe(0);
      return readFileSync(join(service.folder, "docs/cli.md"), "utf8");
    };
    expect(node("--input-type=module", "--eval", `import ${JSON.stringify(file)}`)).toBe(before);
    expect(node(file)).toBe(page);
  } finally {
    service.remove();
  }
});
