import { invalidValue } from "../protocol/errors.ts";
import { paginate } from "../protocol/pages.ts";
import type { XmlObject } from "../protocol/xml.ts";
import type { Address } from "../state/scope.ts";
import { type ActionTable, reads } from "./action.ts";
import { named, pageRules } from "./listing.ts";

function describeAttribute({ publicIp, allocationId, ptrRecord, ptrUpdate }: Address): XmlObject {
  return { publicIp, allocationId, ptrRecord, ptrRecordUpdate: ptrUpdate && { ...ptrUpdate } };
}

function describeTransfer({ publicIp, allocationId, transfer }: Address): XmlObject {
  return {
    publicIp,
    allocationId,
    transferAccountId: transfer?.accountId,
    transferOfferExpirationTimestamp: timestamp(transfer?.expiresAt),
    transferOfferAcceptedTimestamp: timestamp(transfer?.acceptedAt),
    addressTransferStatus: transfer?.status,
  };
}

function timestamp(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

export const addressAttributeActions: ActionTable = {
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddressesAttribute.html */
  DescribeAddressesAttribute: reads(({ scope, parameters }) => {
    const attribute = parameters.required("Attribute");
    if (attribute !== "domain-name") throw invalidValue(attribute, "Attribute", "Expected domain-name.");
    const found = named(scope.state.addresses, parameters.list("AllocationId"), "address");
    const rules = pageRules(scope, "DescribeAddressesAttribute", { min: 1, max: 1000, ids: "AllocationId" });
    const { items, nextToken } = paginate(found, parameters, rules);
    return { addressSet: items.map(describeAttribute), nextToken };
  }),

  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddressTransfers.html */
  DescribeAddressTransfers: reads(({ scope, parameters }) => {
    const addresses = named(scope.state.addresses, parameters.list("AllocationId"), "address");
    const found = addresses.filter(({ transfer }) => transfer !== undefined);
    const rules = pageRules(scope, "DescribeAddressTransfers", { min: 5, max: 1000, ids: "AllocationId" });
    const { items, nextToken } = paginate(found, parameters, rules);
    return { addressTransferSet: items.map(describeTransfer), nextToken };
  }),
};
