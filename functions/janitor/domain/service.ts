import type { NetworkInterface, Tags } from "./resource.ts";

/** The AWS services whose network interfaces the janitor can tell by name, as policies spell them. */
export const services = [
  "api-gateway",
  "cloudfront",
  "cloudhsm",
  "codebuild",
  "codestar-connections",
  "comprehend",
  "directory-service",
  "dms",
  "ecs",
  "efs",
  "eks",
  "eks-cni",
  "elasticache",
  "elb",
  "emr",
  "firehose",
  "fsx",
  "global-accelerator",
  "glue",
  "iot-rules",
  "lambda",
  "memorydb",
  "msk",
  "nat-gateway",
  "opensearch",
  "quicksight",
  "rds",
  "redshift",
  "route53-resolver",
  "sagemaker",
  "transit-gateway",
  "verified-access",
  "vpc-endpoint",
  "vpc-lattice",
  "workspaces",
] as const;

export type Service = (typeof services)[number];

/**
 * The service that a network interface belongs to, told by its strongest sign; none when nothing on it tells. It is for
 * words and for the rules of a policy: it makes nothing releasable, and what forbids a release does not ask it.
 */
export function serviceOf(networkInterface: NetworkInterface): Service | undefined {
  const { interfaceType, operator, requesterId, tags, shape } = networkInterface;
  return (
    byInterfaceType.get(interfaceType) ??
    byOperator.get(operator ?? "") ??
    byRequester.get(requesterId ?? "") ??
    byTag.find((sign) => hasTag(tags, sign))?.service ??
    firstMatch(bySession, requesterId ?? "") ??
    firstMatch(byDescription, shape.description)
  );
}

/**
 * Set by AWS alone. Types that say nothing about a service are left out: interface, branch, trunk, efa, efa-only.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html
 */
const byInterfaceType: ReadonlyMap<string, Service> = new Map([
  ["api_gateway_managed", "api-gateway"],
  ["aws_codestar_connections_managed", "codestar-connections"],
  ["gateway_load_balancer", "elb"],
  ["gateway_load_balancer_endpoint", "vpc-endpoint"],
  ["global_accelerator_managed", "global-accelerator"],
  ["iot_rules_managed", "iot-rules"],
  ["lambda", "lambda"],
  ["load_balancer", "elb"],
  // The API's model says `natGateway`; what EC2 answers is `nat_gateway`: github.com/getmoto/moto, and Terraform states.
  ["natGateway", "nat-gateway"],
  ["nat_gateway", "nat-gateway"],
  ["network_load_balancer", "elb"],
  ["quicksight", "quicksight"],
  ["transit_gateway", "transit-gateway"],
  ["vpc_endpoint", "vpc-endpoint"],
]);

/** The service principals of operators. Set by AWS alone. */
const byOperator: ReadonlyMap<string, Service> = new Map([
  // EKS Auto Mode. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/amazon-ec2-managed-instances.html
  ["eks.amazonaws.com", "eks"],
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaManagedEC2ResourceOperator.html
  ["scaler.lambda.amazonaws.com", "lambda"],
  // The AWS managed policy for Lambda's network connectors: `ec2:ManagedResourceOperator` on network interfaces.
  ["network-connectors.lambda.amazonaws.com", "lambda"],
]);

/**
 * The aliases of services that ask for an interface themselves. Set by AWS alone.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html
 */
const byRequester: ReadonlyMap<string, Service> = new Map([
  // https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html
  ["EFS", "efs"],
  // The following are in public listings of `describe-network-interfaces`, and in tools that go by them.
  ["amazon-elasticache", "elasticache"],
  // From before OpenSearch had its name, and still so.
  ["amazon-elasticsearch", "opensearch"],
  // Application and classic load balancers; the others have interface types of their own.
  ["amazon-elb", "elb"],
  // Aurora too.
  ["amazon-rds", "rds"],
  ["amazon-redshift", "redshift"],
]);

interface TagSign {
  readonly key: string;
  /** Without it any value does. */
  readonly value?: string;
  readonly service: Service;
}

/** What services put on the interfaces they make. People cannot write the keys that begin with `aws:`, so they go first. */
const byTag: readonly TagSign[] = [
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html; on interfaces in public code.
  { key: "aws:ecs:clusterName", service: "ecs" },
  { key: "aws:ecs:serviceName", service: "ecs" },
  // The VPC CNI plugin, with and without a value that newer ones add: github.com/aws/amazon-vpc-cni-k8s, pkg/awsutils
  { key: "node.k8s.amazonaws.com/instance_id", service: "eks-cni" },
  { key: "eks:eni:owner", value: "amazon-vpc-cni", service: "eks-cni" },
  // Security groups for pods. https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKSVPCResourceController.html
  { key: "eks:eni:owner", value: "eks-vpc-resource-controller", service: "eks-cni" },
  // EKS Auto Mode. https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKSNetworkingPolicy.html
  { key: "eks:kubernetes-cni-node-name", service: "eks-cni" },
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonFSxServiceRolePolicy.html
  { key: "AmazonFSx.FileSystemId", service: "fsx" },
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/MemoryDBServiceRolePolicy.html
  { key: "AmazonMemoryDBManaged", service: "memorydb" },
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCloudFrontVPCOriginServiceRolePolicy.html
  { key: "aws.cloudfront.vpcorigin", service: "cloudfront" },
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSGlueServiceRole.html
  { key: "aws-glue-service-resource", service: "glue" },
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSVPCVerifiedAccessServiceRolePolicy.html
  { key: "VerifiedAccessManaged", value: "true", service: "verified-access" },
];

