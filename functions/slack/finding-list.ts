import { getBackCommand, keepCommand } from "../janitor/notify/commands.ts";
import { linkToResource } from "../janitor/notify/console-links.ts";
import { describeFinding, describeUnderReason } from "../janitor/notify/describe-finding.ts";
import { groupByOwner } from "../janitor/notify/owner-groups.ts";
import type { SectionName } from "../janitor/notify/section-names.ts";
import { sectionNote, sectionTitle } from "../janitor/notify/section-words.ts";
import type { TellableFinding, TellableReport } from "../janitor/notify/tellable-report.ts";
import { code, isCode, linesOf, link, type Mrkdwn, mrkdwn } from "./mrkdwn.ts";
import { fitting } from "./slack-message.ts";

/** How many of what is due have the command that keeps them; what to tag stands above them all. */
const mostKeepCommands = 3;

/** Where the console still has the resource. */
const linked: ReadonlySet<SectionName> = new Set(["due", "new", "notDone", "unreadable", "waiting"]);

/**
 * A section that somebody reads finding by finding, by owner where owners are known.
 *
 * @param findings what the report has of them, which may be fewer than it counts
 * @param most how many are named
 */
export function listFindings(
  name: SectionName,
  findings: readonly TellableFinding[],
  report: TellableReport,
  most: number,
): Mrkdwn {
  const many = report.counts[name];
  const note = sectionNote(name, report);
  const shown = findings.slice(0, most);
  const items = groupByOwner(shown).flatMap(({ label, findings }) =>
    findings.map((finding, at) =>
      linesOf([
        ...(label !== undefined && at === 0 ? [mrkdwn`${label}`] : []),
        describe(name, finding, report),
        ...helpWith(name, finding, report, shown.indexOf(finding)),
      ]),
    ),
  );
  return fitting(
    [mrkdwn`*${sectionTitle(name, report.mode)} (${many})*`, ...(note === undefined ? [] : [mrkdwn`${note}`])],
    items,
    (shown) => rest(shown, many),
  );
}

/** How many are not named, where that is any. */
export function rest(shown: number, many: number): readonly Mrkdwn[] {
  if (shown === 0) return [mrkdwn`all of them in the log`];
  return many > shown ? [mrkdwn`and ${many - shown} more, in the log`] : [];
}

function describe(name: SectionName, finding: TellableFinding, { mode }: TellableReport): Mrkdwn {
  const line = name === "unreadable" ? describeUnderReason(finding) : describeFinding(finding, mode);
  const what = finding.publicIp ?? finding.id;
  const url = linked.has(name) ? linkToResource(finding) : undefined;
  // A line begins with what it is about.
  return url !== undefined && /^[\w.-]+$/.test(what) && line.startsWith(`${what} `)
    ? mrkdwn`• ${link(url, what)} ${line.slice(what.length)}`
    : mrkdwn`• ${line}`;
}

/** What a reader can do about it, ready to be copied. */
function helpWith(
  name: SectionName,
  finding: TellableFinding,
  { tagPrefix }: TellableReport,
  at: number,
): readonly Mrkdwn[] {
  if (name === "released") return labelled("Get it back:", getBackCommand(finding));
  if (finding.error?.mayBeDone) return labelled("If it is gone, get it back:", getBackCommand(finding));
  if (name === "due" && at < mostKeepCommands) return labelled("Keep it:", keepCommand(finding, tagPrefix));
  return [];
}

function labelled(label: string, command: string | undefined): readonly Mrkdwn[] {
  return command === undefined || !isCode(command) ? [] : [mrkdwn`${label} ${code(command)}`];
}
