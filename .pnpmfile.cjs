/** What two packages ask for and should not have. */
function readPackage(manifest) {
  // It writes its output with the JavaScript API of TypeScript, which 7 has not: it gets a 5 of its own.
  if (manifest.name === "openapi-typescript") {
    delete manifest.peerDependencies.typescript;
    manifest.dependencies.typescript = "5.9.3";
  }
  // It reports each installation to a third party.
  if (manifest.dependencies) delete manifest.dependencies["@scarf/scarf"];
  return manifest;
}

module.exports = { hooks: { readPackage } };
