import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { readPolicyFile } from "../../../build/policy-file.ts";
import { defaultPolicy } from "../../../functions/janitor/policy/default-policy.ts";
import { builtCommand } from "../support/bundle.ts";
import { onTerminal, type PseudoTerminal } from "../support/pseudo-terminal.ts";

let built: Awaited<ReturnType<typeof builtCommand>>;
let folder: string;
beforeAll(async () => {
  built = await builtCommand();
});
afterAll(() => built.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "janitor-init-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, "policy.yml");

/** All that an empty file means, and a tag that many people know. */
const careful = { ...defaultPolicy, protect: [{ tag: "DoNotDelete" }] };

const questions = [
  "How far may it go?",
  "Where should it look?",
  "How long must something be idle",
  "Which tags keep a resource?",
  "Which tags name an owner?",
  "How many may be due in one run?",
  "When should it send a summary?",
  "On which day, whatever is in it?",
] as const;

/** Enter, until that question is asked; to the end without one. */
async function takeAnswers(terminal: PseudoTerminal, until?: (typeof questions)[number]): Promise<void> {
  for (const question of questions) {
    await terminal.shows(question);
    if (question === until) return;
    terminal.press("enter");
  }
}

test("Enter to every question writes the default policy with a protecting tag, and says what comes next", async () => {
  const terminal = onTerminal(built.path, ["init"], { folder });
  await takeAnswers(terminal);
  expect(await terminal.ended).toBe(0);
  expect(readPolicyFile(file())).toStrictEqual(careful);
  const screen = terminal.lines().join("\n");
  for (const next of ["janitor policy check", "janitor plan", "npm run deploy"]) expect(screen).toContain(next);
  expect(terminal.cursor()).toBe("visible");
});

test("what is answered is what the file says", async () => {
  const terminal = onTerminal(built.path, ["init"], { folder });
  await terminal.shows(questions[0]);
  terminal.press("down", "enter");
  const typed = ["eu-central-1, us-east-1", "36h", "DoNotDelete, env=prod, note=yes: #1", "team, none", "5"];
  for (const [at, text] of typed.entries()) {
    await terminal.shows(questions[at + 1] ?? "");
    terminal.type(text);
    terminal.press("enter");
  }
  await terminal.shows(questions[6]);
  terminal.press("enter");
  await terminal.shows(questions[7]);
  terminal.press("down", "down", "enter");
  expect(await terminal.ended).toBe(0);
  expect(readPolicyFile(file())).toStrictEqual({
    ...defaultPolicy,
    mode: "mark",
    regions: ["eu-central-1", "us-east-1"],
    graceMs: 36 * 3_600_000,
    protect: [{ tag: "DoNotDelete" }, { tag: "env", values: ["prod"] }, { tag: "note", values: ["yes: #1"] }],
    owner: { tags: ["team", "none"] },
    limits: { releases: 5 },
    notify: { when: "attention", digest: "wednesday" },
  });
});

test("whoever wants no tag to protect says none", async () => {
  const terminal = onTerminal(built.path, ["init"], { folder });
  await takeAnswers(terminal, questions[3]);
  await terminal.shows("or none");
  terminal.type("none");
  terminal.press("enter");
  for (const question of questions.slice(4)) {
    await terminal.shows(question);
    terminal.press("enter");
  }
  expect(await terminal.ended).toBe(0);
  expect(readPolicyFile(file())).toStrictEqual(defaultPolicy);
});

test("a summary after every run needs no day", async () => {
  const terminal = onTerminal(built.path, ["init"], { folder });
  await takeAnswers(terminal, questions[6]);
  terminal.press("down", "enter");
  expect(await terminal.ended).toBe(0);
  expect(terminal.lines().join("\n")).not.toContain(questions[7]);
  expect(readPolicyFile(file()).notify).toStrictEqual({ when: "always", digest: "monday" });
});

test("an answer that cannot be used is asked for again, at once", async () => {
  const terminal = onTerminal(built.path, ["init"], { folder, columns: 120 });
  await takeAnswers(terminal, questions[1]);
  terminal.type("eu-centrall-1");
  terminal.press("enter");
  await terminal.shows("did you mean eu-central-1?");
  expect(terminal.lines().join("\n")).not.toContain(questions[2]);
  for (let letter = 0; letter < "eu-centrall-1".length; letter += 1) terminal.press("backspace");
  terminal.type("eu-central-1");
  terminal.press("enter");
  await terminal.shows(questions[2]);
  terminal.type("30m");
  terminal.press("enter");
  await terminal.shows("at least 1h");
  terminal.press("ctrl-c");
  expect(await terminal.ended).toBe(130);
});

test.each(["ctrl-c", "ctrl-d", "escape"] as const)(
  "%s at any question ends it, and nothing is written",
  async (key) => {
    for (const question of [questions[0], questions[3], questions[7]]) {
      const terminal = onTerminal(built.path, ["init"], { folder });
      await takeAnswers(terminal, question);
      terminal.press(key);
      expect(await terminal.ended).toBe(130);
      expect(terminal.lines().join("\n")).toContain("Nothing was written.");
      expect(terminal.cursor()).toBe("visible");
      expect(readdirSync(folder)).toEqual([]);
    }
  },
);

test("a file that came while the questions were asked is left as it is", async () => {
  const terminal = onTerminal(built.path, ["init"], { folder });
  await takeAnswers(terminal, questions[7]);
  const other = onTerminal(built.path, ["init"], { folder });
  await other.shows(questions[0]);
  other.press("down", "enter");
  await takeAnswersAfterFirst(other);
  expect(await other.ended).toBe(0);
  const before = readFileSync(file(), "utf8");
  terminal.press("enter");
  expect(await terminal.ended).toBe(1);
  expect(terminal.lines().join("\n")).toContain("policy.yml is there already");
  expect(readFileSync(file(), "utf8")).toBe(before);
  expect(readdirSync(folder)).toEqual(["policy.yml"]);
});

async function takeAnswersAfterFirst(terminal: PseudoTerminal): Promise<void> {
  for (const question of questions.slice(1)) {
    await terminal.shows(question);
    terminal.press("enter");
  }
}

test("nobody is asked anything for a file that is there", async () => {
  await takeAnswers(onTerminal(built.path, ["init"], { folder }));
  await expect.poll(() => existsSync(file()), { timeout: 10_000 }).toBe(true);
  const terminal = onTerminal(built.path, ["init"], { folder });
  expect(await terminal.ended).toBe(1);
  expect(terminal.lines().join("\n")).not.toContain(questions[0]);
});

test("a colour comes only where nobody has asked for none", async () => {
  const red = "\u001b[3";
  for (const [environment, coloured] of [
    [{}, true],
    [{ NO_COLOR: "1" }, false],
  ] as const) {
    const terminal = onTerminal(built.path, ["init"], { folder, environment });
    await terminal.shows(questions[0]);
    terminal.press("ctrl-c");
    await terminal.ended;
    expect(terminal.raw().includes(red)).toBe(coloured);
  }
});

test("each question and each label fits into 80 columns", async () => {
  const terminal = onTerminal(built.path, ["init"], { folder, columns: 200, rows: 60 });
  await takeAnswers(terminal);
  await terminal.ended;
  for (const line of terminal.lines()) expect(line.length, line).toBeLessThanOrEqual(80);
});

test("standard output stays empty: what is asked and said goes beside it", async () => {
  const wrapper = join(folder, "wrapper.mjs");
  writeFileSync(
    wrapper,
    `import { spawnSync } from "node:child_process";
import { openSync } from "node:fs";
const out = openSync("out.txt", "w");
process.exitCode = spawnSync(process.execPath, [${JSON.stringify(built.path)}, "init"], { stdio: ["inherit", out, "inherit"] }).status;
`,
  );
  const terminal = onTerminal(wrapper, [], { folder });
  await takeAnswers(terminal);
  expect(await terminal.ended).toBe(0);
  expect(readFileSync(join(folder, "out.txt"), "utf8")).toBe("");
  expect(readPolicyFile(file())).toStrictEqual(careful);
});

test.each([{ CI: "true" }, { TERM: "dumb" }])(
  "nobody is asked where %j says that nobody can answer",
  async (environment) => {
    const terminal = onTerminal(built.path, ["init"], { folder, environment });
    expect(await terminal.ended).toBe(0);
    expect(terminal.lines().join("\n")).toContain("There is no terminal to ask on");
    expect(readPolicyFile(file())).toStrictEqual(careful);
  },
);
