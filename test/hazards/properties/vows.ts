import type { Report } from "../../../functions/janitor/domain/report.ts";
import { type Broken, type Lived, type Vow, viewOf } from "./living.ts";
import { objectionsTo } from "./objections.ts";
import type { Placed, Scene } from "./scene.ts";
import { isOfKind, surveyFailures } from "./watching.ts";

/** Everything one run has broken: at its calls, and in what it said at its end. */
export function brokenBy(scene: Scene, lived: Lived): readonly Broken[] {
  const { report } = lived.invocation;
  return [
    ...lived.broken,
    ...of("ending", ending(lived)),
    ...of("mode", mode(scene, lived)),
    ...of("tags", tags(scene, lived)),
    ...of("limit", limit(scene, lived)),
    ...(report === undefined
      ? []
      : [
          ...of("regions", regions(scene, lived, report)),
          ...of("alarm", alarms(lived, report)),
          ...of("totals", totals(lived, report)),
          ...of("told", told(scene, lived, report)),
          ...of("complete", complete(scene, lived, report)),
        ]),
  ];
}

function of(vow: Vow, whats: readonly string[]): readonly Broken[] {
  return whats.map((what) => ({ vow, what }));
}

const failing = ["regions-unknown", "region-failed", "denied", "unexpected", "publish-failed"];

function ending({ invocation: { report, error, lines } }: Lived): readonly string[] {
  if (report === undefined) return [`it ended without a report: ${error?.stack}`];
  const failed = report.alarms.some(({ code }) => failing.includes(code));
  return [
    ...(error === undefined || error.name === "RunFailed" ? [] : [`it threw ${error.stack}`]),
    ...((error !== undefined) === failed ? [] : [`it ${error ? "threw" : "returned"} with ${codes(report)}`]),
    ...(lines.some(({ journal }) => journal === "report") ? [] : ["its report is not in the journal"]),
  ];
}

function codes({ alarms }: Report): string {
  return JSON.stringify(alarms.map(({ code }) => code));
}

function mode({ story }: Scene, { log }: Lived): readonly string[] {
  const writing = log.calls.filter(({ service, writes }) => service === "ec2" && writes).map(({ action }) => action);
  const { mode: allowed } = story.policy;
  const tagging = ["CreateTags", "DeleteTags"];
  return writing
    .filter((action) => allowed === "report" || (allowed === "mark" && !tagging.includes(action)))
    .map((action) => `${action} in mode ${allowed}`);
}

function tags({ story }: Scene, { log, startedAt }: Lived): readonly string[] {
  const ours = `${story.policy.tagPrefix}idle-since`;
  return log.calls
    .filter(({ action }) => action === "CreateTags" || action === "DeleteTags")
    .flatMap(({ action, parameters }) => {
      const { "Tag.1.Key": key, "Tag.1.Value": value } = parameters;
      const others = Object.keys(parameters).filter((name) => /^Tag\.(?!1\.)/.test(name));
      const right = action === "CreateTags" ? value === new Date(startedAt).toISOString() : value === undefined;
      return key === ours && right && others.length === 0 ? [] : [`${action} ${JSON.stringify(parameters)}`];
    });
}

function limit({ story }: Scene, { asked }: Lived): readonly string[] {
  const many = new Set(asked).size;
  const { releases } = story.policy.limits;
  return many > releases ? [`${many} releases, and the limit is ${releases}`] : [];
}

/** Every region once, each as it was seen; or none at all, and said so. */
function regions({ story }: Scene, { log, words }: Lived, report: Report): readonly string[] {
  const listings = log.calls.filter((call) => isOfKind(call, "DescribeRegions"));
  const named = report.regions.map(({ region }) => region);
  if (report.alarms.some(({ code }) => code === "regions-unknown")) {
    const struck = words.faults.some(({ call }) => call === "DescribeRegions" || call === "any");
    return struck && named.length === 0 ? [] : [`regions-unknown with ${named} after ${listings.length} listings`];
  }
  const unlike = JSON.stringify(named.toSorted()) !== JSON.stringify([...story.regions].toSorted());
  const hangs = words.faults.some(({ answer }) => answer.kind === "hang");
  return [
    ...(unlike ? [`it names ${named}`] : []),
    ...report.regions.flatMap(({ region, status }) => {
      const [failure] = surveyFailures(log, region);
      if (status === "scanned") return failure === undefined ? [] : [`${region} is scanned, although ${failure}`];
      // What hangs makes time pass for all: then a region may be late through no fault of its own.
      return failure === undefined && !hangs ? [`${region} is failed, although it answered`] : [];
    }),
  ];
}

