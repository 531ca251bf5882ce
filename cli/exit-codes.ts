/**
 * What a command's exit code says: everything is fine, it failed, it found something to do, somebody pressed Ctrl-C.
 * A scope that could not be read is a failure, whatever else was found.
 */
export const exitCodes = { fine: 0, failed: 1, due: 2, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
