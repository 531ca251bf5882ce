import { expect, test } from "vitest";
import { account, region } from "../template.ts";
import { inlinePoliciesOf, statementsOf } from "./documents.ts";
import { janitorTopic } from "./janitor-role.ts";
import { type Context, couldBeAllowed, judge, keyOfTheAccount, role } from "./judge.ts";
import { idsOfType, type Packaged, resourceOf } from "./packaged.ts";

const janitor = `arn:aws:lambda:${region}:${account}:function:JanitorLambdaFunction`;
const slack = `arn:aws:lambda:${region}:${account}:function:SlackLambdaFunction`;
const queue = `arn:aws:sqs:${region}:${account}:UndeliveredQueue`;
const webhook = `arn:aws:ssm:${region}:${account}:parameter/elastic-janitor/slack-webhook`;
const log = (group: string) => `arn:aws:logs:${region}:${account}:log-group:${group}:log-stream:today`;

/** What starts the janitor, and what posts to Slack, may do, and may not. */
export function serviceRoleCases(packaged: () => Packaged): void {
  const policiesOf = (id: string) => inlinePoliciesOf(resourceOf(packaged(), id).Properties);
  const actionsOf = (id: string) =>
    policiesOf(id)
      .flatMap(({ policy }) => statementsOf(policy))
      .flatMap(({ Action }) => Action)
      .toSorted();
  const ask = (id: string, action: string, resource: string, context: Context = {}) => {
    const resourcePolicy = action.startsWith("kms:") ? { resourcePolicy: keyOfTheAccount } : {};
    return judge(role(id, policiesOf(id)), { action, resource, context, ...resourcePolicy });
  };

  test("the schedule starts the janitor, and keeps what could not be delivered", async () => {
    expect(actionsOf("ScheduleRole")).toEqual(["lambda:InvokeFunction", "sqs:SendMessage"]);
    const { Target } = resourceOf(packaged(), "Schedule").Properties;
    expect(Target).toMatchObject({ Arn: janitor, DeadLetterConfig: { Arn: queue } });
    expect(await ask("ScheduleRole", "lambda:InvokeFunction", janitor)).toBe("Allowed");
    expect(await ask("ScheduleRole", "sqs:SendMessage", queue)).toBe("Allowed");
    expect(await ask("ScheduleRole", "lambda:InvokeFunction", slack)).toBe("ImplicitlyDenied");
    expect(await ask("ScheduleRole", "sqs:SendMessage", queue.replace("Undelivered", "Another"))).toBe(
      "ImplicitlyDenied",
    );
  });

  test("Slack's function writes its log, reads the webhook, and keeps what could not be posted", async () => {
    expect(actionsOf("SlackRole")).toEqual([
      "kms:Decrypt",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "sqs:SendMessage",
      "ssm:GetParameter",
    ]);
    expect(await ask("SlackRole", "logs:PutLogEvents", log("SlackLogGroup"))).toBe("Allowed");
    expect(await ask("SlackRole", "logs:PutLogEvents", log("JanitorLogGroup"))).toBe("ImplicitlyDenied");
    expect(await ask("SlackRole", "ssm:GetParameter", webhook)).toBe("Allowed");
    expect(await ask("SlackRole", "ssm:GetParameter", webhook.replace("slack-webhook", "password"))).toBe(
      "ImplicitlyDenied",
    );
    expect(await ask("SlackRole", "ssm:GetParameter", `${webhook}/under-it`)).toBe("ImplicitlyDenied");
    const { DestinationConfig } = resourceOf(packaged(), "SlackFailures").Properties;
    expect(DestinationConfig).toEqual({ OnFailure: { Destination: queue } });
    expect(await ask("SlackRole", "sqs:SendMessage", queue)).toBe("Allowed");
    expect(await ask("SlackRole", "sns:Publish", janitorTopic)).toBe("ImplicitlyDenied");
  });

  // What comes after the second colon of a condition key is lost on the judge, so this looks at the conditions themselves.
  test("Slack's function decrypts the webhook, only that, and only through SSM", async () => {
    const key = `arn:aws:kms:${region}:${account}:key/11111111-2222-3333-4444-555555555555`;
    const statements = policiesOf("SlackRole").flatMap(({ policy }) => statementsOf(policy));
    expect(statements.filter(({ Action }) => Action.some((action) => action.startsWith("kms:")))).toEqual([
      {
        Sid: "DecryptWebhook",
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: [key.replace(/[^/]*$/, "*")],
        Condition: {
          StringEquals: {
            "kms:ViaService": `ssm.${region}.amazonaws.com`,
            "kms:EncryptionContext:PARAMETER_ARN": webhook,
          },
        },
      },
    ]);
    expect(await couldBeAllowed(role("SlackRole", policiesOf("SlackRole")), "kms:Decrypt")).toBe(true);
    const throughSsm = { "kms:ViaService": `ssm.${region}.amazonaws.com` };
    expect(await ask("SlackRole", "kms:Decrypt", key, throughSsm)).toBe("ImplicitlyDenied");
    expect(await ask("SlackRole", "kms:Decrypt", key)).toBe("ImplicitlyDenied");
  });

  test("Amazon Q Developer's role may do nothing, and what its channel may do is denied as well", () => {
    expect(policiesOf("ChatRole")).toEqual([]);
    expect(resourceOf(packaged(), "Chat").Properties.GuardrailPolicies).toEqual(["arn:aws:iam::aws:policy/AWSDenyAll"]);
  });

  test("Slack's function is invoked by this topic, and the janitor's by no service that does not take a role", () => {
    const permissions = idsOfType(packaged(), "AWS::Lambda::Permission");
    expect(permissions).toEqual(["SlackPermission"]);
    const { Properties } = resourceOf(packaged(), "SlackPermission");
    expect(Properties).toMatchObject({
      Action: "lambda:InvokeFunction",
      FunctionName: slack,
      Principal: "sns.amazonaws.com",
      SourceArn: janitorTopic,
    });
    // The topic's ARN has the account in it.
    expect([undefined, account]).toContain(Properties.SourceAccount);
    expect(resourceOf(packaged(), "SlackSubscription").Properties).toMatchObject({
      Endpoint: slack,
      TopicArn: janitorTopic,
    });
  });
}
