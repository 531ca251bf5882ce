import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostileWords } from "../notify/make.ts";
import { type Slack, shown, startSlack } from "./slack.ts";

let slack: Slack;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.stop());

describe("a CloudWatch alarm", () => {
  const alarm = {
    AlarmName: "elastic-janitor-failed",
    AlarmDescription: "A run failed.",
    AWSAccountId: "123456789012",
    AlarmConfigurationUpdatedTimestamp: "2026-11-01T06:00:00.000+0000",
    NewStateValue: "ALARM",
    NewStateReason: "Threshold Crossed: 1 datapoint [1.0] was greater than or equal to the threshold (1.0).",
    StateChangeTime: "2026-11-02T06:05:00.000+0000",
    Region: "EU (Frankfurt)",
    AlarmArn: "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:elastic-janitor-failed",
    OldStateValue: "OK",
    Trigger: { MetricName: "Errors", Namespace: "AWS/Lambda" },
  };

  test("says its state, its name, what it means and why", async () => {
    const subject = 'ALARM: "elastic-janitor-failed" in EU (Frankfurt)';
    expect(await shown(slack, JSON.stringify(alarm), subject)).toEqual({
      text: "ALARM: elastic-janitor-failed",
      header: "ALARM: elastic-janitor-failed",
      sections: [
        "A run failed.",
        alarm.NewStateReason,
        "(small) It was OK, account 123456789012, region EU (Frankfurt), at 2026-11-02 06:05 UTC",
      ],
    });
  });

  test("needs no more than a name and a state", async () => {
    const bare = { AlarmName: "a", NewStateValue: "OK", AlarmDescription: null, NewStateReason: 7 };
    expect(await shown(slack, JSON.stringify(bare))).toEqual({ text: "OK: a", header: "OK: a", sections: [] });
  });

  test("shows a time that is not in UTC as it is", async () => {
    const there = { ...alarm, StateChangeTime: "2026-11-02T06:05:00.000+0200" };
    expect((await shown(slack, JSON.stringify(there))).sections.at(-1)).toMatch(/at 2026-11-02T06:05:00\.000\+0200$/);
  });
});

describe("a record of a failed invocation", () => {
  const record = {
    version: "1.0",
    timestamp: "2026-11-02T06:05:00.568Z",
    requestContext: {
      requestId: "e4b46cbf-b738-xmpl-8880-a18cdf61200e",
      functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:elastic-janitor:$LATEST",
      condition: "RetriesExhausted",
      approximateInvokeCount: 1,
    },
    requestPayload: { mode: "release", private: "words" },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    responsePayload: { errorType: "ConfigError", errorMessage: "nothing was done:\n- one\n- two", trace: ["at x"] },
  };

  test("says which function failed, and with what error", async () => {
    expect(await shown(slack, JSON.stringify(record))).toEqual({
      text: "elastic-janitor failed",
      header: "elastic-janitor failed",
      sections: [
        "ConfigError: nothing was done:\n- one\n- two",
        "(small) Condition RetriesExhausted, invocations 1, at 2026-11-02 06:05 UTC, " +
          "request e4b46cbf-b738-xmpl-8880-a18cdf61200e, " +
          "function arn:aws:lambda:eu-central-1:123456789012:function:elastic-janitor:$LATEST",
      ],
    });
  });

  test.each([{ responsePayload: null }, { responsePayload: "text" }, { responsePayload: undefined }])(
    "needs no error: %j",
    async (without) => {
      const { header, sections } = await shown(slack, JSON.stringify({ ...record, ...without }));
      expect(header).toBe("elastic-janitor failed");
      expect(sections).toEqual([expect.stringMatching(/^\(small\) Condition RetriesExhausted/)]);
    },
  );

  test("does not call a success a failure", async () => {
    const success = { ...record, requestContext: { ...record.requestContext, condition: "Success" } };
    expect((await shown(slack, JSON.stringify(success))).header).toBe("elastic-janitor succeeded");
  });
});

describe("anything else", () => {
  test("is shown as it is, under its subject", async () => {
    expect(await shown(slack, "one\ntwo\r\n\r\nthree", "Hello")).toEqual({
      text: "Hello",
      header: "Hello",
      sections: ["one\ntwo\n\nthree"],
    });
  });

  test.each(['{"AlarmName":"only"}', "[1]", "null", "7", '"text"', "{"])(
    "that is JSON, or nearly, too: %s",
    async (json) => {
      expect((await shown(slack, json)).sections).toEqual([json]);
    },
  );

  test.each([
    ["", "Message of elastic-janitor"],
    [" \n ", "Message of elastic-janitor"],
    ["\u200b", "elastic-janitor"],
  ])("that is nothing has a headline: %j", async (nothing, headline) => {
    expect(await shown(slack, nothing, nothing)).toMatchObject({ header: headline, sections: [] });
  });

  test.each([..."xé😀&<", "\ud83d"])("that is too long is cut, and says so: %j", async (character) => {
    const { text, header, sections } = await shown(slack, character.repeat(5_000), character.repeat(200));
    expect(header).toMatch(/… \(cut\)$/);
    expect(sections).toEqual([expect.stringMatching(/… \(cut\)$/)]);
    // Slack may count what is escaped.
    expect(text.length).toBeLessThanOrEqual(150);
    expect(text.length).toBeGreaterThan(140);
    expect(`${header}${sections}`.isWellFormed()).toBe(true);
  });

  test("that just fits is not cut", async () => {
    const { header, sections } = await shown(slack, "x".repeat(3_000), "y".repeat(150));
    expect(header).toBe("y".repeat(150));
    expect(sections).toEqual(["x".repeat(3_000)]);
  });
});

test.each(hostileWords)("hostile words neither ping nor format nor hide: %j", async (words) => {
  const messages = [
    words,
    JSON.stringify({ AlarmName: words, NewStateValue: "ALARM", AlarmDescription: words, NewStateReason: words }),
    JSON.stringify({
      requestContext: { functionArn: words, condition: words, requestId: words },
      responsePayload: { errorMessage: words },
    }),
  ];
  for (const message of messages) {
    // Blocks are plain text, which `shown` looks at; the line for notifications is markup.
    const { text, header, sections } = await shown(slack, message, words);
    expect(text).not.toMatch(/[<>]/);
    expect(header).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    for (const section of sections)
      expect(section.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  }
});

test("a mention is there to be read and not to be followed", async () => {
  expect(await shown(slack, "<!channel> & <@U1>", "<!here>")).toEqual({
    text: "&lt;!here&gt;",
    header: "<!here>",
    sections: ["<!channel> & <@U1>"],
  });
});