function hasTag(tags: Tags, { key, value }: TagSign): boolean {
  return Object.hasOwn(tags, key) && (value === undefined || tags[key] === value);
}

type Pattern = readonly [pattern: RegExp, service: Service];

/** Services that work in a role of the customer's: `role id:session name`. Whoever assumes a role can choose the name. */
const bySession: readonly Pattern[] = [
  // AWSCodeBuild- and a UUID, as `aws sts get-caller-identity` shows it within a build.
  [/^AROA[A-Z0-9]+:AWSCodeBuild-[0-9a-f-]{36}$/, "codebuild"],
  // github.com/hashicorp/terraform-provider-aws, internal/service/ec2/vpc_network_interface.go, deleteLingeringComprehendENI
  [/^AROA[A-Z0-9]+:Comprehend$/, "comprehend"],
];

/**
 * What services write into descriptions. People can write the same, so a description has to be as the service has it,
 * case and all, from its beginning. Where no AWS page is named, c7n is github.com/cloud-custodian/cloud-custodian,
 * c7n/utils.py, get_eni_resource_type, and "listings" are public Terraform states of real accounts.
 */
const byDescription: readonly Pattern[] = [
  // c7n, listings
  [/^ELB (app|net|gwy)\/[A-Za-z0-9-]+\/[0-9a-f]+$/, "elb"],
  // c7n; with a colon before 2019: github.com/hashicorp/terraform/issues/5767
  [/^AWS Lambda VPC ENI[-:]/, "lambda"],
  // c7n, listings
  [/^Interface for NAT Gateway nat-[0-9a-f]+$/, "nat-gateway"],
  // With and without a colon: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html
  [/^VPC Endpoint Interface:? vpce-[0-9a-f]+$/, "vpc-endpoint"],
  // The same page: a resource gateway, which is VPC Lattice's.
  [/^Resource Gateway Interface rgw-[0-9a-f]+$/, "vpc-lattice"],
  // c7n, listings; Neptune writes the same and has no sign of its own.
  [/^RDSNetworkInterface$/, "rds"],
  // RDS Proxy: c7n, listings
  [/^Network interface for DBProxy \S+$/, "rds"],
  // c7n, listings
  [/^RedshiftNetworkInterface$/, "redshift"],
  // terraform-provider-aws, the same file, deleteLingeringDMSENI; c7n, listings
  [/^DMSNetworkInterface$/, "dms"],
  // c7n, listings
  [/^ElastiCache [a-z][a-z0-9-]*-\d+$/, "elasticache"],
  // c7n, listings
  [/^EFS mount target for fs-[0-9a-f]+( \(fsmt-[0-9a-f]+\))?$/, "efs"],
  // https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html
  [/^Mount target fsmt-[0-9a-f]+ for file system fs-[0-9a-f]+$/, "efs"],
  // c7n, listings
  [/^arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:attachment\/[0-9a-f-]+$/, "ecs"],
  // The control plane; the EKS user guide tells to look its interfaces up by "Amazon EKS" and the cluster's name.
  [/^Amazon EKS [A-Za-z0-9][\w-]{0,99}$/, "eks"],
  // The VPC CNI plugin: github.com/aws/amazon-vpc-cni-k8s, pkg/awsutils, eniDescriptionPrefix
  [/^aws-K8S-i-[0-9a-f]+$/, "eks-cni"],
  // https://docs.aws.amazon.com/eks/latest/best-practices/sgpp.html
  [/^aws-k8s-(branch|trunk)-eni$/, "eks-cni"],
  // c7n, listings
  [/^Network Interface for Transit Gateway Attachment tgw-attach-[0-9a-f]+$/, "transit-gateway"],
  // Public code that looks them up by it.
  [/^Route 53 Resolver: rslvr-(in|out)-[0-9a-f]+:rni-[0-9a-f]+$/, "route53-resolver"],
  // https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_getting_started_what_gets_created.html
  [/^AWS created network interface for directory d-[0-9a-z]+\.?$/, "directory-service"],
  // Public code that looks them up by it, in both spellings.
  [/^Created By Amazon Work[sS]paces for AWS Account ID /, "workspaces"],
  // c7n, listings
  [/^ENI managed by APIGateway$/, "api-gateway"],
  // Listings
  [/^DO NOT DELETE - Amazon MSK network interface for cluster arn:aws[a-z-]*:kafka:/, "msk"],
  // Listings
  [/^\[DO NOT DELETE\] ENI managed by SageMaker for Studio Domain\s?\(d-[0-9a-z]+\)/, "sagemaker"],
  // Public code that looks them up by it.
  [/^\[Do not delete\] Network Interface created to access resources in your VPC for SageMaker Notebook/, "sagemaker"],
  // Public code that looks them up by it.
  [/^Attached to Glue using role: arn:aws[a-z-]*:iam::\d{12}:role\//, "glue"],
  // CloudHSM Classic and CloudHSM: c7n
  [/^CloudHSM Managed Interface/, "cloudhsm"],
  [/^CloudHsm ENI/, "cloudhsm"],
  // c7n
  [/^AWS ElasticMapReduce/, "emr"],
  // Public code that looks them up by it: the account, the stream and when it was made.
  [/^Amazon Kinesis Firehose - \d{12}:/, "firehose"],
];

function firstMatch(patterns: readonly Pattern[], text: string): Service | undefined {
  return patterns.find(([pattern]) => pattern.test(text))?.[1];
}
