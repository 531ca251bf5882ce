import { GetParameterCommand, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeEach, expect, test } from "vitest";
import { problemOfWebhookParameter } from "../../../infra/plugin/webhook-parameter.ts";

const name = "/elastic-janitor/slack-webhook";
const ssm = mockClient(SSMClient);

beforeEach(() => ssm.reset());
afterAll(() => ssm.restore());

const look = () => problemOfWebhookParameter(name, { region: "eu-central-1" });

test("a SecureString is no problem, and is not decrypted for that", async () => {
  ssm.on(GetParameterCommand).resolves({ Parameter: { Name: name, Type: "SecureString", Value: "AQICAHh" } });
  expect(await look()).toBeUndefined();
  expect(ssm.commandCalls(GetParameterCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { Name: name, WithDecryption: false },
  ]);
});

test("a secret that lies open is told, and not shown", async () => {
  ssm.on(GetParameterCommand).resolves({ Parameter: { Name: name, Type: "String", Value: "https://s3cr3t" } });
  const problem = await look();
  expect(problem).toContain(`The SSM parameter ${name} is no SecureString`);
  expect(problem).not.toContain("s3cr3t");
});

test("a parameter that is not there is told", async () => {
  ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ message: "", $metadata: {} }));
  expect(await look()).toContain(`There is no SSM parameter ${name} in this region`);
});

test("what may not be asked is not known", async () => {
  ssm.on(GetParameterCommand).rejects(Object.assign(new Error("not you"), { name: "AccessDeniedException" }));
  expect(await look()).toBe(
    `Whether the SSM parameter ${name} is there is not known (AccessDeniedException: not you).`,
  );
});
