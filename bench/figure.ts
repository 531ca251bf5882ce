/** What was measured, the bound it is held against, and what is promised of the two. */
export interface Figure {
  readonly part: Part;
  /** What was measured, in words that go with any other figure of the part. */
  readonly name: string;
  readonly value: number;
  /** In the same unit; worked out, or measured, in the same run. */
  readonly bound: number;
  readonly unit: Unit;
  /** How the bound comes about. */
  readonly derivation: string;
  /** The most that `value / bound` may be. Absent: it is told, and nothing is promised. */
  readonly most?: number;
}

export const parts = ["survey", "release", "growth", "start", "quiet-run", "script"] as const;
export type Part = (typeof parts)[number];

export type Unit = "ms" | "s" | "MB" | "kB" | "calls" | "%" | "USD a month" | "times" | "files";

/** What counts: times alone say more about the machine. */
export function ratioOf({ value, bound }: Pick<Figure, "value" | "bound">): number {
  return value / bound;
}

export function isKept(figure: Figure): boolean {
  return figure.most === undefined || ratioOf(figure) <= figure.most;
}

/** The one in the middle, of any number but none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new Error("nothing was measured");
  return (low + high) / 2;
}
