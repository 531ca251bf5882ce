/**
 * A refusal as AWS words it: a code that callers branch on, a sentence for people, and the HTTP status.
 * EC2 codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = "ServiceError";
    this.code = code;
    this.status = status;
  }
}

/** EC2 names one "not found" code per kind of resource; SDK callers match on exactly these. */
const NOT_FOUND = {
  address: ["InvalidAllocationID.NotFound", "allocation ID"],
  /** Tagging has a code of its own for the same id: https://github.com/hashicorp/terraform-provider-aws/issues/11060 */
  addressToTag: ["InvalidElasticIpID.NotFound", "elasticIp ID"],
  association: ["InvalidAssociationID.NotFound", "association ID"],
  attachment: ["InvalidAttachmentID.NotFound", "attachment ID"],
  instance: ["InvalidInstanceID.NotFound", "instance ID"],
  launchTemplate: ["InvalidLaunchTemplateId.NotFound", "launch template ID"],
  networkInterface: ["InvalidNetworkInterfaceID.NotFound", "networkInterface ID"],
  routeTable: ["InvalidRouteTableID.NotFound", "routeTable ID"],
  securityGroup: ["InvalidGroup.NotFound", "security group"],
  subnet: ["InvalidSubnetID.NotFound", "subnet ID"],
  vpc: ["InvalidVpcID.NotFound", "vpc ID"],
} as const;

export type ResourceKind = keyof typeof NOT_FOUND;

export function notFound(kind: ResourceKind, ids: string | readonly string[]): ServiceError {
  const [code, noun] = NOT_FOUND[kind];
  const list = typeof ids === "string" ? [ids] : ids;
  return new ServiceError(
    code,
    list.length === 1 ? `The ${noun} '${list[0]}' does not exist` : `The ${noun}s '${list.join(", ")}' do not exist`,
  );
}

export function missingParameter(name: string): ServiceError {
  return new ServiceError("MissingParameter", `The request must contain the parameter ${name}`);
}

export function invalidValue(value: string, name: string, why: string): ServiceError {
  return new ServiceError("InvalidParameterValue", `Value (${value}) for parameter ${name} is invalid. ${why}`);
}
