import { expect, test } from "vitest";
import { account, region } from "../template.ts";
import { inlinePoliciesOf } from "./documents.ts";
import { janitorTopic } from "./janitor-role.ts";
import { anonymous, type Caller, everythingOf, judge, role, service } from "./judge.ts";
import { idsOfType, type Packaged, resourceOf } from "./packaged.ts";

/** Who may publish to the topic, by its own policy and by theirs. */
export function topicCases(packaged: () => Packaged): void {
  const publish = (caller: Caller, context = {}) => {
    const { Properties } = resourceOf(packaged(), "SummaryTopicPolicy");
    const resourcePolicy = Properties.PolicyDocument;
    return judge(caller, { action: "sns:Publish", resource: janitorTopic, context, resourcePolicy });
  };
  const janitor = () => role("JanitorRole", inlinePoliciesOf(resourceOf(packaged(), "JanitorRole").Properties));
  const alarm = (name: string, of = account, where = region) =>
    service("cloudwatch.amazonaws.com", {
      "aws:SourceAccount": of,
      "aws:SourceArn": `arn:aws:cloudwatch:${where}:${of}:alarm:${name}`,
    });

  test("is the only one that the policy is for", () => {
    expect(idsOfType(packaged(), "AWS::SNS::Topic")).toEqual(["SummaryTopic"]);
    expect(resourceOf(packaged(), "SummaryTopicPolicy").Properties.Topics).toEqual([janitorTopic]);
  });

  test("takes what the janitor publishes, and Lambda in its name", async () => {
    expect(await publish(janitor())).toBe("Allowed");
    // By the topic's own policy alone, too.
    expect(await publish(role("JanitorRole"))).toBe("Allowed");
  });

  test("takes every alarm of the stack", async () => {
    const alarms = idsOfType(packaged(), "AWS::CloudWatch::Alarm");
    expect(alarms.length).toBeGreaterThanOrEqual(5);
    for (const id of alarms) {
      const { AlarmName, AlarmActions } = resourceOf(packaged(), id).Properties;
      expect(AlarmActions).toEqual([janitorTopic]);
      expect(await publish(alarm(String(AlarmName))), id).toBe("Allowed");
    }
  });

  test.each([
    ["of another stack", alarm("somebody-elses-errors")],
    ["of a stack whose name begins alike", alarm("elastic-janitor-prod-eu-errors")],
    ["of somebody else under the stack's name", alarm("elastic-janitor-prod-invoices")],
    ["without the stack's name", alarm("errors")],
    ["of another account", alarm("elastic-janitor-prod-errors", "210987654321")],
    ["of another region", alarm("elastic-janitor-prod-errors", account, "us-east-1")],
    [
      "of another account that claims to be ours",
      service("cloudwatch.amazonaws.com", {
        "aws:SourceAccount": "210987654321",
        "aws:SourceArn": `arn:aws:cloudwatch:${region}:${account}:alarm:elastic-janitor-prod-errors`,
      }),
    ],
    ["that names no source", service("cloudwatch.amazonaws.com")],
  ])("takes no alarm %s", async (_, caller) => {
    expect(await publish(caller)).toBe("ImplicitlyDenied");
  });

  test.each([
    ["an administrator of the account", role("Administrator", everythingOf("sns")), "ExplicitlyDenied"],
    ["another stack's janitor", role("JanitorRole2", everythingOf("sns")), "ExplicitlyDenied"],
    [
      "a role of that name in another account",
      role("JanitorRole", everythingOf("sns"), "210987654321"),
      "ExplicitlyDenied",
    ],
    ["a role without permissions", role("Nobody"), "ExplicitlyDenied"],
    ["anybody on the internet", anonymous, "ImplicitlyDenied"],
    ["the scheduler", service("scheduler.amazonaws.com", { "aws:SourceAccount": account }), "ImplicitlyDenied"],
    ["EventBridge", service("events.amazonaws.com", { "aws:SourceAccount": account }), "ImplicitlyDenied"],
    ["S3", service("s3.amazonaws.com", { "aws:SourceAccount": account }), "ImplicitlyDenied"],
  ])("takes nothing from %s", async (_, caller, verdict) => {
    expect(await publish(caller)).toBe(verdict);
  });

  test("takes nothing that was not encrypted on the way, from nobody", async () => {
    const plain = { "aws:SecureTransport": "false" };
    expect(await publish(janitor(), plain)).toBe("ExplicitlyDenied");
    expect(await publish(alarm("elastic-janitor-prod-errors"), plain)).toBe("ExplicitlyDenied");
  });

  test("can be subscribed to by whoever looks after SNS in the account, and by nobody else", async () => {
    const subscribe = (caller: Caller) => {
      const resourcePolicy = resourceOf(packaged(), "SummaryTopicPolicy").Properties.PolicyDocument;
      return judge(caller, { action: "sns:Subscribe", resource: janitorTopic, resourcePolicy });
    };
    expect(await subscribe(role("Administrator", everythingOf("sns")))).toBe("Allowed");
    expect(await subscribe(role("Administrator", everythingOf("sns"), "210987654321"))).toBe("ImplicitlyDenied");
    expect(await subscribe(janitor())).toBe("ImplicitlyDenied");
    expect(await subscribe(anonymous)).toBe("ImplicitlyDenied");
  });
}
