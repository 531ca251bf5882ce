import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findForbiddingFacts } from "../../functions/janitor/domain/forbidding-facts.ts";
import type { NetworkInterface } from "../../functions/janitor/domain/resource.ts";
import { type Service, serviceOf, services } from "../../functions/janitor/domain/service.ts";
import { frozen, makeInterface, makePolicy } from "./make.ts";

type Sign = Partial<NetworkInterface> & { readonly description?: string };

/** Not marked, so that nothing but the sign is on it. */
const bare = (sign: Sign) => makeInterface({ tags: {}, ...sign });

const types: readonly [string, Service][] = [
  ["api_gateway_managed", "api-gateway"],
  ["aws_codestar_connections_managed", "codestar-connections"],
  ["gateway_load_balancer", "elb"],
  ["gateway_load_balancer_endpoint", "vpc-endpoint"],
  ["global_accelerator_managed", "global-accelerator"],
  ["iot_rules_managed", "iot-rules"],
  ["lambda", "lambda"],
  ["load_balancer", "elb"],
  ["natGateway", "nat-gateway"],
  ["nat_gateway", "nat-gateway"],
  ["network_load_balancer", "elb"],
  ["quicksight", "quicksight"],
  ["transit_gateway", "transit-gateway"],
  ["vpc_endpoint", "vpc-endpoint"],
];

const operators: readonly [string, Service][] = [
  ["eks.amazonaws.com", "eks"],
  ["scaler.lambda.amazonaws.com", "lambda"],
  ["network-connectors.lambda.amazonaws.com", "lambda"],
];

const requesters: readonly [string, Service][] = [
  ["EFS", "efs"],
  ["amazon-elasticache", "elasticache"],
  ["amazon-elasticsearch", "opensearch"],
  ["amazon-elb", "elb"],
  ["amazon-rds", "rds"],
  ["amazon-redshift", "redshift"],
  ["AROAXXXXXXXXXXXXXXXXX:AWSCodeBuild-9961599b-ed85-41dd-85e2-8bc67bfb5469", "codebuild"],
  ["AROAXXXXXXXXXXXXXXXXX:Comprehend", "comprehend"],
];

const tagSets: readonly [Record<string, string>, Service][] = [
  [{ "aws:ecs:clusterName": "shop", "aws:ecs:serviceName": "web" }, "ecs"],
  [{ "aws:ecs:serviceName": "web" }, "ecs"],
  [{ "node.k8s.amazonaws.com/instance_id": "i-0123456789abcdef0" }, "eks-cni"],
  [{ "eks:eni:owner": "amazon-vpc-cni", "cluster.k8s.amazonaws.com/name": "prod" }, "eks-cni"],
  [{ "eks:eni:owner": "eks-vpc-resource-controller", "vpcresources.k8s.aws/vlan-id": "1" }, "eks-cni"],
  [{ "eks:eks-cluster-name": "prod", "eks:kubernetes-cni-node-name": "i-0123456789abcdef0" }, "eks-cni"],
  [{ "AmazonFSx.FileSystemId": "fs-0123456789abcdef0" }, "fsx"],
  [{ AmazonMemoryDBManaged: "" }, "memorydb"],
  [{ "aws.cloudfront.vpcorigin": "enabled" }, "cloudfront"],
  [{ "aws-glue-service-resource": "" }, "glue"],
  [{ VerifiedAccessManaged: "true" }, "verified-access"],
];

