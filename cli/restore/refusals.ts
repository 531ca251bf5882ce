import { readFailureClass } from "../../functions/janitor/aws/refusal.ts";
import { describeError } from "../../functions/janitor/domain/error-facts.ts";
import type { RefusalReason } from "./returned.ts";

/*
 * What EC2's refusals mean for something that is to be given back, by code and narrowly.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */

const reasons: Readonly<Record<string, RefusalReason>> = {
  AddressLimitExceeded: "address-quota",
  NetworkInterfaceLimitExceeded: "interface-quota",
  "InvalidSubnetID.NotFound": "subnet-gone",
  "InvalidSubnet.NotFound": "subnet-gone",
  InsufficientFreeAddressesInSubnet: "subnet-full",
};

/** What a refusal means wherever it comes from. */
export function readReason(error: unknown): RefusalReason {
  const { code } = describeError(error);
  const known = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  if (known !== undefined) return known;
  const kind = readFailureClass(error);
  if (kind === "denied") return "denied";
  return kind === "transient" ? "not-for-now" : "refused";
}

/**
 * Whether EC2 says of an address that it does not give it out: another account has it, or it is no longer to be had. That
 * `AuthFailure` stands for an address of another account is documented for its release, and it also stands for credentials that
 * are not valid. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html
 */
export function isNotGivenOut(error: unknown, publicIp: string): boolean {
  const { code, message } = describeError(error);
  switch (code) {
    case "InvalidAddress.NotFound":
    case "InvalidAddressID.NotFound":
      return true;
    case "AuthFailure":
      return !/credential/i.test(message);
    case "InvalidParameterValue":
      return message.includes(publicIp);
    default:
      return false;
  }
}

/** Whether a private address that was asked for belongs to something else in the subnet. */
export function isTaken(error: unknown): boolean {
  const { code, message } = describeError(error);
  return (
    code === "InvalidIPAddress.InUse" || (code === "InvalidParameterValue" && /\b(already )?in use\b/i.test(message))
  );
}
