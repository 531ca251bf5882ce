import { expect } from "vitest";
import type { Report, ReportedFinding } from "../../functions/janitor/domain/report.ts";
import type { CutReport } from "../../functions/janitor/notify/cut-report.ts";
import type { Simulator } from "../simulator/simulator.ts";
import { finding, publishing } from "../support/account.ts";
import type { InvocationOptions } from "../support/invoke.ts";

/** A run that releases what has been idle for an hour, in two regions: enough for most hazards, and a moment's work. */
export function releasing(changes: Readonly<Record<string, unknown>> = {}): InvocationOptions {
  return { policy: { mode: "release", grace: "1h", regions: ["eu-west-1", "us-west-2"], ...changes } };
}

/** The same, and its summary goes out whatever is in it. */
export function telling(simulator: Simulator, changes: Readonly<Record<string, unknown>> = {}): InvocationOptions {
  return publishing(simulator, releasing({ notify: { when: "always" }, ...changes }));
}

/** The last email that went out. */
export function email(simulator: Simulator): string {
  return lastBodies(simulator).email;
}

/** The report that went out with it, as programs get it. */
export function publishedReport(simulator: Simulator): CutReport<Report> {
  return JSON.parse(lastBodies(simulator).lambda);
}

function lastBodies({ published }: Simulator): { readonly email: string; readonly lambda: string } {
  const message = published.at(-1)?.message;
  if (message === undefined) throw new Error("nothing was published");
  return JSON.parse(message);
}

/** The lines of one section of that email, which may have a number in its title; none where there is no such section. */
export function sectionOf(simulator: Simulator, title: string): readonly string[] {
  return sections(simulator).find((section) => section.title === title)?.lines ?? [];
}

function sections(simulator: Simulator): readonly { readonly title: string; readonly lines: readonly string[] }[] {
  const blocks = email(simulator).trimEnd().split("\n\n");
  return blocks.map((block) => {
    const [title = "", ...lines] = block.split("\n");
    return { title: title.replace(/ \(\d+\)$/, ""), lines };
  });
}

/** What must be told of one resource. */
interface Told {
  /** The code in the report that programs get. */
  readonly reason: ReportedFinding["reason"];
  /** The title of the only section of the email that lists it. */
  readonly section: string;
  /** Words, in lower case, of the heading that it is under, which give the reason of everything there. */
  readonly heading?: string;
  /** What stands in its own line. */
  readonly facts: readonly (string | RegExp)[];
}

/** Fails unless the last message tells that of a resource, in the report and in the email. */
export function expectTold(simulator: Simulator, id: string, { reason, section, heading, facts }: Told): void {
  expect(finding(publishedReport(simulator), id)).toMatchObject({ reason });
  const listed = sections(simulator).filter(({ lines }) => lines.some(isAbout(id)));
  expect(listed.map(({ title }) => title)).toEqual([section]);
  const lines = sectionOf(simulator, section);
  const at = lines.findIndex(isAbout(id));
  for (const fact of facts) expect(lines[at]).toMatch(fact);
  if (heading !== undefined) expect(lines.slice(0, at).findLast(isHeading)?.toLowerCase()).toContain(heading);
}

/** A resource's line begins with what it is called, with its id in brackets where that is another word. */
function isAbout(id: string): (line: string) => boolean {
  return (line) => line.startsWith(`• ${id} `) || (line.startsWith("• ") && line.includes(` (${id})`));
}

function isHeading(line: string): boolean {
  return !line.startsWith("• ") && line.endsWith(":");
}

/** How often each of these actions was called. */
export function callsOf({ calls }: Simulator, actions: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(actions.map((name) => [name, calls.filter(({ action }) => action === name).length]));
}
