import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { NetworkInterface, Resource } from "../../../functions/janitor/domain/resource.ts";
import { anAddress, anInterface, now, oldMark } from "../../support/samples.ts";
import { command } from "../support/command.ts";
import { journalLine, journalOf } from "./journal.ts";

/** No credentials, no region, and no AWS to talk to. */
const nowhere = {
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  AWS_CONFIG_FILE: "/dev/null",
};

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "janitor-restore-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "journal.jsonl"), text);
  return join(folder, "journal.jsonl");
}

const list = (text: string, ...args: string[]) =>
  command(["restore", "--journal", fileWith(text), ...args], { environment: nowhere, now: () => now });

const runId = "2f1c9a5e-1111-4222-8333-444455556666";

function released(count: number, changes: (at: number) => Partial<NetworkInterface> = () => ({})): string {
  const each = (at: number): Resource =>
    at % 2 === 0
      ? anAddress({
          id: `eipalloc-0${at}`,
          publicIp: `198.51.${100 + Math.floor(at / 250)}.${at % 250}`,
          tags: { Name: `web ${at}`, ...oldMark },
        })
      : anInterface({ id: `eni-0${at}0123456789abcde`, tags: { Name: `eni ${at}` }, ...changes(at) });
  return journalOf(
    ...Array.from({ length: count }, (_, at) => journalLine(each(at), { runId, at: now - at * 60_000 })),
  );
}

test("a journal's releases are listed without any credentials, the newest first, with what to do about them", async () => {
  const { code, stdout, stderr } = await list(released(3));
  const [title, , ...lines] = stdout.split("\n");
  expect(title).toBe("3 releases in the journal. What has been given back since is in it, too.");
  expect(lines.slice(0, 6)).toEqual([
    "2026-11-02 06:00 UTC  198.51.100.0                              eu-central-1",
    `  “web 0”, eipalloc-00, run ${runId}`,
    "2026-11-02 05:59 UTC  eni-010123456789abcde                     eu-central-1",
    `  “eni 1”, run ${runId}`,
    "2026-11-02 05:58 UTC  198.51.100.2                              eu-central-1",
    `  “web 2”, eipalloc-02, run ${runId}`,
  ]);
  expect(stdout).toMatch(
    /\n {2}janitor restore --journal \S+ --id 198\.51\.100\.0\n {2}janitor restore --journal \S+ --run 2f1c/,
  );
  expect([code, stderr]).toEqual([0, ""]);
});

test("whatever tags say, the list fits 80 columns and nothing in it reaches the terminal as a command", async () => {
  const hostile = "\u001b[2J\u001b]0;owned\u0007\r\n\u202e evil".padEnd(250, "x");
  const text = released(40, () => ({
    tags: { Name: hostile },
    scope: { account: "123456789012", region: "ap-southeast-1" },
  }));
  const { stdout } = await list(text);
  const lines = stdout.split("\n").filter((line) => !line.startsWith("  janitor restore"));
  expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
  expect(stdout).not.toMatch(/[^\P{C}\n]/u);
  const plain = stdout.replaceAll(/\s+/g, " ");
  expect(plain.match(new RegExp(`, run ${runId}`, "g"))).toHaveLength(40);
});

test("a run's id that a terminal must not show is listed, and not offered to be copied", async () => {
  const { stdout } = await list(journalOf(journalLine(anAddress(), { runId: "x; rm -rf ~ \u001b[31m" })));
  expect(stdout).toContain("run x; rm -rf ~ [31m");
  expect(stdout).not.toContain("--run");
});

test("what needs quotes is offered with them, a run's id among it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "janitor-restore-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "my journal.jsonl");
  writeFileSync(path, journalOf(journalLine(anAddress(), { runId: "x; rm -rf ~" })));
  const { stdout } = await command(["restore", "--journal", path], { environment: nowhere });
  expect(stdout).toContain(`\n  janitor restore --journal '${path}' --id 198.51.100.1\n`);
  expect(stdout).toContain(`\n  janitor restore --journal '${path}' --run 'x; rm -rf ~'\n`);
});

test("a file is listed where no profile is, and without asking for any", async () => {
  const { code } = await command(["restore", "--journal", fileWith(released(1)), "--list"], {
    environment: { ...nowhere, AWS_PROFILE: "nobody's" },
  });
  expect(code).toBe(0);
});

test("what was said about the journal is said again in the lines to copy, a run by hand's id among them", async () => {
  const run = "by-hand-2026-11-23T02:46:38.137Z";
  const text = journalOf(journalLine(anAddress(), { runId: run }));
  const { stdout } = await list(text, "--since", "90d", "--tag-prefix", "acme/", "--profile", "edge team");
  expect(stdout).toMatch(
    /^ {2}janitor restore --journal \S+ --profile 'edge team' --tag-prefix acme\/ --since 90d --id 198\.51\.100\.1$/m,
  );
  expect(stdout).toMatch(new RegExp(`--since 90d --run ${run}$`, "m"));
});

test("a line that cannot be read is told with its place, and the list is not the whole one", async () => {
  const wrong = Array.from({ length: 7 }, () => ({ journal: "outcome", timestamp: "2026-11-02T06:00:00Z" }));
  const { code, stdout, stderr } = await list(`${released(1)}${journalOf(...wrong)}`);
  expect(stdout).toMatch(/^1 release in the journal/);
  expect(stderr).toContain("7 lines of the journal could not be read, so something may be missing here:");
  expect(stderr).toContain("  line 2: runId is missing or not what the janitor writes");
  expect(stderr).toContain("  and 2 more");
  expect(code).toBe(1);
});

test("a journal of runs that have released nothing is an empty list", async () => {
  const { code, stdout } = await list('{"journal":"report","runId":"1"}\n');
  expect([code, stdout]).toEqual([0, "Nothing in the journal could be had back.\n"]);
});

test.each([
  ["something else", "hello\nworld\n", "has no line of a journal in it, of 2 lines"],
  ["nothing", "", "is empty"],
])("%s is no journal", async (_, text, says) => {
  const { code, stdout, stderr } = await list(text);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(says);
});

test("a file that is not there is told", async () => {
  const { code, stderr } = await command(["restore", "--journal", "no-such.jsonl"]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("the journal cannot be read: ENOENT")]);
});

test("--list only lists, whatever else is said, and what is piped in is a journal, too", async () => {
  const { code, stdout } = await command(["restore", "--journal", "-", "--list", "--id", "198.51.100.0"], {
    environment: nowhere,
    stdin: released(3),
  });
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^1 release in the journal/)]);
});

test("thousands of releases are listed at once", async () => {
  const { code, stdout } = await list(released(5_000));
  expect(code).toBe(0);
  expect(stdout.match(/^2026-/gm)).toHaveLength(5_000);
  expect(stdout.match(/^ {2}.*run 2f1c/gm)).toHaveLength(5_001);
});
