import { beforeAll, describe } from "vitest";
import { region } from "../template.ts";
import { keyCases } from "./key-cases.ts";
import { deployed, type Packaged, packageFor } from "./packaged.ts";
import { partitionCases } from "./partition-cases.ts";
import { queueCases } from "./queue-cases.ts";
import { serviceRoleCases } from "./service-role-cases.ts";
import { statementCases } from "./statement-cases.ts";
import { topicCases } from "./topic-cases.ts";
import { trustCases } from "./trust-cases.ts";

/** With everything that has a role or a policy. */
const everything = {
  mode: "release",
  email: "ops@example.com",
  slackWebhook: "/elastic-janitor/slack-webhook",
  chatWorkspace: "T0123ABCD",
  chatChannel: "C0123ABCD",
};

const held = new Map<string, Packaged>();

function packaged(name: string): Packaged {
  const it = held.get(name);
  if (it === undefined) throw new Error(`${name} is not packaged yet`);
  return it;
}

beforeAll(async () => {
  const here = { region, partition: "aws", urlSuffix: "amazonaws.com" };
  const china = { region: "cn-north-1", partition: "aws-cn", urlSuffix: "amazonaws.com.cn" };
  const government = { region: "us-gov-west-1", partition: "aws-us-gov", urlSuffix: "amazonaws.com" };
  // Amazon Q Developer in chat applications is in no other partition.
  const noChat = { chatWorkspace: "", chatChannel: "" };
  const [one, other] = await Promise.all([
    packageFor(here.region, everything),
    packageFor(china.region, { ...everything, ...noChat, mode: "mark", regions: china.region }),
  ]);
  held.set("aws", deployed(one, here));
  held.set("aws-cn", deployed(other, china));
  held.set("aws-us-gov", deployed(one, government));
}, 90_000);

describe("the packaged template", () => {
  statementCases(() => packaged("aws"));
});
describe("in other partitions the packaged template", () => {
  partitionCases(packaged);
});
describe("the topic", () => {
  topicCases(() => packaged("aws"));
});
describe("the topic's key", () => {
  keyCases(() => packaged("aws"));
});
describe("the queue", () => {
  queueCases(() => packaged("aws"));
});
describe("a role", () => {
  trustCases(() => packaged("aws"));
});
describe("the roles of the schedule and of Slack", () => {
  serviceRoleCases(() => packaged("aws"));
});
