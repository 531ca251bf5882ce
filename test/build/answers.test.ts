import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleJanitor } from "../../build/bundle.ts";
import type { calls } from "./calls.ts";

type Calls = typeof calls;

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an error is called in each bundle. */
interface Names {
  readonly plain: string;
  readonly trimmed: string;
}

let folder: string;
let trimmed: Calls;
let plain: Calls;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "answers-"));
  [trimmed, plain] = await Promise.all([bundledCalls(true), bundledCalls(false)]);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function bundledCalls(trim: boolean): Promise<Calls> {
  const outdir = join(folder, trim ? "trimmed" : "plain");
  const { entry } = await bundleJanitor({ outdir, trim, source: "test/build/calls.ts" });
  const bundled = await import(pathToFileURL(entry).href);
  return bundled.calls;
}

test("the trimmed bundle imports nothing at its start that Node.js does not have, and for the SDK nothing as an ES module", () => {
  const imported = importsIn("trimmed");
  expect(imported.filter((specifier) => !specifier.startsWith(".") && !isBuiltin(specifier))).toEqual([]);
  // See takeBuiltins in build/trim-runtime.ts.
  expect(imported.filter((specifier) => specifier.startsWith("node:"))).toEqual([]);
  expect(importsIn("plain")).toContain("node:http");
});

function importsIn(bundle: string): readonly string[] {
  const outdir = join(folder, bundle);
  const files = readdirSync(outdir, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".mjs"));
  return files.flatMap((name) => {
    // A statement, which begins the file or follows another; not `import("…")`.
    const statements = readFileSync(join(outdir, name), "utf8").matchAll(
      /(?<=^|[;\n])import(?:[\w$*{},\s]+from)?"([^"]+)"/g,
    );
    return [...statements].map(([, specifier = ""]) => specifier);
  });
}

