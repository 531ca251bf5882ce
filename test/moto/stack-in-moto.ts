import {
  type CloudFormationClient,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { account, region, resourcesOf, type Stack, type TemplateResource } from "../infra/template.ts";

/** A stack that was deployed. */
export interface StackInMoto {
  /** What moto has made, by its logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
  /** Everything the template asks for, with what moto has made in place of every reference to it. */
  readonly resources: ReadonlyMap<string, TemplateResource>;
  /** What the template asks for, and moto has not made. */
  readonly leftOut: ReadonlyMap<string, TemplateResource>;
}

export async function readStack(cloudFormation: CloudFormationClient, StackName: string): Promise<StackInMoto> {
  const [{ TemplateBody = "" }, { StackResources = [] }] = await Promise.all([
    cloudFormation.send(new GetTemplateCommand({ StackName })),
    cloudFormation.send(new DescribeStackResourcesCommand({ StackName })),
  ]);
  const made = StackResources.map(({ LogicalResourceId = "", PhysicalResourceId = "", ResourceType = "" }) => ({
    logicalId: LogicalResourceId,
    physicalId: PhysicalResourceId,
    type: ResourceType,
  }));
  const physicalIds = Object.fromEntries(made.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  const stack: Stack = {
    template: JSON.parse(TemplateBody),
    pseudo: { "AWS::StackName": StackName },
    // moto does not make the group, whose name the schedule refers to.
    ref: { ScheduleGroup: StackName, ...physicalIds },
    attributes: Object.fromEntries(made.flatMap(attributesOf)),
  };
  const resources = resourcesOf(stack);
  const leftOut = new Map([...resources].filter(([id]) => physicalIds[id] === undefined));
  return { physicalIds, resources, leftOut };
}

interface Made {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

function attributesOf({ logicalId, physicalId, type }: Made): readonly (readonly [string, string])[] {
  const regional = (service: string, name: string) => `arn:aws:${service}:${region}:${account}:${name}`;
  switch (type) {
    case "AWS::IAM::Role":
      return [[`${logicalId}.Arn`, `arn:aws:iam::${account}:role/${physicalId}`]];
    case "AWS::KMS::Key":
      return [[`${logicalId}.Arn`, regional("kms", `key/${physicalId}`)]];
    case "AWS::Lambda::Function":
      return [[`${logicalId}.Arn`, regional("lambda", `function:${physicalId}`)]];
    case "AWS::Logs::LogGroup":
      return [[`${logicalId}.Arn`, regional("logs", `log-group:${physicalId}:*`)]];
    case "AWS::SQS::Queue": {
      const name = physicalId.split("/").at(-1) ?? "";
      return [
        [`${logicalId}.Arn`, regional("sqs", name)],
        [`${logicalId}.QueueName`, name],
      ];
    }
    default:
      return [];
  }
}