function alarms({ invocation: { error } }: Lived, report: Report): readonly string[] {
  return report.regions
    .filter(({ status }) => status === "failed")
    .flatMap(({ region }) => {
      const alarmed = report.alarms.some(
        ({ code, message }) => code === "region-failed" && message.startsWith(`${region} `),
      );
      return alarmed && error !== undefined ? [] : [`${region} failed, and the alarms are ${codes(report)}`];
    });
}

function totals({ disturbed }: Lived, { totals: said, findings, regions: seen }: Report): readonly string[] {
  const count = (test: (finding: Report["findings"][number]) => boolean) => findings.filter(test).length;
  const usd = (test: (finding: Report["findings"][number]) => boolean) =>
    Math.round(findings.filter(test).reduce((sum, { monthlyCostUsd }) => sum + monthlyCostUsd * 100, 0)) / 100;
  const idle = seen.reduce(
    (sum, each) => sum + (each.status === "scanned" ? each.elasticIps.idle + each.networkInterfaces.available : 0),
    0,
  );
  const counted = {
    // A second look may find that something is idle no more.
    idle: disturbed ? said.idle : idle,
    waiting: count(({ decision }) => decision === "wait"),
    released: count(({ outcome }) => outcome === "released"),
    failed: count(({ outcome }) => outcome === "failed"),
    withheld: count(({ outcome }) => outcome === "withheld"),
    kept: count(({ decision, reason }) => decision === "keep" && reason !== "in-use"),
    protected: count(({ decision }) => decision === "protect"),
    monthlyWasteUsd: usd(({ outcome }) => outcome !== "released" && outcome !== "already-gone"),
    monthlySavedUsd: usd(({ outcome }) => outcome === "released"),
  };
  const same = JSON.stringify(Object.entries(counted).toSorted()) === JSON.stringify(Object.entries(said).toSorted());
  return same ? [] : [`${JSON.stringify(said)} instead of ${JSON.stringify(counted)}`];
}

/** What EC2 did is in the report, and what the report says was done was done. */
function told({ simulator }: Scene, lived: Lived, { findings }: Report): readonly string[] {
  const { released, words } = lived;
  const finding = (id: string) => findings.find((each) => each.id === id);
  const silent = released.filter((id) => {
    const found = finding(id);
    return found?.outcome !== "released" && found?.error?.mayBeDone !== true;
  });
  // A stranger who answers in EC2's place can say that a release was done, or that what is there is not.
  const lies = words.faults.some(
    ({ answer }) => answer.kind === "garbage" || (answer.kind === "error" && answer.code.endsWith("NotFound")),
  );
  const invented = findings.filter(({ id, region, outcome }) => {
    const world = simulator.world(region);
    return outcome === "released" && !lies && (world.address(id) ?? world.networkInterface(id)) !== undefined;
  });
  return [
    ...silent.map((id) => `${id} was released, and the report says ${JSON.stringify(finding(id))}`),
    ...invented.map(({ id }) => `${id} is said to be released, and is there`),
  ];
}

/** What was idle all the time is in the report of a region that it calls scanned. */
function complete(scene: Scene, { before, disturbed }: Lived, report: Report): readonly string[] {
  if (disturbed) return [];
  const scanned = report.regions.filter(({ status }) => status === "scanned").map(({ region }) => region);
  return scene.all
    .filter(({ id, region }) => {
      const view = before.get(id);
      if (view === undefined || !scanned.includes(region)) return false;
      const idle = view.kind === "elastic-ip" ? !view.it.associationId : view.it.status === "available";
      return idle && !report.findings.some((each) => each.id === id && each.region === region);
    })
    .map(({ id }) => `${id} is idle and not in the report`);
}

