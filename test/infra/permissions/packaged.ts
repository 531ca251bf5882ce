import { copyService, params } from "../service-copy.ts";
import { resourcesOf, type Template, type TemplateResource } from "../template.ts";

/** What osls makes of the service, deployed: every intrinsic function worked out. */
export interface Packaged {
  readonly template: Template;
  readonly resources: ReadonlyMap<string, TemplateResource>;
}

/** A region of a partition, and what CloudFormation says of it. */
export interface Place {
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
}

/** Packages the service for a region with these parameters of a deployment. */
export async function packageFor(region: string, given: Readonly<Record<string, string>>): Promise<Template> {
  const copy = copyService();
  try {
    const { code, output } = await copy.osls(["package", `--region=${region}`, ...params(given)]);
    if (code !== 0) throw new Error(output);
    return copy.template();
  } finally {
    copy.remove();
  }
}

/** Works a template out as CloudFormation does there. */
export function deployed(template: Template, { region, partition, urlSuffix }: Place): Packaged {
  const pseudo = { "AWS::Region": region, "AWS::Partition": partition, "AWS::URLSuffix": urlSuffix };
  return { template, resources: resourcesOf({ template, pseudo }) };
}

export function resourceOf({ resources }: Packaged, id: string): TemplateResource {
  const resource = resources.get(id);
  if (resource === undefined) throw new Error(`there is no ${id}`);
  return resource;
}

export function idsOfType({ resources }: Packaged, type: string): readonly string[] {
  return [...resources].filter(([, { Type }]) => Type === type).map(([id]) => id);
}

/** Every policy in the template, wherever it is, with the place where it was found. */
export function policiesIn({ resources }: Packaged): readonly (readonly [place: string, policy: unknown])[] {
  return [...resources].flatMap(([id, { Properties }]) => found(Properties, id));
}

function found(value: unknown, place: string): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null) return [];
  if ("Statement" in value) return [[place, value]];
  return Object.entries(value).flatMap(([key, each]) => found(each, `${place}.${key}`));
}
