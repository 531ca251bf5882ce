/*
 * What a client of the SDK sets up and no Lambda function needs. Each of these knows one way in which the SDK is written; what
 * is written otherwise stays as it is.
 */

/** All of it, in the text of one of the SDK's modules. */
export function trimRuntime(source: string): string {
  const trims = [
    readVersionOnly,
    hashByNodeOnly,
    signForOneRegion,
    retryAsStandard,
    leaveOutStreams,
    leaveOutExtensions,
    readNodeStreamsOnly,
    takeBuiltins,
  ];
  return trims.reduce((text, trim) => trim(text), source);
}

/** A client reads its version from the whole of its package.json: as a namespace, esbuild keeps only the keys that are used. */
export function readVersionOnly(source: string): string {
  return source.replace(/^import (\w+) from ("[./]+\/package\.json");$/m, "import * as $1 from $2;");
}

/** The SDK has SHA-256 in JavaScript as well, for a Node.js without OpenSSL. Lambda's has it. */
export function hashByNodeOnly(source: string): string {
  return source.replace("hasNativeCrypto ? buildNativeClass() : Sha256Js", "buildNativeClass()");
}

/**
 * STS can sign for several regions at once, with a package that is not installed. Without that signer a client takes the one
 * for a single region, as every other does.
 */
export function signForOneRegion(source: string): string {
  return source
    .replace("config?.signerConstructor ?? SignatureV4MultiRegion,", "config?.signerConstructor,")
    .replace('SignatureV4MultiRegion.sigv4aDependency() === "none" && sigv4Present', "sigv4Present");
}

/** There are two ways to try again. The janitor's clients ask for the standard one, and `adaptive` is taken for it. */
export function retryAsStandard(source: string): string {
  return source.replace(/(?<==== RETRY_MODES\.ADAPTIVE;\s*)if \(adaptive\)/, "if (false)");
}

/**
 * A client that has some operation with an event stream (live tails, in CloudWatch Logs) is ready for it from the start, and
 * whatever signs requests is ready to sign the events of one.
 */
export function leaveOutStreams(source: string): string {
  return source
    .replace("eventStreamSerdeProvider: config?.eventStreamSerdeProvider ?? eventStreamSerdeProvider,", "")
    .replace(/resolveEventStreamSerdeConfig\((_config_\d+)\)/, "$1")
    .replace(/^ +headerFormatter = new HeaderFormatter\(\);\n/m, "");
}

const withExtensions = `(runtimeConfig, extensions) => {
    const extensionConfiguration = Object.assign(getAwsRegionExtensionConfiguration(runtimeConfig), getDefaultExtensionConfiguration(runtimeConfig), getHttpHandlerExtensionConfiguration(runtimeConfig), getHttpAuthExtensionConfiguration(runtimeConfig));
    extensions.forEach((extension) => extension.configure(extensionConfiguration));
    return Object.assign(runtimeConfig, resolveAwsRegionExtensionConfiguration(extensionConfiguration), resolveDefaultRuntimeConfig(extensionConfiguration), resolveHttpHandlerRuntimeConfig(extensionConfiguration), resolveHttpAuthRuntimeConfig(extensionConfiguration));
};`;

const withoutExtensions = `(runtimeConfig) => {
    getHttpHandlerExtensionConfiguration(runtimeConfig);
    return runtimeConfig;
};`;

/**
 * A client can be given extensions, which change what it is set up with. The janitor gives none, and then a client only takes
 * its own settings out and puts them in again; all that comes of it is that the HTTP handler is told how long a socket waits.
 */
export function leaveOutExtensions(source: string): string {
  return source.replace(withExtensions, withoutExtensions);
}

/**
 * Whoever asks for the class `ReadableStream` has Node.js load the whole of its web streams, between the first answer and what
 * is asked next. What the SDK sends here is text, and what it gets from Node.js's own HTTP is a stream of Node.js's.
 */
export function readNodeStreamsOnly(source: string): string {
  return source.replaceAll(/\btypeof ReadableStream(?= [!=]==)/g, "typeof undefined");
}

/**
 * Takes the modules of Node.js from `process.getBuiltinModule`. Whoever imports one as an ES module has every export of it read,
 * also those that load something only when they are read: `node:http` has an HTTP client with WebSockets behind one (undici), of
 * which the SDK uses nothing. https://nodejs.org/api/process.html#processgetbuiltinmoduleid
 */
export function takeBuiltins(source: string): string {
  return source
    .replace(
      /^import (?!process\b)(\w+|\{(?![^{}]*\bdefault as )[^{}]+\}) from "(node:[\w/]+)";$/gm,
      (_, names: string, module: string) =>
        `const ${names.replaceAll(" as ", ": ")} = process.getBuiltinModule("${module}");`,
    )
    .replace(/\bawait import\("(node:[\w/]+)"\)/g, 'process.getBuiltinModule("$1")');
}
