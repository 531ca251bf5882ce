const ADDRESS = { AllocationId: "text", Domain: "text", PublicIp: "text", Tags: [] };
const ON_AN_INTERFACE = {
  ...ADDRESS,
  AssociationId: "text",
  NetworkInterfaceId: "text",
  NetworkInterfaceOwnerId: "text",
  PrivateIpAddress: "text",
};

/**
 * What moto 5.2.1 lets one see where EC2 does something else, by the name of the contract case. Whoever wonders at a
 * test against moto looks here first; when moto catches up, its "still differs" test fails and the line goes.
 */
export const MOTO_DIFFERENCES: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  // It sends empty fields where EC2 sends none, and no pool, border group or operator at all.
  [
    "shows an unassociated address without any field of an association, and without empty fields",
    { ...ADDRESS, InstanceId: "", NetworkInterfaceId: "" },
  ],
  [
    "tells with AssociationId and InstanceId that an address serves an instance",
    { ...ON_AN_INTERFACE, InstanceId: "text" },
  ],
  [
    "tells with AssociationId alone that an address serves something that is not an instance",
    { ...ON_AN_INTERFACE, InstanceId: "" },
  ],
  ["names pool and border group of an ordinary address", ["vpc", "absent", "absent"]],
  [
    "shows an available interface without attachment or association",
    {
      AvailabilityZone: "text",
      Description: "",
      Groups: [{ GroupId: "text", GroupName: "text" }],
      InterfaceType: "text",
      Ipv6Addresses: [],
      MacAddress: "text",
      NetworkInterfaceId: "text",
      OwnerId: "text",
      PrivateDnsName: "text",
      PrivateIpAddress: "text",
      PrivateIpAddresses: [{ Primary: true, PrivateDnsName: "text", PrivateIpAddress: "text" }],
      RequesterId: "text",
      RequesterManaged: false,
      SourceDestCheck: true,
      Status: "text",
      SubnetId: "text",
      TagSet: [],
      VpcId: "text",
    },
  ],
  ["lists tags by resource", [["a", "1", "vpc-elastic-ip", true]]],

  // It lets through what EC2 refuses.
  ["refuses a filter it does not know", "ok"],
  ["refuses to release an associated address, in any other VPC", ["ok", true]],
  ["does not find an address to release under another border group", ["ok", "InvalidAllocationID.NotFound"]],
  ["allocates no more addresses than the quota allows", "ok"],
  ["refuses to delete an interface in use", ["ok", "gone"]],
  ["tags nothing when one of the resources is unknown", [["ok", "ok", "InvalidID"], { a: "1" }]],
  ["refuses tags whose keys start with aws:", ["ok", { "aws:mine": "1" }]],

  // It wants to be told before it moves an associated address.
  [
    "moves an associated address, unless told not to",
    ["Resource.AlreadyAssociated", true, "Resource.AlreadyAssociated", false],
  ],

  // It gives all interfaces out at once, whatever page is asked for.
  ["gives interfaces out in pages", [[7, 7], 7, "no more"]],
  ["refuses a page token it did not give out", "ok"],
  ["refuses pages of interfaces named by id", "ok"],

  // What is gone stays associated and attached.
  ["keeps the address of a deleted interface, unassociated", [false, "associated"]],
  ["leaves the address of a terminated instance allocated and unassociated", ["terminated", "string", "associated"]],
  [
    "deletes the primary interface of a terminated instance and leaves the extra one, available",
    ["primary there", "in-use", "attached"],
  ],
  ["deletes an extra interface with its instance when told to", ["ok", "in-use"]],
  ["marks the interface made at launch for deletion on termination", [0, false]],

  ["lists no region that is not opted in, unless asked for all", [true, true]],
]);
