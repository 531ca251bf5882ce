import { afterEach, beforeEach, expect, test } from "vitest";
import { type Simulator, startSimulator } from "./simulator.ts";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.stop());
const authorization = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/ec2/aws4_request, SignedHeaders=, Signature=";

async function post(body: string, headers: Record<string, string> = { authorization }) {
  const response = await fetch(simulator.url, { method: "POST", body, headers });
  return { status: response.status, text: await response.text() };
}

test("an unsigned call, an unknown action and an unknown service are refused in EC2's error format", async () => {
  expect(await post("Action=DescribeAddresses", {})).toMatchObject({ status: 403 });
  const unknown = await post("Action=DescribeMoon&Version=2016-11-15");
  expect(unknown.text).toMatch(/<Response><Errors><Error><Code>InvalidAction<\/Code><Message>.*<RequestID>/);
  const service = await post("", { authorization: authorization.replace("/ec2/", "/lunar/") });
  expect(service.text).toContain("no service 'lunar'");
});

test("a parameter that the simulator does not know is refused, not ignored", async () => {
  const answer = await post("Action=DescribeAddresses&Version=2016-11-15&Colour=blue");
  expect(answer).toMatchObject({ status: 400, text: expect.stringContaining("<Code>UnknownParameter</Code>") });
});

test("an action named like a property of every object is unknown too", async () => {
  expect((await post("Action=constructor")).text).toContain("<Code>InvalidAction</Code>");
});

test("a browser is told what this is", async () => {
  expect(await (await fetch(simulator.url)).text()).toBe(
    "elastic-janitor's simulator: cloudtrail,ec2,iam,logs,route53,sns,sts\n",
  );
});
