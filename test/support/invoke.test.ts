import { once } from "node:events";
import { request } from "node:http";
import { expect, test } from "vitest";
import { simulatedAws } from "./account.ts";
import { invoke } from "./invoke.ts";

const aws = simulatedAws();

test("a call that was broken off on its way has come before an invocation is over", async () => {
  const { url, credentials } = aws.simulator;
  const { networkInterfaceId } = aws.simulator.world("us-east-1").createNetworkInterface();
  const scope = `${credentials().accessKeyId}/20261101/us-east-1/ec2/aws4_request`;
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}`,
  };
  const parameters = { Action: "DeleteNetworkInterface", NetworkInterfaceId: networkInterfaceId };

  await invoke(aws.simulator, {
    handler: async () => {
      const sent = request(url, { method: "POST", headers }).once("error", () => undefined);
      sent.end(new URLSearchParams({ Version: "2016-11-15", ...parameters }).toString());
      await once(sent, "finish");
      sent.destroy();
      throw new Error("broken off");
    },
  });

  expect(aws.simulator.calls).toMatchObject([{ action: "DeleteNetworkInterface", durationMs: expect.any(Number) }]);
  expect(aws.simulator.world("us-east-1").networkInterface(networkInterfaceId)).toBeUndefined();
});
