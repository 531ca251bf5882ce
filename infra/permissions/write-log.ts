import type { Statement } from "./statement.ts";

/** Lambda writes the function's log in the function's name. */
export function writeLog(): readonly Statement[] {
  return [
    {
      Sid: "WriteLog",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [{ "Fn::GetAtt": ["JanitorLogGroup", "Arn"] }],
    },
  ];
}