/** What is to go in a run that nothing disturbs, as the account stands before it. */
export function dueNow(scene: Scene, lived: Pick<Lived, "before" | "startedAt">): readonly Placed[] {
  const { policy } = scene.story;
  if (policy.mode !== "release") return [];
  const due = scene.all.filter((placed) => {
    const view = lived.before.get(placed.id);
    const situation = { policy, now: lived.startedAt, facts: scene.facts };
    return view !== undefined && objectionsTo(placed, view, situation).length === 0;
  });
  return due.length > policy.limits.releases ? [] : due;
}

/** What EC2 itself does not let go. */
export function isHeld(lived: Lived, { id }: Placed): boolean {
  const view = lived.before.get(id);
  return view?.kind === "elastic-ip" && (view.it.locked || view.it.ptrRecord !== undefined);
}

/** A calm run has to take what is due and nothing else, and to be content. */
export function brokenByCalm(scene: Scene, lived: Lived): readonly Broken[] {
  const due = dueNow(scene, lived).filter((placed) => !isHeld(lived, placed));
  const gone = scene.all.filter(
    ({ id, region, kind }) =>
      lived.before.has(id) &&
      (kind === "elastic-ip"
        ? scene.simulator.world(region).address(id)
        : scene.simulator.world(region).networkInterface(id)) === undefined,
  );
  const ids = (placed: readonly Placed[]) => JSON.stringify(placed.map(({ id }) => id).toSorted());
  return of("arrival", [
    ...(ids(due) === ids(gone) ? [] : [`due were ${ids(due)}, gone are ${ids(gone)}`]),
    ...(lived.invocation.error === undefined ? [] : [`a calm run threw ${lived.invocation.error.message}`]),
  ]);
}

/** A calm run takes the mark off what is not just waiting, so that its grace begins anew, and marks what begins to wait. */
export function wrongMarks(scene: Scene, { before, startedAt }: Lived): readonly Broken[] {
  const { policy } = scene.story;
  if (policy.mode === "report") return [];
  const mark = `${policy.tagPrefix}idle-since`;
  const wrong = scene.all.flatMap((placed) => {
    const [was, is] = [before.get(placed.id), viewOf(scene, placed)];
    if (was === undefined || is === undefined) return [];
    const objections = objectionsTo(placed, was, { policy, now: startedAt, facts: scene.facts });
    const grounds = new Set(objections.map(({ ground }) => ground));
    // What cannot be read is left as it is, and what guards protect is due all the time.
    if (grounds.has("unreadable tag") || grounds.has("guard")) return [];
    const waits = !(grounds.has("use") || grounds.has("opt-out") || grounds.has("fact"));
    const marked = mark in is.it.tags;
    if (marked === waits || (waits && Object.keys(is.it.tags).length >= 50)) return [];
    return [`${placed.id} ${waits ? "waits without a mark" : `has a mark, although ${objections[0]?.why}`}`];
  });
  return of("marks", wrong);
}

/** What nothing speaks against any more and is still there after the calm runs, each longer than the longest grace apart. */
export function brokenInTheEnd(scene: Scene, last: Lived): readonly Broken[] {
  const { policy } = scene.story;
  if (policy.mode !== "release") return [];
  const { clock } = scene.simulator;
  const left = scene.all.filter((placed) => {
    const view = last.before.get(placed.id);
    const there = scene.simulator.world(placed.region);
    if (view === undefined || (there.address(placed.id) ?? there.networkInterface(placed.id)) === undefined)
      return false;
    const situation = { policy, now: clock.now(), facts: scene.facts };
    const lasting = objectionsTo(placed, view, situation).filter(({ ground }) => ground !== "grace");
    // There is no room for a mark.
    const full = Object.keys(view.it.tags).length >= 50 && !(`${policy.tagPrefix}idle-since` in view.it.tags);
    return lasting.length === 0 && !full && !isHeld(last, placed);
  });
  const tripped = last.invocation.report?.alarms.some(({ code }) => code === "breaker-tripped");
  return tripped
    ? []
    : of(
        "arrival",
        left.map(({ id }) => `${id} is still there, and nothing speaks for it`),
      );
}
