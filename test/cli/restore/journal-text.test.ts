import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readJournalText } from "../../../cli/restore/journal-text.ts";
import { anAddress, anInterface, now, oldMark, scope } from "../../support/samples.ts";
import { journalLine, journalOf } from "./journal.ts";

const line = journalLine();
const read = { runId: "run-1", at: now, word: "released", resource: { id: "eipalloc-1" } };

describe("a line of the journal is read", () => {
  test("with the whole resource", () => {
    const whole = anInterface({
      id: "eni-0abc",
      tags: { ...oldMark, Name: "edge", constructor: "x" },
      shape: {
        description: "made by hand",
        vpcId: "vpc-1",
        subnetId: "subnet-1",
        availabilityZone: "eu-central-1a",
        macAddress: "02:00:00:00:00:0a",
        sourceDestCheck: false,
        privateIps: [
          { address: "10.0.0.9", primary: true },
          { address: "10.0.0.10", primary: false },
        ],
        ipv6Addresses: ["2001:db8::1"],
        ipv4Prefixes: ["10.0.1.0/28"],
        ipv6Prefixes: ["2001:db8:1::/80"],
        securityGroupIds: ["sg-1", "sg-2"],
      },
    });
    const address = anAddress({ networkBorderGroup: "us-east-1-bos-1" });
    const { lines, unreadable } = readJournalText(journalOf(journalLine(whole), journalLine(address)));
    expect(unreadable).toEqual([]);
    expect(lines.map(({ resource }) => resource)).toEqual([whole, address]);
  });

  test.each([
    ["intent", undefined, undefined, "intended"],
    ["outcome", "released", undefined, "released"],
    ["outcome", "failed", true, "unanswered"],
    ["outcome", "failed", undefined, "not-done"],
    ["outcome", "withheld", undefined, "not-done"],
    ["outcome", "changed", undefined, "still-there"],
    ["outcome", "already-gone", undefined, "already-gone"],
  ] as const)("%s %s, mayBeDone %s, as %s", (journal, outcome, mayBeDone, word) => {
    const facts = { journal, ...(outcome && { outcome }), ...(mayBeDone && { mayBeDone }) };
    expect(readJournalText(journalOf(journalLine(anAddress(), facts))).lines).toMatchObject([{ word }]);
  });

  const json = JSON.stringify(line);
  const event = { timestamp: 1, message: json };
  test.each([
    ["alone", json],
    ["with Windows' line ends", `${json}\r\n${json}\r\n`],
    ["behind a byte order mark", `\uFEFF${json}\n{"journal":"told"}\n`],
    ["behind what aws logs tail prints", `2026-11-02T06:00:00.000000+00:00 2026/11/02/[$LATEST]abc ${json}\n`],
    [
      "in the answer of aws logs filter-log-events",
      JSON.stringify({ events: [event], searchedLogStreams: [] }, null, 2),
    ],
    ["in such an answer behind a byte order mark", `\uFEFF${JSON.stringify({ events: [event] }, null, 2)}`],
    ["in such an answer on one line of several", `${JSON.stringify({ events: [event] })}\n${json}\n`],
  ])("%s", (_, text) => {
    const { lines, unreadable } = readJournalText(text);
    expect(unreadable).toEqual([]);
    expect(lines[0]).toMatchObject(read);
  });

  test("by the time in it, or that of the log where it has none", () => {
    const { timestamp: _, ...without } = line;
    const events = [line, without].map((each) => ({ timestamp: 5, message: JSON.stringify(each) }));
    expect(readJournalText(JSON.stringify({ events })).lines.map(({ at }) => at)).toEqual([now, 5]);
  });
});