describe.concurrent("the trimmed and the plain bundle read the same from", () => {
  const date = "2026-11-01T06:00:00Z";
  const successes: [keyof Calls, string, unknown][] = [
    [
      "ListHostedZones",
      `<ListHostedZonesResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><HostedZones><HostedZone>
        <Id>/hostedzone/Z1</Id><Name>example.com.</Name><CallerReference>r &lt;&amp;&gt;</CallerReference>
        <Config><PrivateZone>true</PrivateZone></Config><ResourceRecordSetCount>2</ResourceRecordSetCount></HostedZone>
        </HostedZones><IsTruncated>true</IsTruncated><NextMarker>Z2</NextMarker><MaxItems>2</MaxItems></ListHostedZonesResponse>`,
      {
        HostedZones: [{ Id: "/hostedzone/Z1", CallerReference: "r <&>", Config: { PrivateZone: true } }],
        IsTruncated: true,
        NextMarker: "Z2",
      },
    ],
    [
      "ListResourceRecordSets",
      `<ListResourceRecordSetsResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ResourceRecordSets>
        <ResourceRecordSet><Name>a.example.com.</Name><Type>A</Type><SetIdentifier>blue</SetIdentifier><Weight>0</Weight>
        <TTL>300</TTL><ResourceRecords><ResourceRecord><Value>203.0.113.7</Value></ResourceRecord></ResourceRecords>
        </ResourceRecordSet><ResourceRecordSet><Name>b.example.com.</Name><Type>A</Type><AliasTarget>
        <HostedZoneId>Z3</HostedZoneId><DNSName>x.elb.amazonaws.com.</DNSName>
        <EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget></ResourceRecordSet></ResourceRecordSets>
        <IsTruncated>false</IsTruncated><MaxItems>300</MaxItems></ListResourceRecordSetsResponse>`,
      {
        ResourceRecordSets: [
          { Name: "a.example.com.", TTL: 300, Weight: 0, ResourceRecords: [{ Value: "203.0.113.7" }] },
          { AliasTarget: { HostedZoneId: "Z3", EvaluateTargetHealth: false } },
        ],
        IsTruncated: false,
      },
    ],
    [
      "LookupEvents",
      JSON.stringify({
        Events: [
          {
            EventId: "e",
            EventName: "AssociateAddress",
            EventTime: Date.parse(date) / 1_000,
            Resources: [{ ResourceType: "AWS::EC2::NetworkInterface", ResourceName: "eni-0123" }],
            CloudTrailEvent: '{"readOnly":false}',
          },
        ],
        NextToken: "next",
      }),
      {
        Events: [
          {
            EventName: "AssociateAddress",
            EventTime: new Date(date),
            Resources: [{ ResourceType: "AWS::EC2::NetworkInterface", ResourceName: "eni-0123" }],
          },
        ],
        NextToken: "next",
      },
    ],
    [
      "Publish",
      `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m</MessageId>
        </PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>`,
      { MessageId: "m" },
    ],
    [
      "ListAccountAliases",
      `<ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccountAliasesResult>
        <IsTruncated>false</IsTruncated><AccountAliases><member>acme-prod</member></AccountAliases>
        </ListAccountAliasesResult></ListAccountAliasesResponse>`,
      { AccountAliases: ["acme-prod"], IsTruncated: false },
    ],
    [
      "ListAccountAliases",
      `<ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccountAliasesResult>
        <IsTruncated>false</IsTruncated><AccountAliases/></ListAccountAliasesResult></ListAccountAliasesResponse>`,
      { AccountAliases: [] },
    ],
    [
      "FilterLogEvents",
      JSON.stringify({
        events: [{ eventId: "e", logStreamName: "s", timestamp: Date.parse(date), message: '{"journal":"told"}\n' }],
        nextToken: "next",
        searchedLogStreams: [],
      }),
      { events: [{ timestamp: Date.parse(date), message: '{"journal":"told"}\n' }], nextToken: "next" },
    ],
    [
      "GetParameter",
      JSON.stringify({
        Parameter: { Name: "/janitor/slack", Type: "SecureString", Value: "https://ä", Version: 2, DataType: "text" },
      }),
      { Parameter: { Name: "/janitor/slack", Type: "SecureString", Value: "https://ä", Version: 2 } },
    ],
    [
      "GetCallerIdentity",
      `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        <Arn>arn:aws:iam::123456789012:user/u</Arn><UserId>U</UserId><Account>123456789012</Account>
        </GetCallerIdentityResult></GetCallerIdentityResponse>`,
      { Account: "123456789012" },
    ],
  ];

  test.each(successes)("a success of %s", async (call, body, expected) => {
    const asPlain = await story(plain, call, { status: 200, body });
    expect(asPlain.output).toMatchObject({ ...Object(expected), $metadata: { httpStatusCode: 200 } });
    expect(asPlain.requests).toHaveLength(1);
    expect(await story(trimmed, call, { status: 200, body })).toEqual(asPlain);
  });

  /**
   * What was called; the status, the code and the message that AWS answers; the error's name where it is not the code.
   * The message says which errors the SDK tries again.
   */
  const errors: [keyof Calls, number, string, string, (string | Names)?][] = [
    ["ListHostedZones", 400, "InvalidInput", "Marker & <more>"],
    ["ListHostedZones", 403, "AccessDenied", "User: u is not authorized to perform: route53:ListHostedZones"],
    ["ListHostedZones", 403, "InvalidClientTokenId", "The security token included in the request is invalid."],
    ["ListHostedZones", 400, "DelegationSetNotReusable", ""],
    ["ListHostedZones", 400, "PriorRequestNotComplete", "tried again"],
    ["ListHostedZones", 400, "Throttling", "Rate exceeded, tried again"],
    ["ListHostedZones", 400, "ThrottlingException", "Rate exceeded, tried again"],
    ["ListResourceRecordSets", 404, "NoSuchHostedZone", "No hosted zone found with ID: Z1"],
    ["ListResourceRecordSets", 500, "InternalFailure", "tried again"],
    ["LookupEvents", 400, "InvalidTimeRangeException", "the start is after the end"],
    ["LookupEvents", 400, "InvalidNextTokenException", ""],
    [
      "LookupEvents",
      400,
      "com.amazonaws.cloudtrail#InvalidMaxResultsException",
      "namespace",
      "InvalidMaxResultsException",
    ],
    ["LookupEvents", 400, "AccessDeniedException", "is not authorized to perform: cloudtrail:LookupEvents"],
    ["LookupEvents", 400, "ThrottlingException", "Rate exceeded, tried again"],
    ["LookupEvents", 400, "UnrecognizedClientException", "The security token included in the request is invalid."],
    ["Publish", 404, "NotFound", "Topic does not exist", { plain: "NotFoundException", trimmed: "NotFound" }],
    [
      "Publish",
      400,
      "InvalidParameter",
      "Invalid parameter: TopicArn",
      { plain: "InvalidParameterException", trimmed: "InvalidParameter" },
    ],
    [
      "Publish",
      403,
      "AuthorizationError",
      "is not authorized to perform: SNS:Publish",
      { plain: "AuthorizationErrorException", trimmed: "AuthorizationError" },
    ],
    ["Publish", 429, "Throttled", "tried again", { plain: "ThrottledException", trimmed: "Throttled" }],
    ["Publish", 400, "KMSDisabled", "the key is disabled", { plain: "KMSDisabledException", trimmed: "KMSDisabled" }],
    ["Publish", 403, "SignatureDoesNotMatch", "Signature expired"],
    ["ListAccountAliases", 403, "AccessDenied", "is not authorized to perform: iam:ListAccountAliases"],
    [
      "ListAccountAliases",
      500,
      "ServiceFailure",
      "tried again",
      { plain: "ServiceFailureException", trimmed: "ServiceFailure" },
    ],
    ["ListAccountAliases", 400, "Throttling", "Rate exceeded, tried again"],
    ["FilterLogEvents", 400, "ResourceNotFoundException", "The specified log group does not exist."],
    ["FilterLogEvents", 400, "AccessDeniedException", "is not authorized to perform: logs:FilterLogEvents"],
    ["FilterLogEvents", 400, "ThrottlingException", "Rate exceeded, tried again"],
    ["FilterLogEvents", 503, "ServiceUnavailableException", "tried again"],
    ["GetParameter", 400, "ParameterNotFound", ""],
    ["GetParameter", 400, "InvalidKeyId", "the key is disabled"],
    ["GetParameter", 400, "AccessDeniedException", "is not authorized to perform: ssm:GetParameter"],
    ["GetParameter", 400, "ThrottlingException", "Rate exceeded, tried again"],
    ["GetParameter", 500, "InternalServerError", "tried again"],
    ["GetCallerIdentity", 400, "ExpiredTokenException", "expired"],
    ["GetCallerIdentity", 403, "InvalidClientTokenId", "The security token included in the request is invalid."],
    ["GetCallerIdentity", 400, "IDPCommunicationError", "tried again", "IDPCommunicationErrorException"],
  ];

  test.each(errors)("an error of %s: %d %s %s", async (call, status, code, message, name = code) => {
    // In the query protocol alone, the trimmed bundle calls an error by AWS's own code, where the plain one names the class.
    const names = typeof name === "string" ? { plain: name, trimmed: name } : name;
    const answer = errorAnswer(call, status, code, message);
    const asPlain = await story(plain, call, answer);
    expect(asPlain.error).toMatchObject({ name: names.plain, httpStatusCode: status, requestId: "request-1" });
    if (message !== "") expect(asPlain.error).toMatchObject({ message });
    expect(asPlain.requests).toHaveLength(message.includes("tried again") ? 2 : 1);
    const asTrimmed = { ...asPlain, error: { ...asPlain.error, name: names.trimmed } };
    expect(await story(trimmed, call, answer)).toEqual(asTrimmed);
  });

  test.each<[keyof Calls, Answer]>([
    ["ListHostedZones", { status: 503, body: "<html>Service Unavailable</html>" }],
    ["ListHostedZones", { status: 404, body: "" }],
    ["LookupEvents", { status: 502, body: "<html>Bad Gateway</html>" }],
    [
      "LookupEvents",
      { status: 400, body: "{}", headers: { "x-amzn-errortype": "InvalidLookupAttributesException:http://x" } },
    ],
    ["Publish", { status: 503, body: "" }],
    ["GetCallerIdentity", { status: 404, body: "" }],
  ])("an error of %s that is not as documented: %o", async (call, answer) => {
    const asPlain = await story(plain, call, answer);
    expect(asPlain.error).toMatchObject({ httpStatusCode: answer.status });
    expect(await story(trimmed, call, answer)).toEqual(asPlain);
  });
});

