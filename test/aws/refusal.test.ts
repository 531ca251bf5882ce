import { describe, expect, test } from "vitest";
import { UnreadableAnswer } from "../../functions/janitor/aws/answer.ts";
import { NoAnswerInTime, readFailureClass, readRefusal } from "../../functions/janitor/aws/refusal.ts";
import type { FailureClass } from "../../functions/janitor/domain/error-facts.ts";
import type { RefusalClass } from "../../functions/janitor/ports.ts";
import { awsError, awsErrorWith } from "../support/samples.ts";

const actions = [
  "ReleaseAddress",
  "DeleteNetworkInterface",
  "CreateTags",
  "DeleteTags",
  "DescribeAddresses",
  "DescribeNetworkInterfaces",
] as const;
type Action = (typeof actions)[number];

/** Every code that means something, and where it means something else. */
const meanings: readonly (readonly [string, RefusalClass, Partial<Record<Action, RefusalClass>>?])[] = [
  ["InvalidAllocationID.NotFound", "gone"],
  ["InvalidAddress.NotFound", "gone"],
  ["InvalidAddressID.NotFound", "gone"],
  ["InvalidNetworkInterfaceID.NotFound", "gone", { ReleaseAddress: "transient" }],
  ["InvalidElasticIpID.NotFound", "gone"],
  ["InvalidID", "gone"],
  ["InvalidIPAddress.InUse", "in-use"],
  ["InvalidNetworkInterface.InUse", "in-use"],
  ["UnauthorizedOperation", "denied"],
  ["AccessDenied", "denied"],
  ["AccessDeniedException", "denied"],
  ["RequestLimitExceeded", "throttled"],
  ["Throttling", "throttled"],
  ["ThrottlingException", "throttled"],
  ["ThrottledException", "throttled"],
  ["InvalidAddress.PtrSet", "protected-by-aws"],
  ["InvalidAddress.Locked", "protected-by-aws"],
  ["TagLimitExceeded", "protected-by-aws"],
  ["InternalError", "no-answer"],
  ["InternalFailure", "no-answer"],
  ["ServiceUnavailable", "no-answer"],
  ["Unavailable", "no-answer"],
  ["RequestTimeout", "no-answer"],
  ["TimeoutError", "no-answer"],
  ["AbortError", "no-answer"],
  ["UnreadableAnswer", "no-answer"],
  ["RequestExpired", "transient"],
  ["AuthFailure", "unexpected", { ReleaseAddress: "transient" }],
  // Known to AWS, and not to the janitor.
  ["OperationNotPermitted", "unexpected"],
  ["DependencyViolation", "unexpected"],
  ["InvalidParameterValue", "unexpected"],
  ["ExpiredToken", "unexpected"],
  ["OptInRequired", "unexpected"],
  // Nearly what is known.
  ["InvalidInstanceID.NotFound", "unexpected"],
  ["invalidaddress.ptrset", "unexpected"],
  ["NotFound", "unexpected"],
  // Names that every object of JavaScript's has.
  ["constructor", "unexpected"],
  ["toString", "unexpected"],
  ["__proto__", "unexpected"],
  ["", "unexpected"],
];

const cases = meanings.flatMap(([code, usual, unusual]) =>
  actions.map((action) => [code, action, unusual?.[action] ?? usual] as const),
);