describe("a line about a release that cannot be understood is told and never passed over", () => {
  const { finding, resource } = line;
  test.each<[string, object, string]>([
    ["without a run", { ...line, runId: undefined }, "runId"],
    ["without an outcome", { ...line, finding: {} }, "finding.outcome"],
    ["with an outcome of another version", { ...line, finding: { ...finding, outcome: "lent" } }, "finding.outcome"],
    ["without a time", { ...line, timestamp: "yesterday" }, "timestamp"],
    ["of something unheard of", { ...line, resource: { ...resource, kind: "volume" } }, "resource"],
    ["without an address", { ...line, resource: { ...resource, publicIp: undefined } }, "resource.publicIp"],
    ["with what is no address", { ...line, resource: { ...resource, publicIp: "*" } }, "resource.publicIp"],
    ["with an id that would stand for many", { ...line, resource: { ...resource, id: "eipalloc-*" } }, "resource.id"],
    ["with tags of another form", { ...line, resource: { ...resource, tags: { a: "b" } } }, "resource.tags"],
    [
      "with a region that is the name of somebody's host",
      { ...line, resource: { ...resource, scope: { ...scope, region: "evil.example/x-1" } } },
      "resource.scope.region",
    ],
  ])("%s", (_, wrong, where) => {
    const { lines, unreadable } = readJournalText(journalOf(line, wrong));
    expect(lines).toHaveLength(1);
    expect(unreadable).toMatchObject([{ where: "line 2" }]);
    expect(unreadable[0]?.why).toContain(where);
  });

  test("broken off, as by a full disk, and spread over several lines", () => {
    expect(readJournalText(`${JSON.stringify(line)}\n${JSON.stringify(line).slice(0, -9)}`)).toMatchObject({
      lines: [read],
      unreadable: [{ where: "line 2" }],
    });
    expect(readJournalText(`\n${JSON.stringify(line, null, 2)}\n{}`).unreadable).toHaveLength(2);
  });

  test.each(["intent", "outcome"] as const)("broken off before it says that it is an %s", (journal) => {
    const text = JSON.stringify(journalLine(anAddress(), { journal })).slice(0, 60);
    expect(text).not.toContain("journal");
    expect(readJournalText(`{}\n${text}`).unreadable).toMatchObject([{ where: "line 2" }]);
  });

  test("at a time that is on no calendar", () => {
    const { timestamp: _, ...without } = line;
    const events = [1e300, -8.64e15 - 1].map((timestamp) => ({ timestamp, message: JSON.stringify(without) }));
    const { lines, unreadable } = readJournalText(JSON.stringify({ events }));
    expect([lines, unreadable.map(({ why }) => why)]).toEqual([
      [],
      ["its timestamp is missing or no instant", "its timestamp is missing or no instant"],
    ]);
  });
});

test("what is not about a release is counted, and nothing else is made of it", () => {
  const text = `START RequestId: 1\n{"journal":"told"}\n{"journal":"report","runId":"1"}\n{"message":"hello"}\n[1]\nnull\n`;
  expect(readJournalText(text)).toEqual({ lines: [], unreadable: [], others: 2, foreign: 4 });
});

test("whatever stands in a file, every line of it is counted once, and reading it never throws", () => {
  const broken = fc.tuple(fc.nat(400), fc.constant(JSON.stringify(line))).map(([end, text]) => text.slice(0, end));
  const any = fc.oneof(
    fc.string(),
    fc.json().map((text) => text.replaceAll("\n", " ")),
    fc.constant(JSON.stringify(line)),
    fc.constant('{"journal":"intent"}'),
    broken,
  );
  fc.assert(
    fc.property(
      fc.array(
        any.map((text) => text.replaceAll(/[\r\n]/g, " ")),
        { minLength: 2 },
      ),
      (written) => {
        const { lines, unreadable, others, foreign } = readJournalText(written.join("\n"));
        const counted = written.filter((text) => text.trim() !== "");
        if (counted.some((text) => text.includes('"events"'))) return;
        expect(lines.length + unreadable.length + others + foreign).toBe(counted.length);
        expect(lines.length).toBeGreaterThanOrEqual(written.filter((text) => text === JSON.stringify(line)).length);
      },
    ),
  );
});
