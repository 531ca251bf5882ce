import { expect, test } from "vitest";
import { account, region } from "../template.ts";
import { anonymous, type Caller, everythingOf, judge, role, service } from "./judge.ts";
import { idsOfType, type Packaged, resourceOf } from "./packaged.ts";

const group = `arn:aws:scheduler:${region}:${account}:schedule-group/elastic-janitor-prod`;

/** Each role's own service, as it asks for the role. */
const trusted: Readonly<Record<string, Caller>> = {
  JanitorRole: service("lambda.amazonaws.com"),
  SlackRole: service("lambda.amazonaws.com"),
  ScheduleRole: service("scheduler.amazonaws.com", { "aws:SourceAccount": account, "aws:SourceArn": group }),
  ChatRole: service("chatbot.amazonaws.com", { "aws:SourceAccount": account }),
};

const services = ["lambda", "scheduler", "chatbot", "sns", "events", "ec2", "cloudformation", "management.chatbot"];

/** Who may take which role. */
export function trustCases(packaged: () => Packaged): void {
  const assume = (caller: Caller, id: string) => {
    const resourcePolicy = resourceOf(packaged(), id).Properties.AssumeRolePolicyDocument;
    return judge(caller, { action: "sts:AssumeRole", resource: `arn:aws:iam::${account}:role/${id}`, resourcePolicy });
  };

  test("is none that is not looked at here", () => {
    expect(idsOfType(packaged(), "AWS::IAM::Role").toSorted()).toEqual(Object.keys(trusted).toSorted());
  });

  test.each(Object.entries(trusted))("%s is taken by its own service, and by nobody else", async (id, own) => {
    expect(await assume(own, id)).toBe("Allowed");
    for (const name of services.map((each) => `${each}.amazonaws.com`)) {
      if (name === own.principal) continue;
      const other = service(name, { "aws:SourceAccount": account, "aws:SourceArn": group });
      expect(await assume(other, id), name).toBe("ImplicitlyDenied");
    }
    expect(await assume(role("Administrator", everythingOf("sts")), id)).toBe("ImplicitlyDenied");
    expect(await assume(role("Administrator", everythingOf("sts"), "210987654321"), id)).toBe("ImplicitlyDenied");
    expect(await assume(anonymous, id)).toBe("ImplicitlyDenied");
  });

  test.each([
    [
      "of another account",
      { "aws:SourceAccount": "210987654321", "aws:SourceArn": group.replace(account, "210987654321") },
    ],
    ["of another account that names our group", { "aws:SourceAccount": "210987654321", "aws:SourceArn": group }],
    ["of another group", { "aws:SourceAccount": account, "aws:SourceArn": group.replace(/[^/]*$/, "default") }],
    ["of another region", { "aws:SourceAccount": account, "aws:SourceArn": group.replace(region, "us-east-1") }],
    ["of nobody", {}],
  ])("ScheduleRole is not taken for a schedule %s", async (_, context) => {
    expect(await assume(service("scheduler.amazonaws.com", context), "ScheduleRole")).toBe("ImplicitlyDenied");
  });

  test("ScheduleRole's group is the one that the schedule is in", () => {
    expect(resourceOf(packaged(), "ScheduleGroup").Properties.Name).toBe("elastic-janitor-prod");
    expect(resourceOf(packaged(), "Schedule").Properties.GroupName).toBe("ScheduleGroup");
  });

  test.each([{ "aws:SourceAccount": "210987654321" }, {}])(
    "ChatRole is not taken for another account's channel: %j",
    async (context) => {
      expect(await assume(service("chatbot.amazonaws.com", context), "ChatRole")).toBe("ImplicitlyDenied");
    },
  );
}
