import { expect, test } from "vitest";
import { writeOutKeys } from "../../build/trim-sdk.ts";

test("computed keys that are constants of the file are written out", () => {
  const source = 'const _xN = "xmlName";\nconst _a = "A";\nexport const Shape = [3, { [_xN]: _a }];\n';
  expect(writeOutKeys(source)).toContain('{ "xmlName": _a }');
});

test("everything else stays as it is", () => {
  const source = 'const _a = "A";\nconst list = [_a, [_a], { [_unknown]: _a }, cond ? [_a] : 1];\n';
  expect(writeOutKeys(source)).toBe(source);
});