/** Descriptions that a service writes just so, to the end. */
const wholeDescriptions: readonly [string, Service][] = [
  ["ELB app/my-alb/0123456789abcdef", "elb"],
  ["ELB net/my-nlb/0123456789abcdef", "elb"],
  ["ELB gwy/my-gwlb/0123456789abcdef", "elb"],
  ["Interface for NAT Gateway nat-0123456789abcdef0", "nat-gateway"],
  ["VPC Endpoint Interface vpce-0123456789abcdef0", "vpc-endpoint"],
  ["VPC Endpoint Interface: vpce-0123456789abcdef0", "vpc-endpoint"],
  ["Resource Gateway Interface rgw-0123456789abcdef0", "vpc-lattice"],
  ["RDSNetworkInterface", "rds"],
  ["Network interface for DBProxy shop-proxy", "rds"],
  ["RedshiftNetworkInterface", "redshift"],
  ["DMSNetworkInterface", "dms"],
  ["ElastiCache sessions-001", "elasticache"],
  ["ElastiCache sessions-0001-002", "elasticache"],
  ["EFS mount target for fs-0123456789abcdef0 (fsmt-0123456789abcdef0)", "efs"],
  ["EFS mount target for fs-01234567", "efs"],
  ["Mount target fsmt-01234567 for file system fs-01234567", "efs"],
  ["arn:aws:ecs:eu-west-1:123456789012:attachment/9c4d0b43-0f4b-4a0f-a9e5-d20f8f6f0b53", "ecs"],
  ["arn:aws-us-gov:ecs:us-gov-west-1:123456789012:attachment/9c4d0b43-0f4b-4a0f-a9e5-d20f8f6f0b53", "ecs"],
  ["arn:aws-cn:ecs:cn-north-1:123456789012:attachment/9c4d0b43-0f4b-4a0f-a9e5-d20f8f6f0b53", "ecs"],
  ["Amazon EKS prod_cluster-1", "eks"],
  ["aws-K8S-i-0123456789abcdef0", "eks-cni"],
  ["aws-k8s-branch-eni", "eks-cni"],
  ["aws-k8s-trunk-eni", "eks-cni"],
  ["Network Interface for Transit Gateway Attachment tgw-attach-0123456789abcdef0", "transit-gateway"],
  ["Route 53 Resolver: rslvr-in-0123456789abcdef0:rni-0123456789abcdef0", "route53-resolver"],
  ["Route 53 Resolver: rslvr-out-0123456789abcdef0:rni-0123456789abcdef0", "route53-resolver"],
  ["AWS created network interface for directory d-936730a1b2", "directory-service"],
  ["AWS created network interface for directory d-936730a1b2.", "directory-service"],
  ["ENI managed by APIGateway", "api-gateway"],
];

/** Descriptions that go on as they like. */
const openDescriptions: readonly [string, Service][] = [
  ["AWS Lambda VPC ENI-report-9c4d0b43-0f4b-4a0f-a9e5-d20f8f6f0b53", "lambda"],
  ["AWS Lambda VPC ENI: 9c4d0b43-0f4b-4a0f-a9e5-d20f8f6f0b53", "lambda"],
  ["Created By Amazon Workspaces for AWS Account ID 123456789012", "workspaces"],
  ["Created By Amazon WorkSpaces for AWS Account ID 123456789012", "workspaces"],
  [
    "DO NOT DELETE - Amazon MSK network interface for cluster arn:aws:kafka:eu-west-2:123456789012:cluster/events/1-2.",
    "msk",
  ],
  [
    "[DO NOT DELETE] ENI managed by SageMaker for Studio Domain(d-g7djlrunxivy) - a09d795df1d5926f328cb6564db19ab2",
    "sagemaker",
  ],
  ["[DO NOT DELETE] ENI managed by SageMaker for Studio Domain (d-g7djlrunxivy)", "sagemaker"],
  [
    "[Do not delete] Network Interface created to access resources in your VPC for SageMaker Notebook Instance x",
    "sagemaker",
  ],
  ["Attached to Glue using role: arn:aws:iam::123456789012:role/etl", "glue"],
  ["CloudHSM Managed Interface", "cloudhsm"],
  ["CloudHsm ENI hsm-abcdefg", "cloudhsm"],
  ["AWS ElasticMapReduce j-1ABCDEFGHIJKL", "emr"],
  ["Amazon Kinesis Firehose - 123456789012:clicks:1641374697543.", "firehose"],
  [
    "DO NOT DELETE - Amazon MSK network interface for cluster arn:aws-cn:kafka:cn-north-1:123456789012:cluster/events/1-2.",
    "msk",
  ],
  ["Attached to Glue using role: arn:aws-cn:iam::123456789012:role/etl", "glue"],
  [
    "DO NOT DELETE - Amazon MSK network interface for cluster arn:aws-us-gov:kafka:us-gov-west-1:123456789012:cluster/events/1-2.",
    "msk",
  ],
  ["Attached to Glue using role: arn:aws-us-gov:iam::123456789012:role/etl", "glue"],
];

