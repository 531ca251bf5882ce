import { expect, test } from "vitest";
import { isIdle, type Resource } from "../../functions/janitor/domain/resource.ts";
import { makeAddress, makeInterface } from "./make.ts";

test.each<[string, boolean, Resource]>([
  ["an address with no association", true, makeAddress()],
  ["an address in use", false, makeAddress({ use: { state: "in-use" } })],
  ["an address on a stopped instance", false, makeAddress({ use: { state: "stopped-instance", instanceId: "i-1" } })],
  [
    "an address on an idle interface",
    false,
    makeAddress({ use: { state: "on-idle-interface", networkInterfaceId: "eni-1" } }),
  ],
  ["an available interface", true, makeInterface()],
  ["an interface in use", false, makeInterface({ use: { state: "in-use", status: "in-use" } })],
])("%s is idle: %s", (_, idle, resource) => {
  expect(isIdle(resource)).toBe(idle);
});
