import type { Report } from "../../functions/janitor/domain/report.ts";
import {
  type PublishedReport,
  publishedReport,
  type Surroundings,
} from "../../functions/janitor/notify/published-report.ts";
import { busy } from "./samples/busy.ts";
import { firstRun } from "./samples/first-run.ts";
import { fiveThousand } from "./samples/five-thousand.ts";
import { hostileNames } from "./samples/hostile-names.ts";
import { oneRelease, ordinary } from "./samples/ordinary.ts";
import { quiet } from "./samples/quiet.ts";
import { brokeOff, everythingWrong } from "./samples/troubled.ts";

/** A report, and what its readers need to know besides. */
export interface Sample {
  readonly report: Report;
  readonly surroundings: Surroundings;
}

/** Reports as they come in life, by the name of their golden file. */
export const samples = {
  quiet,
  "first-run": firstRun,
  "one-release": oneRelease,
  ordinary,
  busy,
  "everything-wrong": everythingWrong,
  "broke-off": brokeOff,
  "five-thousand": fiveThousand,
  "hostile-names": hostileNames,
} as const satisfies Readonly<Record<string, Sample>>;

/** The same as they go out. */
export const publishedSamples: readonly (readonly [name: string, report: PublishedReport])[] = Object.entries(
  samples,
).map(([name, { report, surroundings }]) => [name, publishedReport(report, surroundings)]);