const descriptions = [...wholeDescriptions, ...openDescriptions];

describe("the service of a network interface", () => {
  test.each(types)("is told by its type %s: %s", (interfaceType, service) => {
    expect(serviceOf(bare({ interfaceType }))).toBe(service);
  });

  test.each(operators)("is told by its operator %s: %s", (operator, service) => {
    expect(serviceOf(bare({ operator }))).toBe(service);
  });

  test.each(requesters)("is told by its requester %s: %s", (requesterId, service) => {
    expect(serviceOf(bare({ requesterId }))).toBe(service);
  });

  test.each(tagSets)("is told by its tags %j: %s", (tags, service) => {
    expect(serviceOf(bare({ tags }))).toBe(service);
  });

  test.each(descriptions)("is told by its description %j: %s", (description, service) => {
    expect(serviceOf(bare({ description }))).toBe(service);
  });

  test.each(openDescriptions)("is told by its description %j, however that goes on: %s", (description, service) => {
    expect(serviceOf(bare({ description: `${description} (copy)` }))).toBe(service);
  });

  test("can be every one that a policy may name, and the list is sorted and has no name twice", () => {
    const told = [...types, ...operators, ...requesters, ...tagSets, ...descriptions].map(([, service]) => service);
    expect([...new Set(told)].sort()).toStrictEqual([...services]);
  });
});

describe("the strongest sign tells", () => {
  const everything: Sign = {
    interfaceType: "vpc_endpoint",
    operator: "scaler.lambda.amazonaws.com",
    requesterId: "amazon-rds",
    tags: { AmazonMemoryDBManaged: "", "node.k8s.amazonaws.com/instance_id": "i-1", "aws:ecs:clusterName": "x" },
    description: "EFS mount target for fs-01234567",
  };
  const noType: Sign = { ...everything, interfaceType: "interface" };
  const noOperator: Sign = { ...noType, operator: undefined };
  const noRequester: Sign = { ...noOperator, requesterId: undefined };
  const noAwsTag: Sign = {
    ...noRequester,
    tags: { AmazonMemoryDBManaged: "", "node.k8s.amazonaws.com/instance_id": "i-1" },
  };

  test.each<[string, Sign, Service]>([
    ["the type", everything, "vpc-endpoint"],
    ["then the operator", noType, "lambda"],
    ["then the requester", noOperator, "rds"],
    ["then a tag that only AWS can write", noRequester, "ecs"],
    ["then another tag", noAwsTag, "eks-cni"],
    ["then the description", { ...noAwsTag, tags: {} }, "efs"],
  ])("%s", (_, sign, service) => {
    expect(serviceOf(bare(sign))).toBe(service);
  });

  test("a tag comes before the name of a session, and that before a description", () => {
    const requesterId = "AROAXXXXXXXXXXXXXXXXX:Comprehend";
    expect(serviceOf(bare({ requesterId, tags: { AmazonMemoryDBManaged: "" } }))).toBe("memorydb");
    expect(serviceOf(bare({ requesterId, description: "RDSNetworkInterface" }))).toBe("comprehend");
  });
});

