import { Parameters } from "./parameters.ts";
import type { Protocol } from "./query.ts";

/**
 * The action stands in a header, behind the last dot (SDKs put different names before it), the rest is JSON.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export const awsJson: Protocol = {
  contentType: "application/x-amz-json-1.1",
  errorCodeHeader: "x-amzn-errortype",
  read: ({ headers, body }) => ({
    action: String(headers["x-amz-target"] ?? "")
      .split(".")
      .slice(-1)
      .join(),
    parameters: new Parameters(flatten(body === "" ? {} : JSON.parse(body))),
  }),
  answer: (_, elements) => JSON.stringify(elements),
  refuse: ({ code, message }) => JSON.stringify({ __type: code, message }),
};

/** As a Query service would have it: lists numbered from 1, names joined by dots. */
function flatten(value: unknown, path = "", values = new Map<string, string>()): Map<string, string> {
  if (typeof value === "object" && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      const name = Array.isArray(value) ? String(Number(key) + 1) : key;
      flatten(child, path === "" ? name : `${path}.${name}`, values);
    }
  } else if (value !== undefined && value !== null) {
    values.set(path, String(value));
  }
  return values;
}
