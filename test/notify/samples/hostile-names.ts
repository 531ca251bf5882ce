import type { Evidence } from "../../../functions/janitor/domain/evidence.ts";
import { failed, makeReport, notSeen } from "../../domain/make.ts";
import type { Sample } from "../samples.ts";
import {
  address,
  did,
  dueIn,
  found,
  networkInterface,
  overdue,
  policy,
  runId,
  seen,
  surroundings,
  withNews,
} from "./resources.ts";

const region = "eu-west-1";

const forged = "web\n\nRELEASED (12)\n• 203.0.113.9 in eu-west-1";
const ping = "<!channel> <@U012AB3CD> <https://example.com|click> @here";
const markup = "*bold* _so_ ~gone~ `code` [click](https://example.com)";
const turned = "\u202emoc.elpmaxe\u202c \u2066isolated\u2069 \u200fmarked\u200e";
const controls = "\u0000\u0007\u001b[31mred\u001b[0m\ttab\u0085next\u2028line";
const quotes = 'closed” in eu-west-1 (eipalloc-1) “again "so" \\ {"json":true}';
const long = "x".repeat(256);
const faces = "😀".repeat(128);
const spaces = `pushed${" ".repeat(200)}• 203.0.113.9 was released`;

const record: Evidence = {
  guard: "dns",
  answer: "found",
  reason: "dns-record",
  found: [
    { record: "*.example.com.\n• 203.0.113.9 was released", type: "A", zone: ping, zoneId: "Z0123456789ABCDEFGHIJ" },
  ],
};

const noGuard: Evidence = {
  guard: "activity",
  answer: "could-not-tell",
  error: { class: "denied", code: "AccessDenied", message: `${ping}\n${markup}` },
};

const findings = [
  found(address(region, 11, overdue({ Name: forged, Owner: "ann\nNo owner known" })), "released"),
  found(networkInterface(region, 31, overdue({ Name: ping })), "released", did("DetachNetworkInterface", ping, 9)),
  found(address(region, 12, overdue({ Name: controls })), failed({ code: markup, message: `<html>\n${ping}` })),
  found(address(region, 13, dueIn(24, { Name: turned, Owner: turned }))),
  found(address(region, 14, dueIn(26, { Name: quotes, Owner: long }))),
  found(address(region, 15, { Name: spaces, Owner: "- MONEY" }), "marked"),
  found(address(region, 16, { Name: faces, "janitor:policy": `keep\n• ${ping}` })),
  found(address(region, 17, dueIn(96, { Name: long, Owner: markup }))),
  found(address(region, 18, overdue({ Name: markup })), "none", undefined, [record]),
  found(address(region, 19, overdue({ Name: "  " })), "none", undefined, [noGuard]),
  found(networkInterface(region, 32, { "aws:cloudformation:stack-name": forged })),
];

/** Tags and errors whose words would like to be something else. */
export const hostileNames: Sample = {
  report: withNews(
    makeReport(
      {
        runId,
        surveys: [
          seen(region, findings, { total: 9, quota: 20 }),
          notSeen("us-east-1", `<html>\r\n\r\n${ping}\n• everything is fine`),
        ],
        findings,
      },
      policy,
    ),
    findings.filter(({ outcome }) => outcome.kind === "marked").map(({ resource }) => resource.id),
  ),
  surroundings,
};
