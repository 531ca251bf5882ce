import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { look as lookWithPauses } from "../../../infra/plugin/look.ts";
import { type Loopback, startLoopback } from "../loopback.ts";

/** What Lambda is given to answer with. */
interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

let lambda: Loopback | undefined;
let pauses: number[] = [];

beforeEach(() => {
  pauses = [];
});

afterEach(() => lambda?.stop());

async function startLambda({ status = 200, headers = {}, body = "" }: Answer): Promise<Loopback> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  lambda = await startLoopback(() => ({ status, headers, body: text }));
  return lambda;
}

function look({ url }: Pick<Loopback, "url">) {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" };
  const deployed = { functionName: "elastic-janitor-prod", region: "eu-central-1" };
  return lookWithPauses(deployed, { endpoint: url, region: "eu-central-1", credentials }, async (ms) => {
    pauses.push(ms);
  });
}

/** The part of a report that is read, and something that is not. */
function report({ read, failed = 0, idle, waste }: { read: number; failed?: number; idle: number; waste: number }) {
  const regions = (status: string, many: number) =>
    Array.from({ length: many }, (_, at) => ({ account: "123456789012", region: `${status}-${at}`, status }));
  return {
    version: 1,
    mode: "report",
    regions: [...regions("scanned", read), ...regions("failed", failed)],
    totals: { idle, released: 0, monthlyWasteUsd: waste },
  };
}

const aReport = report({ read: 1, idle: 0, waste: 0 });

const byHand =
  /aws lambda invoke --region eu-central-1 --function-name elastic-janitor-prod --payload '\{"mode":"report"\}'/;

test("asks the function once, and for mode report", async () => {
  const { url, received } = await startLambda({ body: report({ read: 17, idle: 0, waste: 0 }) });
  await look({ url });
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({
    method: "POST",
    path: "/2015-03-31/functions/elastic-janitor-prod/invocations",
  });
  expect(JSON.parse(String(received[0]?.body))).toEqual({ mode: "report" });
});

test.each([
  [
    { read: 17, idle: 3, waste: 7.3 },
    "Look: 17 of 17 regions read; 3 idle resources; idle and unused addresses cost $7.30 a month.",
  ],
  [
    { read: 1, idle: 1, waste: 3.65 },
    "Look: 1 of 1 regions read; 1 idle resource; idle and unused addresses cost $3.65 a month.",
  ],
  [
    { read: 15, failed: 2, idle: 0, waste: 0 },
    "Look: 15 of 17 regions read; 0 idle resources; idle and unused addresses cost $0.00 a month.",
  ],
])("tells a report in one line: %o", async (facts, words) => {
  expect(await look(await startLambda({ body: report(facts) }))).toEqual({ went: "well", words });
});

test("tells why a run has failed, and how to look again", async () => {
  const why = "somebody must act:\n- eu-west-1 could not be read: TimeoutError";
  const { went, words } = await look(
    await startLambda({
      headers: { "x-amz-function-error": "Unhandled" },
      body: { errorType: "RunFailed", errorMessage: why, trace: [] },
    }),
  );
  expect(went).toBe("wrong");
  expect(words).toContain(`a run fails:\n${why}\nWhen that is mended, look again: `);
  expect(words).toMatch(byHand);
});

test("the command to look by hand waits for as long as a run may take, and says where the answer goes", async () => {
  const { words } = await look(await startLambda({ status: 403 }));
  expect(words).toMatch(/ --cli-binary-format raw-in-base64-out --cli-read-timeout 310 answer\.json$/);
});

describe("a run that was denied something", () => {
  const denied = {
    headers: { "x-amz-function-error": "Unhandled" },
    body: JSON.stringify({ errorMessage: "eu-west-1 could not be read: UnauthorizedOperation" }),
  };

  test("is repeated once, when the new role is known everywhere", async () => {
    const answers = [
      { status: 200, ...denied },
      { status: 200, headers: {}, body: JSON.stringify(aReport) },
    ];
    lambda = await startLoopback(() => answers.shift() ?? { status: 500, headers: {}, body: "" });
    expect(await look(lambda)).toMatchObject({ went: "well" });
    expect(pauses).toEqual([15_000]);
  });

  test("has failed when it is denied again", async () => {
    const { url, received } = await startLambda(denied);
    expect(await look({ url })).toMatchObject({ went: "wrong" });
    expect(received).toHaveLength(2);
  });

  test("is not repeated for any other reason", async () => {
    const { url, received } = await startLambda({ ...denied, body: { errorMessage: "eu-west-1: TimeoutError" } });
    expect(await look({ url })).toMatchObject({ went: "wrong" });
    expect(received).toHaveLength(1);
    expect(pauses).toEqual([]);
  });
});

test.each([["no message", {}] as const, ["no JSON", "Task timed out"] as const])(
  "takes a run that has failed with %s for failed",
  async (_, body) => {
    const { went, words } = await look(await startLambda({ headers: { "x-amz-function-error": "Unhandled" }, body }));
    expect(went).toBe("wrong");
    expect(words).toContain("It did not say why; its log may.");
  },
);

test.each([
  ["null", null],
  ["nothing", ""],
  ["a text", "Simple Lambda happy path OK"],
  ["a report of another version", { ...report({ read: 1, idle: 0, waste: 0 }), version: 2 }],
])("does not take %s for a report", async (_, body) => {
  expect(await look(await startLambda({ body }))).toEqual({
    went: "unknown",
    words: "the function answered something that is not a report.",
  });
});

test.each([
  [403, "AccessDeniedException", "User is not authorized to perform: lambda:InvokeFunction"],
  [429, "TooManyRequestsException", "Rate Exceeded."],
  [502, "EC2UnexpectedException", "something went wrong"],
])(
  "says how to look by hand when Lambda answers %d, and does not try again by itself",
  async (status, code, message) => {
    const { url, received } = await startLambda({
      status,
      headers: { "x-amzn-errortype": code },
      body: { Type: "User", Message: message, message },
    });
    const { went, words } = await look({ url });
    expect(went).toBe("unknown");
    expect(words).toContain(`nobody has looked yet (${code}: ${message}).`);
    expect(words).toMatch(byHand);
    expect(received).toHaveLength(1);
  },
);

test("says how to look by hand when nobody answers", async () => {
  const { url, stop } = await startLambda({});
  await stop();
  const { went, words } = await look({ url });
  expect(went).toBe("unknown");
  expect(words).toMatch(/nobody has looked yet \(.*ECONNREFUSED/);
  expect(words).toMatch(byHand);
});
