/** A CloudFormation template, as far as tests look at it. */
export interface Template {
  /** Some templates have none of these. */
  readonly Parameters?: Readonly<Record<string, { readonly Default?: string | number }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** What a stack has that its template only refers to. */
export interface Stack {
  readonly template: Template;
  /** The stack's parameters; what is left out has its default. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly pseudo?: Readonly<Record<string, string>>;
  /** What `Ref` gives for a resource. */
  readonly ref?: Readonly<Record<string, string>>;
  /** What `Fn::GetAtt` gives, by `Resource.Attribute`. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export const account = "123456789012";
export const region = "eu-central-1";

const pseudoParameters: Readonly<Record<string, string>> = {
  "AWS::AccountId": account,
  "AWS::Partition": "aws",
  "AWS::Region": region,
  "AWS::StackName": "elastic-janitor-prod",
  "AWS::URLSuffix": "amazonaws.com",
};

const absent = Symbol("AWS::NoValue");

/** The resources that a stack has under its conditions, with every intrinsic function worked out. */
export function resourcesOf(stack: Stack): ReadonlyMap<string, TemplateResource> {
  const there = Object.entries(stack.template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || holds({ Condition }, stack),
  );
  return new Map(
    there.map(([id, resource]) => [id, { ...resource, Properties: record(resolve(resource.Properties, stack)) }]),
  );
}

/** A piece of a template with every intrinsic function worked out. What cannot be known is an error. */
export function resolve(value: unknown, stack: Stack): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(each, stack)).filter((each) => each !== absent);
  if (typeof value !== "object" || value === null) return value;
  const [[name, argument] = ["", undefined], ...others] = Object.entries(value);
  if (others.length === 0 && (name === "Ref" || name.startsWith("Fn::"))) return intrinsic(name, argument, stack);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, each]) => [key, resolve(each, stack)] as const)
      .filter(([, each]) => each !== absent),
  );
}

function intrinsic(name: string, argument: unknown, stack: Stack): unknown {
  switch (name) {
    case "Ref":
      return refer(text(argument), stack);
    case "Fn::GetAtt":
      return attribute(Array.isArray(argument) ? argument.join(".") : text(argument), stack);
    case "Fn::Sub":
      return substitute(argument, stack);
    case "Fn::Join": {
      const [separator, parts] = list(argument);
      return list(resolve(parts, stack)).map(text).join(text(separator));
    }
    case "Fn::If": {
      const [condition, yes, no] = list(argument);
      return resolve(holds({ Condition: condition }, stack) ? yes : no, stack);
    }
    default:
      throw new Error(`the tests do not know ${name}`);
  }
}

function refer(name: string, stack: Stack): unknown {
  const { template, parameters = {}, pseudo = {}, ref = {} } = stack;
  if (name === "AWS::NoValue") return absent;
  const parameter = template.Parameters?.[name];
  const value = pseudo[name] ?? pseudoParameters[name] ?? parameters[name] ?? parameter?.Default ?? ref[name];
  if (value !== undefined) return value;
  const resource = template.Resources[name];
  if (resource === undefined) throw new Error(`nothing is called ${name}`);
  return resource.Type === "AWS::SNS::Topic" ? arnOf("sns", name, stack) : name;
}

/** The ARN of something in the stack's own account and region. */
function arnOf(service: string, name: string, { pseudo = {} }: Stack): string {
  const { "AWS::Partition": partition, "AWS::Region": region } = { ...pseudoParameters, ...pseudo };
  return `arn:${partition}:${service}:${service === "iam" ? "" : region}:${account}:${name}`;
}

function attribute(path: string, stack: Stack): string {
  const { template, attributes = {} } = stack;
  const known = attributes[path];
  if (known !== undefined) return known;
  const [id = "", name = ""] = path.split(".");
  const type = template.Resources[id]?.Type;
  if (type === undefined) throw new Error(`nothing is called ${id}`);
  const arns: Readonly<Record<string, string>> = {
    "AWS::IAM::Role": arnOf("iam", `role/${id}`, stack),
    "AWS::KMS::Key": arnOf("kms", `key/${id}`, stack),
    "AWS::Lambda::Function": arnOf("lambda", `function:${id}`, stack),
    "AWS::Logs::LogGroup": arnOf("logs", `log-group:${id}:*`, stack),
    "AWS::SQS::Queue": arnOf("sqs", id, stack),
  };
  const value = name === "Arn" ? arns[type] : id;
  if (value === undefined) throw new Error(`the tests do not know ${path}`);
  return value;
}

function substitute(argument: unknown, stack: Stack): string {
  const [pattern, values] = Array.isArray(argument) ? argument : [argument, {}];
  const own = record(values);
  return text(pattern).replaceAll(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
    if (Object.hasOwn(own, name)) return text(resolve(own[name], stack));
    return name.includes(".") ? attribute(name, stack) : String(refer(name, stack));
  });
}

function holds(condition: unknown, stack: Stack): boolean {
  const [[name, argument] = ["", undefined]] = Object.entries(record(condition));
  switch (name) {
    case "Condition":
      return holds(stack.template.Conditions?.[text(argument)], stack);
    case "Fn::Not":
      return !holds(list(argument)[0], stack);
    case "Fn::And":
      return list(argument).every((each) => holds(each, stack));
    case "Fn::Equals": {
      const [one, other] = list(argument).map((each) => resolve(each, stack));
      return String(one) === String(other);
    }
    default:
      throw new Error(`the tests do not know the condition ${name}`);
  }
}

function text(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number") throw new Error(`not a text: ${JSON.stringify(value)}`);
  return String(value);
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`not a list: ${JSON.stringify(value)}`);
  return value;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`not a mapping: ${JSON.stringify(value)}`);
  }
  return Object.fromEntries(Object.entries(value));
}
