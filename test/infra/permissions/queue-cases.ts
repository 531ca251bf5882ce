import { expect, test } from "vitest";
import { account, region } from "../template.ts";
import { janitorTopic } from "./janitor-role.ts";
import { anonymous, type Caller, judge, service } from "./judge.ts";
import { type Packaged, resourceOf } from "./packaged.ts";

const queue = `arn:aws:sqs:${region}:${account}:UndeliveredQueue`;

/** Who may put something into the queue, by its own policy. */
export function queueCases(packaged: () => Packaged): void {
  const ask = (caller: Caller, action = "sqs:SendMessage") => {
    const resourcePolicy = resourceOf(packaged(), "UndeliveredQueuePolicy").Properties.PolicyDocument;
    return judge(caller, { action, resource: queue, context: {}, resourcePolicy });
  };
  const topic = (arn: string) => service("sns.amazonaws.com", { "aws:SourceArn": arn });

  test("the topic keeps in the queue what the function for Slack does not take", async () => {
    expect(await ask(topic(janitorTopic))).toBe("Allowed");
    const { RedrivePolicy } = resourceOf(packaged(), "SlackSubscription").Properties;
    expect(RedrivePolicy).toEqual({ deadLetterTargetArn: queue });
  });

  test("no other topic writes to the queue, nobody else, and nobody reads", async () => {
    expect(await ask(topic(janitorTopic.replace("Summary", "Another")))).toBe("ImplicitlyDenied");
    expect(await ask(service("sns.amazonaws.com"))).toBe("ImplicitlyDenied");
    expect(await ask(service("lambda.amazonaws.com", { "aws:SourceArn": janitorTopic }))).toBe("ImplicitlyDenied");
    expect(await ask(anonymous)).toBe("ImplicitlyDenied");
    expect(await ask(topic(janitorTopic), "sqs:ReceiveMessage")).toBe("ImplicitlyDenied");
  });
}