describe("what a refusal means", () => {
  test.each(cases)("%s of %s is %s", (code, action, expected) => {
    expect(readRefusal(awsError(code), action).class).toBe(expected);
  });

  test("AWS's own code and words are kept, with the action", () => {
    const error = awsError("UnauthorizedOperation", "You are not authorized to perform this operation.");
    expect(readRefusal(error, "ReleaseAddress")).toEqual({
      code: "UnauthorizedOperation",
      message: "You are not authorized to perform this operation.",
      action: "ReleaseAddress",
      class: "denied",
    });
  });

  test.each([
    "ECONNRESET",
    "ECONNREFUSED",
    "ECONNABORTED",
    "EPIPE",
    "ETIMEDOUT",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ENOTFOUND",
    "EAI_AGAIN",
  ])("a connection lost with %s is no answer", (code) => {
    const error = Object.assign(new Error("the connection is gone"), { code });
    for (const action of actions) expect(readRefusal(error, action).class).toBe("no-answer");
  });

  const attached = "Network interface 'eni-1' is currently in use.";

  test("an interface that AWS calls used with its general code for a wrong value is in use", () => {
    expect(readRefusal(awsError("InvalidParameterValue", attached), "DeleteNetworkInterface").class).toBe("in-use");
  });

  test.each(actions.filter((action) => action !== "DeleteNetworkInterface"))(
    "a wrong value of %s that is in use is unexpected",
    (action) => {
      expect(readRefusal(awsError("InvalidParameterValue", attached), action).class).toBe("unexpected");
    },
  );

  test("another wrong value of DeleteNetworkInterface is unexpected", () => {
    const error = awsError("InvalidParameterValue", "Invalid value 'eni' for networkInterfaceId.");
    expect(readRefusal(error, "DeleteNetworkInterface").class).toBe("unexpected");
  });

  test.each(cases.filter(([code, action]) => code !== "InvalidParameterValue" && action === "DeleteNetworkInterface"))(
    "%s of %s is %s whatever its words are",
    (code, action, expected) => {
      expect(readRefusal(awsError(code, attached), action).class).toBe(expected);
    },
  );

  test("another code of Node.js's is unexpected", () => {
    const error = Object.assign(new Error("a mistake of ours"), { code: "ERR_INVALID_ARG_TYPE" });
    expect(readRefusal(error, "ReleaseAddress").class).toBe("unexpected");
  });

  test("an answer that cannot be read is no answer: what was asked may have been done", () => {
    const error = Object.assign(new Error("XML parse error.\n  Deserialization error: to see the raw response, …"), {
      $metadata: { httpStatusCode: 200 },
    });
    expect(readRefusal(error, "ReleaseAddress").class).toBe("no-answer");
  });

  test("an answer that lacks what it always has is no answer either", () => {
    for (const action of actions)
      expect(readRefusal(new UnreadableAnswer("the answer has no request id"), action).class).toBe("no-answer");
  });

  test.each([
    [500, "SomethingNew"],
    [500, "Error"],
    [502, "Unknown"],
    [503, "SlowDown"],
    [504, "GatewayTimeout"],
    [599, "constructor"],
  ])(
    "a status of %i is no answer, where its code (%s) says nothing: what was asked may have been done",
    (status, code) => {
      for (const action of actions) expect(readRefusal(awsErrorWith(status, code), action).class).toBe("no-answer");
    },
  );

  test.each([201, 302, 400, 403, 404, 412, 499])("a status of %i does not make an unknown code known", (status) => {
    expect(readRefusal(awsErrorWith(status, "SomethingNew"), "ReleaseAddress").class).toBe("unexpected");
  });

  test.each(
    meanings
      .filter(([, usual]) => usual !== "unexpected")
      .map(([code, usual, unusual]) => [code, unusual?.ReleaseAddress ?? usual] as const),
  )("%s is %s with a status of 503, too", (code, expected) => {
    expect(readRefusal(awsErrorWith(503, code), "ReleaseAddress").class).toBe(expected);
  });

  test.each(["503", Number.NaN, null, undefined])("a status that is %j says nothing", (httpStatusCode) => {
    const error = Object.assign(awsError("SomethingNew"), { $metadata: { httpStatusCode } });
    expect(readRefusal(error, "ReleaseAddress").class).toBe("unexpected");
  });

  test.each([
    ["a string", "boom", "boom"],
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
    [
      "an object that only looks like an error",
      { name: "UnauthorizedOperation", code: "ECONNRESET", $metadata: { httpStatusCode: 500 } },
      "[object Object]",
    ],
  ])("%s that was thrown is unexpected", (_, thrown, message) => {
    expect(readRefusal(thrown, "ReleaseAddress")).toEqual({
      code: "Unknown",
      message,
      action: "ReleaseAddress",
      class: "unexpected",
    });
  });

  test("an error without words is told by its code", () => {
    expect(readRefusal(awsError("InternalError", ""), "CreateTags").message).toBe("InternalError");
  });
});

describe("what an error in a reading call means", () => {
  /** Nothing was asked to be changed: "it passes" and "no answer came" are the same, and AWS's protection is news. */
  const classes: Readonly<Record<RefusalClass, FailureClass>> = {
    denied: "denied",
    throttled: "transient",
    transient: "transient",
    "no-answer": "transient",
    gone: "unexpected",
    "in-use": "unexpected",
    "protected-by-aws": "unexpected",
    unexpected: "unexpected",
  };

  test.each(meanings.map(([code, usual]) => [code, classes[usual]] as const))("%s is %s", (code, expected) => {
    expect(readFailureClass(awsError(code))).toBe(expected);
  });

  test("no answer in time passes by itself", () => {
    expect(readFailureClass(new NoAnswerInTime("the guard did not answer in time"))).toBe("transient");
    expect(readFailureClass(new UnreadableAnswer("the answer has no list"))).toBe("transient");
  });

  test.each(["ECONNRESET", "ENOTFOUND", "ETIMEDOUT"])("a connection that is lost (%s) passes by itself", (code) => {
    expect(readFailureClass(Object.assign(new Error("gone"), { code }))).toBe("transient");
  });

  test("a status of 500 or more passes by itself, where its code says nothing", () => {
    expect(readFailureClass(awsErrorWith(503, "SomethingNew"))).toBe("transient");
    expect(readFailureClass(awsErrorWith(503, "AccessDenied"))).toBe("denied");
    expect(readFailureClass(awsErrorWith(400, "SomethingNew"))).toBe("unexpected");
  });

  test.each(["boom", undefined, null, { name: "AccessDenied" }, new TypeError("x is not a function")])(
    "%s that was thrown is unexpected",
    (thrown) => {
      expect(readFailureClass(thrown)).toBe("unexpected");
    },
  );
});
