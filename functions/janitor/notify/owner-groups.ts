import { oneLine } from "./plain-text.ts";
import type { TellableFinding } from "./tellable-report.ts";

/** Findings that one person is to look at. */
export interface OwnerGroup {
  /** Whose they are; absent where nothing tells of any of the findings. */
  readonly label: string | undefined;
  readonly findings: readonly TellableFinding[];
}

const nobody = "No owner known";

/**
 * Puts findings of one owner together, in the order in which the first of each comes; those of nobody come last. The owner
 * is who a tag names, or else who was the last to do something to the resource.
 */
export function groupByOwner(findings: readonly TellableFinding[]): readonly OwnerGroup[] {
  const groups = Map.groupBy(findings, labelOf);
  const owned = [...groups].filter(([label]) => label !== nobody);
  if (owned.length === 0) return findings.length === 0 ? [] : [{ label: undefined, findings }];
  const unowned = groups.get(nobody);
  return [...owned, ...(unowned ? [[nobody, unowned] as const] : [])].map(([label, findings]) => ({ label, findings }));
}

function labelOf({ owner = "", lastActivity }: TellableFinding): string {
  const [named, touched] = [owner, lastActivity?.by ?? ""].map((words) => oneLine(words));
  if (named) return `Owner: ${named}`;
  return touched ? `Last touched by: ${touched}` : nobody;
}
