import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import {
  hashByNodeOnly,
  leaveOutExtensions,
  leaveOutStreams,
  readNodeStreamsOnly,
  readVersionOnly,
  retryAsStandard,
  signForOneRegion,
  takeBuiltins,
  trimRuntime,
} from "../../build/trim-runtime.ts";

test("a package.json becomes a namespace", () => {
  expect(readVersionOnly('import info from "../package.json";\nimport other from "./other.json";\n')).toBe(
    'import * as info from "../package.json";\nimport other from "./other.json";\n',
  );
});

test.each([
  ["the hash in JavaScript", hashByNodeOnly, "@smithy/core/dist-es/submodules/checksum/sha256/Sha256Node.js"],
  [
    "the adaptive way to try again",
    retryAsStandard,
    "@smithy/core/dist-es/submodules/retry/middleware-retry/configurations.js",
  ],
  ["event streams", leaveOutStreams, "@aws-sdk/client-cloudwatch-logs/dist-es/runtimeConfig.js"],
  ["the signature of their events", leaveOutStreams, "@smithy/signature-v4/dist-es/SignatureV4.js"],
  ["their marshaller", leaveOutStreams, "@aws-sdk/client-cloudwatch-logs/dist-es/CloudWatchLogsClient.js"],
  ["the signer for several regions", signForOneRegion, "@aws-sdk/client-sts/dist-es/runtimeConfig.shared.js"],
  ["its choice", signForOneRegion, "@aws-sdk/client-sts/dist-es/auth/httpAuthSchemeProvider.js"],
  ["a client's extensions", leaveOutExtensions, "@aws-sdk/client-ec2/dist-es/runtimeExtensions.js"],
  ["extensions of a client by demand", leaveOutExtensions, "@aws-sdk/client-iam/dist-es/runtimeExtensions.js"],
  ["the web's streams", readNodeStreamsOnly, "@smithy/core/dist-es/submodules/serde/util-stream/stream-type-check.js"],
  [
    "the web's streams to send",
    readNodeStreamsOnly,
    "@smithy/core/dist-es/submodules/retry/middleware-retry/isStreamingPayload/isStreamingPayload.js",
  ],
  ["Node.js's HTTP", takeBuiltins, "@smithy/node-http-handler/dist-es/node-http-handler.js"],
])("%s is found where the SDK has it, and only its use is left out", async (_, leaveOut, module) => {
  const source = await readFile(new URL(`../../node_modules/${module}`, import.meta.url), "utf8");
  const trimmed = leaveOut(source);
  expect(trimmed).not.toBe(source);
  expect(trimmed.length).toBeGreaterThan(source.length / 4);
  expect(trimRuntime(source)).toBe(takeBuiltins(readVersionOnly(trimmed)));
  expect(leaveOut(trimmed)).toBe(trimmed);
});

test("a client without extensions still tells its HTTP handler how long a socket waits", () => {
  const names = ["AwsRegion", "Default", "HttpHandler", "HttpAuth"];
  const resolved = ["resolveAwsRegionExtensionConfiguration", "resolveDefaultRuntimeConfig"]
    .concat("resolveHttpHandlerRuntimeConfig", "resolveHttpAuthRuntimeConfig")
    .map((name) => `${name}(extensionConfiguration)`);
  const source = [
    "export const resolveRuntimeExtensions = (runtimeConfig, extensions) => {",
    `    const extensionConfiguration = Object.assign(${names.map((name) => `get${name}ExtensionConfiguration(runtimeConfig)`).join(", ")});`,
    "    extensions.forEach((extension) => extension.configure(extensionConfiguration));",
    `    return Object.assign(runtimeConfig, ${resolved.join(", ")});`,
    "};",
  ].join("\n");
  const trimmed = leaveOutExtensions(source);
  const run = new Function(
    "getHttpHandlerExtensionConfiguration",
    `${trimmed.replace("export const", "const")}
    return resolveRuntimeExtensions;`,
  );
  const told: unknown[] = [];
  const settings = { region: "eu-west-1" };
  expect(run((config: unknown) => told.push(config))(settings, [])).toBe(settings);
  expect(told).toEqual([settings]);
});

test("what does more than the SDK of today is left as it is", () => {
  const source = "export const resolveRuntimeExtensions = (runtimeConfig, extensions) => {\n    somethingNew();\n};";
  expect(trimRuntime(source)).toBe(source);
});

test.each([
  ['import http from "node:http";', 'const http = process.getBuiltinModule("node:http");'],
  ['import { a, b as c } from "node:fs";', 'const { a, b: c } = process.getBuiltinModule("node:fs");'],
  ['const fs = await import("node:fs/promises");', 'const fs = process.getBuiltinModule("node:fs/promises");'],
])("Node.js's own module is taken without reading all that it has: %s", (source, taken) => {
  expect(takeBuiltins(source)).toBe(taken);
});

test.each([
  'import process from "node:process";',
  'import { default as http } from "node:http";',
  'import http from "http-parser";',
  'import("node:http").then(use);',
  'export { a } from "node:fs";',
])("everything else is imported as before: %s", (source) => {
  expect(takeBuiltins(source)).toBe(source);
});
