import { describe, expect, test } from "vitest";
import { charts } from "../../../cli/plan/html/charts.ts";
import { makeAddress, notSeen } from "../../domain/make.ts";
import { inRegion, makePlan, mixedAccount } from "./make-plan.ts";
import { tableOf, wordsOf } from "./words-of.ts";

describe("what is idle where", () => {
  test("is counted by region, and split by decision, the most first", () => {
    expect(tableOf(charts(makePlan(mixedAccount())).toString(), "Idle, by region")).toBe(
      " Idle, by region eu-central-1 4 2 due, 2 waiting us-east-1 4 1 waiting, 1 protected, 2 kept " +
        "us-west-2 3 1 not checked, 1 waiting, 1 protected ",
    );
  });

  test("names the regions that were read and have nothing", () => {
    expect(wordsOf(charts(makePlan(mixedAccount())).toString())).toContain(
      "Nothing idle listed in 3 regions that could be read: ap-south-1, eu-north-1, sa-east-1.",
    );
  });

  test("has a region that could not be read as that, and not as an empty one", () => {
    const made = charts(makePlan({ ...mixedAccount(), unread: [notSeen("me-south-1")] })).toString();
    expect(tableOf(made, "Idle, by region")).toContain("Idle, by region me-south-1 not read eu-central-1 4");
    expect(tableOf(made, "Cost a month, by region")).toContain("by region me-south-1 not read eu-central-1");
    expect(wordsOf(made)).not.toMatch(/Nothing idle listed in[^.]*me-south-1/);
    expect(wordsOf(made)).toContain("Without 1 region that could not be read.");
    expect(made.match(/<rect class="unread"/g)).toHaveLength(2);
  });

  test("has bars as long as the numbers beside them", () => {
    const made = charts(makePlan(mixedAccount())).toString();
    expect(made).toContain(
      '<rect class="due" x="0%" width="50%" height="100%"/><rect class="waiting" x="50%" width="50%"',
    );
    expect(made).toContain('<rect class="protected" x="50%" width="25%"');
  });
});

describe("what it costs", () => {
  test("is added up by region, with what is paid for and not idle", () => {
    expect(tableOf(charts(makePlan(mixedAccount())).toString(), "Cost a month, by region")).toBe(
      " Cost a month, by region eu-central-1 $14.60 us-west-2 $10.95 us-east-1 $7.30 ",
    );
  });

  test("is added up by owner, the most first, and what has none last", () => {
    const resources = [
      makeAddress({ id: "eipalloc-1", tags: {} }),
      makeAddress({ id: "eipalloc-2", tags: {} }),
      makeAddress({ id: "eipalloc-3", tags: { Owner: "ana" } }),
      makeAddress({ id: "eipalloc-4", tags: { Owner: "ben" } }),
      makeAddress({ id: "eipalloc-5", tags: { Owner: "ben" }, ...inRegion("us-east-1") }),
    ];
    const made = charts(makePlan({ resources, policy: { owner: { tags: ["Owner"] } } })).toString();
    expect(tableOf(made, "Cost a month, by owner")).toBe(
      " Cost a month, by owner ben $7.30 2 addresses ana $3.65 1 address no owner $7.30 2 addresses ",
    );
  });

  test("has the rest of many owners as one bar, so that nothing is missing", () => {
    const resources = Array.from({ length: 40 }, (_, at) =>
      makeAddress({ id: `eipalloc-${at}`, tags: { Owner: `team-${at + 10}` } }),
    );
    const made = charts(makePlan({ resources, policy: { owner: { tags: ["Owner"] } } })).toString();
    expect(tableOf(made, "Cost a month, by owner")).toContain("team-13 $3.65 1 address 16 others $58.40");
  });
});

test("regions of several accounts are told apart", () => {
  const plan = makePlan({ resources: [makeAddress()] });
  const other = {
    ...plan.regions[0],
    account: "210987654321",
    status: "failed",
    error: { code: "X", message: "x" },
  } as const;
  const region = "eu-central-1";
  const made = charts({ ...plan, regions: [...plan.regions, { ...other, region }] }).toString();
  expect(tableOf(made, "Idle, by region")).toBe(
    " Idle, by region eu-central-1 (210987654321) not read eu-central-1 (123456789012) 1 1 due ",
  );
});
