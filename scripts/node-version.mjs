// Imported before everything else, so that an old Node ends here and not at a word it does not know.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old. Install Node 20.19 or newer from nodejs.org.`);
  process.exit(1);
}
