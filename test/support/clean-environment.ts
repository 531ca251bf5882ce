/** What the shell says of AWS and of the janitor must not lead a test elsewhere. */
for (const name of Object.keys(process.env)) {
  if (/^(AWS|JANITOR|POWERTOOLS)_/i.test(name)) delete process.env[name];
}
