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
  // It sends empty fields where EC2 sends none, and no pool, border group, operator or propagating gateways at all.
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
  [
    "gives every VPC a main route table with its local route",
    [
      2,
      {
        Associations: [
          { AssociationState: { State: "text" }, Main: true, RouteTableAssociationId: "text", RouteTableId: "text" },
        ],
        OwnerId: "text",
        RouteTableId: "text",
        Routes: [{ DestinationCidrBlock: "text", GatewayId: "text", Origin: "text", State: "text" }],
        Tags: [],
        VpcId: "text",
      },
    ],
  ],
  ["lists tags by resource", [["a", "1", "vpc-elastic-ip", true]]],

  // It lets through what EC2 refuses.
  ["refuses a filter it does not know", "ok"],
  ["refuses to release an associated address, in any other VPC", ["ok", true]],
  ["does not find an address to release under another border group", ["ok", "InvalidAllocationID.NotFound"]],
  ["allocates no more addresses than the quota allows", "ok"],
  ["refuses to delete an interface in use", ["ok", "gone"]],
  ["takes one route to each destination", "ok"],
  [
    "refuses launch templates it does not know, and a name that is taken",
    [
      "ok",
      "InvalidLaunchTemplateId.NotFound",
      "InvalidLaunchTemplateName.NotFoundException",
      "InvalidLaunchTemplateName.AlreadyExistsException",
    ],
  ],
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

  // Nor does it know pages of anything that the guards read: all comes at once, or is cut off without a word.
  ["gives the reverse DNS of addresses out in pages", [3, "no more"]],
  ["gives security groups out in pages", [7, "no more"]],
  ["gives route tables out in pages", [6, "no more"]],
  ["gives launch templates and their versions out in pages", [1, 1, "no more", "no more"]],

  // It fails with a page of HTML.
  ["lists no transfer of an address that is offered to nobody", "no answer"],

  // Its routes do not look at the interface that they lead to.
  ["shows which interface a route leads to, and that an idle one leads nowhere", [true, "CreateRoute", "active"]],
  ["shows the instance that a route to an attached interface leads to", [true, false, "active"]],

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

  // Its Route 53 keeps names as they were written, sorts them without the dot at their end, knows no set identifiers
  // when it pages (whoever goes on at the next record comes back to the same page for ever), and words one refusal
  // differently.
  ["answers names with octal escapes", ["*.example.com. A", "a@b.example.com. A"]],
  ["answers names in lower case", ["WWW.example.com. A"]],
  ["sorts names by the characters before a dot too", ["b.example.com. A", "b-1.example.com. A", "a.b.example.com. A"]],
  [
    "gives records out in pages, those of one name too",
    [
      ["example.com. NS", "example.com. SOA", "w.example.com. A a"],
      ...Array.from({ length: 3 }, () => ["w.example.com. A a", "w.example.com. A b", "w.example.com. A c"]),
    ],
  ],
  [
    "shows an alias without values and TTL",
    [
      {
        Name: "www.example.com.",
        Type: "A",
        TTL: 0,
        AliasTarget: { HostedZoneId: "Z2FDTNDATAQYW2", DNSName: "d1.cloudfront.net.", EvaluateTargetHealth: false },
      },
    ],
  ],
  ["refuses to delete a record that has other values", "InvalidInput"],
]);
