import { describe, expect, test } from "vitest";
import { allowedAmong, everyReadingAction, servicesAround } from "./every-action.ts";
import { janitorRole, type Written } from "./janitor-role.ts";
import { judge } from "./judge.ts";

/** What each guard reads. */
const readBy = {
  dns: ["route53:ListHostedZones", "route53:ListResourceRecordSets"],
  ptr: ["ec2:DescribeAddressesAttribute"],
  "allow-lists": ["ec2:DescribeSecurityGroups"],
  activity: ["cloudtrail:LookupEvents"],
  transfers: ["ec2:DescribeAddressTransfers"],
  routes: ["ec2:DescribeRouteTables"],
  templates: ["ec2:DescribeLaunchTemplateVersions", "ec2:DescribeLaunchTemplates"],
  stacks: [],
};

const survey = [
  "ec2:DescribeAccountAttributes",
  "ec2:DescribeAddresses",
  "ec2:DescribeInstances",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeRegions",
];

const everything = [...survey, ...Object.values(readBy).flat()];

async function readableUnder(written: Written): Promise<readonly string[]> {
  return allowedAmong(await everyReadingAction(servicesAround), janitorRole(written));
}

describe("the role reads", () => {
  test.each(["report", "mark", "release"])(
    "in mode %s what the survey and the guards read, and no more",
    async (mode) => {
      expect(await readableUnder({ mode })).toEqual(everything.toSorted());
    },
  );

  test.each(Object.entries(readBy))("without the guard %s all but %j", async (guard, actions: readonly string[]) => {
    const rest = everything.filter((action) => !actions.includes(action));
    expect(await readableUnder({ guards: { [guard]: false } })).toEqual(rest.toSorted());
  });

  test("without any guard only what the survey reads", async () => {
    const guards = Object.fromEntries(Object.keys(readBy).map((guard) => [guard, false]));
    expect(await readableUnder({ guards })).toEqual(survey);
  });

  test("no list of regions where it has one", async () => {
    const rest = everything.filter((action) => action !== "ec2:DescribeRegions");
    expect(await readableUnder({ regions: ["eu-west-1"] })).toEqual(rest.toSorted());
  });

  test("the records of zones, in every zone of the account", async () => {
    const resource = "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ";
    const request = { action: "route53:ListResourceRecordSets", resource };
    expect(await judge(janitorRole({}), request)).toBe("Allowed");
    expect(await judge(janitorRole({ guards: { dns: false } }), request)).toBe("ImplicitlyDenied");
    expect(await judge(janitorRole({}), { action: "route53:ChangeResourceRecordSets", resource })).toBe(
      "ImplicitlyDenied",
    );
  });
});
