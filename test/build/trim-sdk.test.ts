import { expect, test } from "vitest";
import { leaveOutErrors, leaveOutQueryNames, readVersionOnly, writeOutKeys } from "../../build/trim-sdk.ts";

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
].join("\n");
const config = "protocol: config?.protocol ?? AwsRestXmlProtocol,";

test("error classes that only repeat the answer are left out, the base exception is not", () => {
  const { base, known } = split(leaveOutErrors(registrations, { config, errors: "class InvalidInput" }));
  expect(base).toBe(split(registrations).base);
  expect(known).toBe("");
});

test.each([
  ["a protocol that has other codes", { config: "protocol: config?.protocol ?? AwsQueryProtocol,", errors: "" }],
  ["codes of another protocol", { config: `${config} awsQueryCompatible: true`, errors: "" }],
  ["an error that says it is worth a retry", { config, errors: "$retryable = {};" }],
  ["an unknown way to write clients", { config: "", errors: "" }],
])("error classes stay for %s", (_, client) => {
  expect(leaveOutErrors(registrations, client)).toBe(registrations);
});

test("a package.json becomes a namespace", () => {
  expect(readVersionOnly('import info from "../package.json";\nimport other from "./other.json";\n')).toBe(
    'import * as info from "../package.json";\nimport other from "./other.json";\n',
  );
});

function split(source: string) {
  const [base, known] = source.split("\n");
  return { base, known };
}
