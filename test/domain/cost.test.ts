import { expect, test } from "vitest";
import { monthlyCostUsd } from "../../functions/janitor/domain/cost.ts";
import type { ElasticIp } from "../../functions/janitor/domain/resource.ts";
import { makeAddress, makeInterface, makePolicy } from "./make.ts";

test.each<[string, Partial<ElasticIp>, number]>([
  ["is idle", {}, 3.65],
  ["has no pool named", { publicIpv4Pool: undefined }, 3.65],
  ["is on a stopped instance", { use: { state: "stopped-instance", instanceId: "i-1" } }, 3.65],
  ["is on an idle interface", { use: { state: "on-idle-interface", networkInterfaceId: "eni-1" } }, 3.65],
  ["is held by a service", { serviceManaged: "alb" }, 3.65],
  ["is in use, so nothing is wasted", { use: { state: "in-use" } }, 0],
  ["was brought by the customer", { publicIpv4Pool: "ipv4pool-ec2-1" }, 0],
])("an address that %s", (_, changes, usd) => {
  expect(monthlyCostUsd(makeAddress(changes), makePolicy())).toBe(usd);
});

test("an interface is free", () => {
  expect(monthlyCostUsd(makeInterface(), makePolicy())).toBe(0);
  expect(monthlyCostUsd(makeInterface({ elasticIps: ["203.0.113.1"] }), makePolicy())).toBe(0);
});

test.each([
  [0.005, 3.65],
  [1, 730],
  [0.00123, 0.9],
  [0.0077, 5.62],
  [0.000_001, 0],
])("$%d an hour is $%d a month of 730 hours, in whole cents", (elasticIpHourlyUsd, usd) => {
  expect(monthlyCostUsd(makeAddress(), makePolicy({ prices: { elasticIpHourlyUsd } }))).toBe(usd);
});
