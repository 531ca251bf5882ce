/** What a CloudFormation template may say for a text: the text, or an intrinsic function. */
export type Text =
  | string
  | { readonly "Fn::Sub": string }
  | { readonly "Fn::GetAtt": readonly [string, string] }
  | { readonly Ref: string };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: readonly Text[] | "*";
  readonly Condition?: Condition;
}

export type Condition = Readonly<Record<string, Readonly<Record<string, Text | readonly string[]>>>>;

/** `aws:ResourceTag/…`; IAM compares the name of a condition key without regard to case, and with it the tag's key. */
export function resourceTag(key: string): string {
  return `aws:ResourceTag/${key}`;
}

/** `${…}` in a condition's value would be a policy variable. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
export function literally(text: string): string {
  return text.replaceAll("${", "${$}{");
}

/**
 * Whether IAM takes these characters in a policy.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
export function isWritable(text: string): boolean {
  return /^[\t\n\r\u0020-\u00ff]*$/.test(text);
}
