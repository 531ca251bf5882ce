import { expect, test } from "vitest";
import { writeCsv } from "../../../cli/plan/csv.ts";
import { day, makeAddress, makeInterface, marked, notSeen } from "../../domain/make.ts";
import { makePlan } from "./make-plan.ts";

test("a sheet has a line for each finding", () => {
  const resources = [
    makeAddress({ tags: marked(8 * day, { Name: "a, b", Owner: 'the "team"' }) }),
    makeInterface({ tags: {} }),
  ];
  expect(writeCsv(makePlan({ resources }))).toMatchInlineSnapshot(`
    "account,region,kind,id,publicIp,name,owner,decision,reason,idleSince,dueAt,next,monthlyCostUsd,error
    123456789012,eu-central-1,elastic-ip,eipalloc-1,203.0.113.1,"a, b","the ""team""",release,grace-over,2026-11-14T06:00:00.000Z,2026-11-21T06:00:00.000Z,release,3.65,
    123456789012,eu-central-1,network-interface,eni-1,,,,wait,first-seen,2026-11-22T06:00:00.000Z,2026-11-29T06:00:00.000Z,mark,0,
    "
  `);
});

test("a region that could not be read is a line of its own, before all others", () => {
  const [header, first, second] = writeCsv(
    makePlan({ resources: [makeAddress()], unread: [notSeen("eu-west-1", "no, sir")] }),
  ).split("\n");
  expect(header).toMatch(/^account,region,kind,id,/);
  expect(first).toBe('123456789012,eu-west-1,region,,,,,not-read,,,,,,"UnauthorizedOperation: no, sir"');
  expect(second).toMatch(/^123456789012,eu-central-1,elastic-ip,eipalloc-1,/);
});

test("where the regions could not be listed a line says that nothing was read", () => {
  const regionsUnknown = { code: "UnauthorizedOperation", message: "no, sir" };
  const [, ...lines] = writeCsv(makePlan({ regionsUnknown })).trimEnd().split("\n");
  expect(lines).toEqual([
    ',all,region,,,,,not-read,,,,,,"Nothing was seen: the account\'s regions could not be listed. no, sir (UnauthorizedOperation)"',
  ]);
});

test.each(["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1"])(
  "a name that a spreadsheet would work out is text: %j",
  (Name) => {
    const [, line = ""] = writeCsv(makePlan({ resources: [makeAddress({ tags: marked(8 * day, { Name }) })] })).split(
      "\n",
    );
    expect(line).toContain(`,'${Name}`);
  },
);

test("what nobody has marked has no day, where nothing marks it", () => {
  const line = (mode: "report" | "mark") =>
    writeCsv(makePlan({ resources: [makeAddress({ tags: {} })], policy: { mode } })).split("\n")[1];
  expect(line("report")).toBe(
    "123456789012,eu-central-1,elastic-ip,eipalloc-1,203.0.113.1,,,wait,first-seen,,,nothing,3.65,",
  );
  expect(line("mark")).toContain("first-seen,2026-11-22T06:00:00.000Z,2026-11-29T06:00:00.000Z,mark");
});
