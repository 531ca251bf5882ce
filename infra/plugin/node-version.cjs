// Before plugin.ts, which is TypeScript: another Node.js would only say that it is a syntax error.
"use strict";

if (!process.features.typescript) {
  throw new Error(
    `the janitor is deployed with the Node.js that comes with it, not with ${process.version}: npm run deploy, or npx osls`,
  );
}

module.exports = class NodeVersion {};
