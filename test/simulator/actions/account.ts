import { ServiceError } from "../protocol/errors.ts";
import { type ActionTable, reads } from "./action.ts";

export const accountActions: ActionTable = {
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAccountAttributes.html */
  DescribeAccountAttributes: reads(({ scope: { state }, parameters }) => {
    const defaultVpc = [...state.vpcs.values()].find(({ isDefault }) => isDefault)?.vpcId ?? "none";
    const attributes = new Map([
      ["supported-platforms", "VPC"],
      ["default-vpc", defaultVpc],
      ["max-instances", "20"],
      ["vpc-max-security-groups-per-interface", "5"],
      ["max-elastic-ips", "5"],
      ["vpc-max-elastic-ips", String(state.addressQuota)],
    ]);
    const names = parameters.list("AttributeName");
    const unknown = names.find((name) => !attributes.has(name));
    if (unknown !== undefined) {
      throw new ServiceError("InvalidParameterValue", `Value (${unknown}) for parameter attributeName is invalid.`);
    }
    return {
      accountAttributeSet: [...attributes]
        .filter(([name]) => names.length === 0 || names.includes(name))
        .map(([attributeName, attributeValue]) => ({ attributeName, attributeValueSet: [{ attributeValue }] })),
    };
  }),
};