function errorAnswer(call: keyof Calls, status: number, code: string, message: string): Answer {
  if (call === "LookupEvents" || call === "GetParameter" || call === "FilterLogEvents") {
    const body = JSON.stringify({ __type: code, ...(message !== "" && { Message: message }) });
    return { status, body, headers: { "x-amzn-requestid": "request-1" } };
  }
  const escaped = message.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped}</Message></Error>`;
  return {
    status,
    body: `<?xml version="1.0"?><ErrorResponse>${error}<RequestId>request-1</RequestId></ErrorResponse>`,
    headers: { "x-amzn-requestid": "request-1" },
  };
}

/** What one call sent to a server that always gives this answer, and what it made of it. */
async function story(by: Calls, call: keyof Calls, { status, body, headers }: Answer) {
  const requests: unknown[] = [];
  const server = createServer(async (request, response) => {
    requests.push(await sent(request));
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const output = await by[call](`http://127.0.0.1:${port}`);
    return { output, requests };
  } catch (error) {
    return { error: facts(error), requests };
  } finally {
    server.close();
  }
}

/** Without what is new in each request: its time, its signature and its own number. */
async function sent(request: IncomingMessage) {
  const { "content-type": type, "x-amz-target": target, "user-agent": agent } = request.headers;
  return { method: request.method, url: request.url, type, target, agent, body: await text(request) };
}

/** What the janitor reads of an error. Its class and what else the answer said about it are not compared. */
function facts(error: unknown) {
  if (!(error instanceof Error && "$metadata" in error)) return { unexpected: String(error) };
  const { httpStatusCode, requestId, attempts } = Object(error.$metadata);
  const { $fault, $response } = Object(error);
  const { name, message } = error;
  return { name, message, $fault, httpStatusCode, requestId, attempts, hasResponse: $response !== undefined };
}