describe("nothing is told", () => {
  test.each<[string, Sign]>([
    ["without any sign", {}],
    ["by a user who asked for it", { requesterId: "AIDAXXXXXXXXXXXXXXXXX", description: "second network card" }],
    ["by types that many use", { interfaceType: "efa" }],
    ["by the type of a pod's interface, which ECS has too", { interfaceType: "branch" }],
    ["by a type this version does not know", { interfaceType: "vpc_endpoint_v2" }],
    ["by a type in another case", { interfaceType: "Lambda" }],
    ["by an operator this version does not know", { operator: "unknown" }],
    ["by an operator whose name only ends like one", { operator: "not-eks.amazonaws.com" }],
    ["by a requester that only begins like one", { requesterId: "amazon-rds-custom" }],
    ["by a requester that is an account", { requesterId: "123456789012" }],
    ["by a session that only ends like a service's", { requesterId: "AROAXXXXXXXXXXXXXXXXX:NotComprehend" }],
    ["by a session with no role before it", { requesterId: "x:Comprehend" }],
    ["by a tag with another value", { tags: { "eks:eni:owner": "me", VerifiedAccessManaged: "false" } }],
    ["by a tag in another case", { tags: { amazonmemorydbmanaged: "" } }],
    ["by a tag that is the value of another", { tags: { Name: "AmazonMemoryDBManaged" } }],
    [
      "by names that every object has",
      { interfaceType: "__proto__", operator: "constructor", requesterId: "toString" },
    ],
    [
      "by tags that every object has",
      { tags: JSON.parse('{ "__proto__": "amazon-vpc-cni", "constructor": "x", "hasOwnProperty": "y" }') },
    ],
    ["by what tags inherit", { tags: Object.create({ AmazonMemoryDBManaged: "" }) }],
  ])("%s", (_, sign) => {
    expect(serviceOf(bare(sign))).toBeUndefined();
  });

  test.each(descriptions)("by %j in the middle of a description, or on its second line", (description) => {
    expect(serviceOf(bare({ description: `not ${description}` }))).toBeUndefined();
    expect(serviceOf(bare({ description: `mine\n${description}` }))).toBeUndefined();
    expect(serviceOf(bare({ description: ` ${description}` }))).toBeUndefined();
  });

  test.each(wholeDescriptions)("by %j with something after it", (description) => {
    expect(serviceOf(bare({ description: `${description} (copy)` }))).toBeUndefined();
    expect(serviceOf(bare({ description: `${description}\n(copy)` }))).toBeUndefined();
  });

  test.each(requesters)("by the requester %s with something before or after it", (requesterId) => {
    for (const around of [` ${requesterId}`, `x${requesterId}`, `x\n${requesterId}`]) {
      expect(serviceOf(bare({ requesterId: around }))).toBeUndefined();
    }
    for (const around of [`${requesterId} `, `${requesterId}-2`, `${requesterId}\nx`]) {
      expect(serviceOf(bare({ requesterId: around }))).toBeUndefined();
    }
  });

  test.each(descriptions)("by %j in another case", (description) => {
    expect(serviceOf(bare({ description: swapCase(description) }))).toBeUndefined();
  });

  test.each([
    "ELB",
    "ELB tests of team a",
    "ES cluster of team a",
    "Amazon EKS is great",
    "aws-K8S-",
    "aws-K8S-i-0123456789abcdef0 (kept)",
    "RDSNetworkInterface2",
    "ElastiCache for the search team",
    "arn:aws:ecs:eu-west-1:123456789012:task/shop/1",
    "Interface for NAT Gateway",
    "VPC Endpoint Interface of mine",
    "Route 53 Resolver: mine",
    "__proto__",
  ])("by a description that only begins like a service's: %j", (description) => {
    expect(serviceOf(bare({ description }))).toBeUndefined();
  });
});

test("a description of any length is looked at in no time, and is no service's", () => {
  expect(serviceOf(bare({ description: "x".repeat(100_000) }))).toBeUndefined();
});

test("whatever comes in, the answer is a known service or none, and nothing is written to", async () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom("", "__proto__", "lambda", "EFS", ...descriptions.map(([it]) => it)),
  );
  await fc.assert(
    fc.property(
      text,
      text,
      text,
      fc.dictionary(text, text),
      text,
      (interfaceType, operator, requesterId, tags, last) => {
        const service = serviceOf(frozen(bare({ interfaceType, operator, requesterId, tags, description: last })));
        expect([undefined, ...services]).toContain(service);
      },
    ),
  );
});

test("a service alone forbids nothing, and takes back nothing that forbids", () => {
  const leaked = bare({ description: "aws-K8S-i-0123456789abcdef0" });
  expect(findForbiddingFacts(leaked, makePolicy())).toStrictEqual([]);
  const owned = bare({ interfaceType: "nat_gateway", requesterManaged: true, operator: "eks.amazonaws.com" });
  expect(findForbiddingFacts(owned, makePolicy()).map(({ reason }) => reason)).toStrictEqual([
    "operator-managed",
    "requester-managed",
    "interface-type",
  ]);
});

function swapCase(text: string): string {
  return [...text]
    .map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
    .join("");
}
