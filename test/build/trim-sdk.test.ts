import * as iam from "@aws-sdk/client-iam";
import * as sns from "@aws-sdk/client-sns";
import * as sts from "@aws-sdk/client-sts";
import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";
import { describe, expect, test } from "vitest";
import { leaveOutErrors, leaveOutQueryNames, writeOutKeys } from "../../build/trim-sdk.ts";

test("computed keys that are constants of the file are written out", () => {
  const source = 'const _xN = "xmlName";\nconst _a = "A";\nexport const Shape = [3, { [_xN]: _a }];\n';
  expect(writeOutKeys(source)).toContain('{ "xmlName": _a }');
});

test("everything else stays as it is", () => {
  const source = 'const _a = "A";\nconst list = [_a, [_a], { [_unknown]: _a }, cond ? [_a] : 1];\n';
  expect(writeOutKeys(source)).toBe(source);
});

test("names in requests that follow from the names in answers are left out", () => {
  const source = 'const _vI = "vpcId";\nexport var V$ = [3, [[0, { "ec2QueryName": `VpcId`,\n  "xmlName": _vI }]]];\n';
  expect(leaveOutQueryNames(source)).toContain('[[0, { "xmlName": _vI }]]');
});

test.each([
  ["another one than follows", '{ "ec2QueryName": `Addresses`, "xmlName": _aS }'],
  ["one without a name in answers", '{ "ec2QueryName": `AddressSet` }'],
  ["one whose name in answers is not known", '{ "ec2QueryName": `AddressSet`, "xmlName": _other }'],
])("a name in requests stays: %s", (_, member) => {
  const source = `const _aS = "addressSet";\nexport var A$ = [${member}];\n`;
  expect(leaveOutQueryNames(source)).toBe(source);
});

const registrations = [
  "_s_registry.registerError(Route53ServiceException$, Route53ServiceException);",
  "n0_registry.registerError(InvalidInput$, InvalidInput);",
  "n0_registry.registerError(PleaseRetry$, PleaseRetry);",
].join("\n");
const errors = [
  'import { Route53ServiceException as __BaseException } from "./Route53ServiceException";',
  'export class InvalidInput extends __BaseException {\n    name = "InvalidInput";\n    constructor() {\n    }\n}',
  "export class PleaseRetry extends __BaseException {\n    $retryable = {};\n}",
].join("\n");

describe("of error classes", () => {
  test.each(["AwsRestXmlProtocol", "AwsJson1_1Protocol", "AwsQueryProtocol"])(
    "those that know no more than the answer are left out where a client speaks %s",
    (protocol) => {
      const config = `protocol: config?.protocol ?? ${protocol},`;
      const [base, known, retryable] = registrations.split("\n");
      expect(leaveOutErrors(registrations, { config, errors }).split("\n")).toEqual([base, "", retryable]);
      expect(known).not.toBe("");
    },
  );

  const config = "protocol: config?.protocol ?? AwsRestXmlProtocol,";
  test.each([
    ["codes of another protocol", { config: `${config} awsQueryCompatible: true`, errors }],
    ["an unknown way to write clients", { config: "", errors }],
    ["an unknown way to write errors", { config, errors: errors.replaceAll("export class", "export const") }],
  ])("all stay for %s", (_, client) => {
    expect(leaveOutErrors(registrations, client)).toBe(registrations);
  });
});

const clients = { iam, sns, sts };

describe("an error that is called by its code instead of its class", () => {
  test.each(Object.entries(clients))("is tried again as before, where it is one of %s", (name, client) => {
    const differing = shapesOf(client).filter(({ byClass, byCode }) => worthARetry(byClass) !== worthARetry(byCode));
    // Too many users or roles, say: nothing that the janitor makes.
    expect(differing.map(({ byClass }) => byClass.name)).toEqual(name === "iam" ? ["LimitExceededException"] : []);
    expect(shapesOf(client).length).toBeGreaterThan(8);
  });
});

/** The errors of a client that have a code of their own, as the plain and the trimmed bundle throw them. */
function shapesOf(client: object) {
  return Object.values(client).flatMap((shape: unknown) => {
    if (!Array.isArray(shape) || shape[0] !== -3 || shape[3]?.awsQueryError === undefined) return [];
    const [code, httpStatusCode]: [string, number] = shape[3].awsQueryError;
    const named = (name: string) => ({ name, message: "no", $metadata: { httpStatusCode } });
    return [{ byClass: named(shape[2]), byCode: named(code) }];
  });
}

function worthARetry(error: Parameters<typeof isThrottlingError>[0]): boolean {
  return isThrottlingError(error) || isTransientError(error) || isServerError(error);
}
