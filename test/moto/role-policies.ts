import { GetRolePolicyCommand, type IAMClient, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { parse } from "yaml";
import * as z from "zod/mini";

/** What is read of a policy. */
const document = z.object({
  Statement: z.array(
    z.object({
      Sid: z.string(),
      Effect: z.string(),
      Action: z.union([z.string(), z.array(z.string())]),
      Resource: z.unknown(),
      Condition: z.optional(z.unknown()),
    }),
  ),
});

type Document = z.infer<typeof document>;

/** The inline policies of a role, by their names. */
export async function policiesOf(iam: IAMClient, RoleName: string): Promise<ReadonlyMap<string, Document>> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const read = async (PolicyName: string) => {
    const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    // What CloudFormation has updated, moto gives in the notation of Python, which YAML can read.
    return [PolicyName, z.parse(document, parse(decodeURIComponent(PolicyDocument)))] as const;
  };
  return new Map(await Promise.all(PolicyNames.map(read)));
}
