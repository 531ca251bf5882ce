import * as z from "zod/mini";

/** A policy as the judge takes it. */
export interface NamedPolicy {
  readonly name: string;
  readonly policy: unknown;
}

const texts = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value) => (typeof value === "string" ? [value] : value)),
);

const statement = z.object({
  Sid: z.optional(z.string()),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: z.optional(z.unknown()),
  Action: texts,
  Resource: z.optional(texts),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
});

export type Statement = z.infer<typeof statement>;

const document = z.object({ Statement: z.array(statement) });

const inlinePolicies = z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() }));

/** The statements of a policy whose intrinsic functions are worked out. There is no `NotAction` or `NotResource` in ours. */
export function statementsOf(policy: unknown): readonly Statement[] {
  const { Statement } = z.parse(document, policy);
  if (/"Not(Action|Resource|Principal)"/.test(JSON.stringify(policy))) throw new Error("a policy says what it is not");
  return Statement;
}

/** The inline policies among a role's properties, worked out; a role without any has none. */
export function inlinePoliciesOf(properties: Readonly<Record<string, unknown>>): readonly NamedPolicy[] {
  const { Policies = [] } = properties;
  return z.parse(inlinePolicies, Policies).map(({ PolicyName, PolicyDocument }) => ({
    name: PolicyName,
    policy: PolicyDocument,
  }));
}
