/**
 * What findings are listed under, in the order in which a reader wants to know: what is done, what is about to be, what is
 * new, what did not go, and then what stays as it is.
 */
export const sectionNames = [
  "released",
  "due",
  "new",
  "notDone",
  "unreadable",
  "changed",
  "waiting",
  "unused",
  "reported",
  "protected",
  "kept",
  "inUseAgain",
] as const;

export type SectionName = (typeof sectionNames)[number];

/** How many findings each section has, all of them counted, also where not all are listed. */
export type SectionCounts = Readonly<Record<SectionName, number>>;
