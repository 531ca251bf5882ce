import type { CallMatch } from "../simulator/calls.ts";

/** The look at one address or interface, right before its release. */
export function lookAt(id: string): CallMatch {
  return {
    service: "ec2",
    when: ({ action, parameters }) =>
      (action === "DescribeAddresses" && parameters["AllocationId.1"] === id) ||
      (action === "DescribeNetworkInterfaces" &&
        parameters["Filter.1.Name"] === "network-interface-id" &&
        parameters["Filter.1.Value.1"] === id),
  };
}

/** Its release. */
export function releaseOf(id: string): CallMatch {
  return {
    service: "ec2",
    action: /^(ReleaseAddress|DeleteNetworkInterface)$/,
    when: ({ parameters }) => [parameters.AllocationId, parameters.NetworkInterfaceId].includes(id),
  };
}
