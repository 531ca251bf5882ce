import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { ask, questionOf } from "../../../cli/apply/question.ts";
import { day, makeAddress, makeInterface, marked, notSeen } from "../../domain/make.ts";
import { makePlan } from "../plan/make-plan.ts";
import { silentTerminal } from "../support/silent-terminal.ts";

const due = (n: number) => makeAddress({ id: `eipalloc-${n}`, publicIp: `203.0.113.${n}` });
const left = (n: number) => makeInterface({ id: `eni-${n}` });
const fresh = makeAddress({ id: "eipalloc-9", tags: {} });
const reused = (n: number) => makeInterface({ id: `eni-${n}`, use: { state: "in-use", status: "in-use" } });
const waiting = makeAddress({ id: "eipalloc-8", tags: marked(day) });

describe("the question", () => {
  test("counts each step by itself, and nothing that is not done", () => {
    const resources = [due(1), due(2), left(1), left(2), left(3), fresh, reused(4), reused(5), waiting];
    expect(questionOf(makePlan({ resources }))).toBe(
      "Release 2 Elastic IPs, delete 3 network interfaces, mark 1 as idle, take 2 marks off in the account 123456789012?",
    );
    expect(questionOf(makePlan({ resources: [reused(4), waiting] }))).toBe(
      "Take 1 mark off in the account 123456789012?",
    );
  });

  test("says how many regions could not be read", () => {
    const question = (...regions: readonly string[]) =>
      questionOf(makePlan({ resources: [due(1)], unread: regions.map((region) => notSeen(region)) }));
    expect(question()).toMatch(/123456789012\?$/);
    expect(question("eu-west-1")).toMatch(/\? 1 region could not be read and is left alone\.$/);
    expect(question("eu-west-1", "eu-west-2")).toMatch(/\? 2 regions could not be read and are left alone\.$/);
  });

  test.each([
    ["stdin", true, false],
    ["stderr", false, true],
    ["neither", false, false],
  ])("is asked of nobody where only %s is a terminal", async (_, stdinIs, stderrIs) => {
    const { stderr, ...terminal } = silentTerminal();
    const asked = ask("Release 1 Elastic IP?", {
      ...terminal,
      stdin: Object.assign(Readable.from(["yes\n"]), { isTTY: stdinIs }),
      stderr: Object.assign(stderr, { isTTY: stderrIs }),
    });
    await expect(asked).rejects.toThrow("nobody can be asked here, so nothing was done.");
  });
});
