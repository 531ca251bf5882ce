/** What the shell says of AWS, the janitor and Slack must not lead a test elsewhere. */
for (const name of Object.keys(process.env)) {
  if (/^(AWS|JANITOR|POWERTOOLS|SLACK)_/i.test(name)) delete process.env[name];
}
