import type { Mode } from "../domain/policy.ts";
import type { SectionName } from "./section-names.ts";
import type { TellableReport } from "./tellable-report.ts";

const titles: Readonly<Record<SectionName, string>> = {
  released: "Released",
  due: "Due soon",
  new: "New or changed",
  notDone: "Could not be done",
  unreadable: "Tags that cannot be read",
  changed: "Changed meanwhile",
  waiting: "Waiting",
  unused: "Paid but unused",
  reported: "Only reported",
  protected: "Protected",
  kept: "Kept",
  inUseAgain: "In use again",
};

/** What a section is called. */
export function sectionTitle(name: SectionName, mode: Mode): string {
  return name === "waiting" && mode === "report" ? "Idle" : titles[name];
}

/** What a reader should know about everything in a section, in a sentence. */
export function sectionNote(
  name: SectionName,
  { mode, tagPrefix }: Pick<TellableReport, "mode" | "tagPrefix">,
): string | undefined {
  switch (name) {
    case "released":
      return "An address can be had again until AWS gives it to somebody else; an interface is made anew. The log has the tags and all the rest.";
    case "due":
      return mode === "release"
        ? `Released when due, unless used or kept by then. To keep one, tag it ${tagPrefix}policy = keep.`
        : `Mode ${mode} releases nothing; mode release would, once they are due.`;
    case "new":
    case "waiting":
      return mode === "report" ? "Mode report only looks: nothing here is released." : undefined;
    case "unreadable":
      return "Kept until the tags can be read.";
    case "unused":
      return "Never released: somebody may count on it.";
    default:
      return undefined;
  }
}
