import { expectTypeOf, test } from "vitest";
import type { infer as Read } from "zod";
import type { detail } from "../../build/report-schema/detail.ts";
import type { finding } from "../../build/report-schema/finding.ts";
import type { reportSchema } from "../../build/report-schema/report.ts";
import type { Decision } from "../../functions/janitor/domain/decide.ts";
import type { ForbiddingEvidence } from "../../functions/janitor/domain/evidence.ts";
import type { Report, ReportedFinding } from "../../functions/janitor/domain/report.ts";
import type { CutReport } from "../../functions/janitor/notify/cut-report.ts";
import type { PublishedReport } from "../../functions/janitor/notify/published-report.ts";

/*
 * The schema of the report and its types say the same: a field more or less, another name or a new word on either side, and
 * this file does not compile. `npm run check:types` is what fails then; at run time nothing is left of it.
 */

/** What becomes of a type in JSON: nothing is undefined there, and `readonly` says nothing. */
type InJson<T> = T extends object ? { -readonly [Key in keyof T]: InJson<Exclude<T[Key], undefined>> } : T;

type Schema = InJson<Read<typeof reportSchema>>;

/** What the function returns has no counts. */
type Described = CutReport<Omit<PublishedReport, Counts> & Partial<Pick<PublishedReport, Counts>>>;
type Counts = "counts" | "failures";

test("the schema of the report has the fields of its type, each of the same kind, and no others", () => {
  expectTypeOf<keyof Schema>().toEqualTypeOf<keyof Described>();
  expectTypeOf<Schema["regions"]>().toEqualTypeOf<InJson<Described["regions"]>>();
  expectTypeOf<Schema["totals"]>().toEqualTypeOf<InJson<Described["totals"]>>();
  expectTypeOf<Schema["counts"]>().toEqualTypeOf<InJson<Described>["counts"]>();
  expectTypeOf<Schema["alarms"]>().toEqualTypeOf<InJson<Described["alarms"]>>();
  expectTypeOf<Omit<Schema, "findings">>().toEqualTypeOf<Omit<InJson<Described>, "findings">>();
});

test("and so has that of a finding, whose detail is that of its decision", () => {
  type Schema = InJson<Read<typeof finding>>;
  expectTypeOf<keyof Schema>().toEqualTypeOf<keyof ReportedFinding>();
  expectTypeOf<Omit<Schema, "detail">>().toEqualTypeOf<Omit<InJson<ReportedFinding>, "detail">>();
});

/** Of all decisions what a finding has not said otherwise. */
type Facts = FactsOf<Decision>;
type FactsOf<Each> = Each extends unknown ? Omit<Each, "kind" | "reason" | "idleSince" | "dueAt"> : never;

type KeyOf<Each> = Each extends unknown ? keyof Each : never;
type ValueOf<Each, Key> = Each extends unknown ? (Key extends keyof Each ? Each[Key] : never) : never;
type WithoutActivity<Each> = Each extends unknown ? Omit<Each, "lastActivity"> : never;

/** In a report instants are text, and what was last done stands with the finding. */
type Detail = {
  [Key in KeyOf<Facts>]?: Key extends "keptUntil"
    ? string
    : Key extends "evidence"
      ? WithoutActivity<ForbiddingEvidence>[]
      : ValueOf<Facts, Key>;
};

test("and so has that of the detail, which has the facts of every decision", () => {
  type Schema = InJson<Read<typeof detail>>;
  expectTypeOf<keyof Schema>().toEqualTypeOf<keyof Detail>();
  expectTypeOf<Schema["facts"]>().toEqualTypeOf<InJson<Detail>["facts"]>();
  expectTypeOf<Schema["evidence"]>().toEqualTypeOf<InJson<Detail>["evidence"]>();
  expectTypeOf<Schema>().toEqualTypeOf<InJson<Detail>>();
});

test("the comparison notices a field more, a field less, and a word more", () => {
  type Known = Omit<InJson<Report>, "findings">;
  expectTypeOf<InJson<Omit<Known, "mode"> & { mode: Known["mode"] }>>().toEqualTypeOf<Known>();
  // @ts-expect-error a field more, though nobody has to have it
  expectTypeOf<InJson<Known & { more?: string }>>().toEqualTypeOf<Known>();
  // @ts-expect-error a field less
  expectTypeOf<Omit<Known, "comparedTo">>().toEqualTypeOf<Known>();
  // @ts-expect-error a word more
  expectTypeOf<InJson<Omit<Known, "mode"> & { mode: Known["mode"] | "more" }>>().toEqualTypeOf<Known>();
});
