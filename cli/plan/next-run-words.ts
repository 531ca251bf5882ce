import { count } from "../../functions/janitor/notify/plain-text.ts";
import type { NextRun } from "./plan-report.ts";

/** What the next run would do in the mode it is configured for, as a sentence or two. */
export function nextRunWords({ mode, marks, unmarks, releases, withheld, limit }: NextRun): string {
  if (mode === "report") return "The next run in mode report changes nothing.";
  const steps = [
    ...(releases > 0 ? [`release ${releases}`] : []),
    ...(marks > 0 ? [`mark ${marks}`] : []),
    ...(unmarks > 0 ? [`take ${count(unmarks, "mark")} off`] : []),
  ];
  const would = `The next run in mode ${mode} would ${steps.length === 0 ? "do nothing" : inWords(steps)}.`;
  if (withheld === 0) return would;
  return (
    `${would} It would release none of the ${withheld} that are due: with what could not be checked, that is more than ` +
    `limits.releases allows in one run (${limit}).`
  );
}

function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
