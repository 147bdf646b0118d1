// Copied into a Pulumi project: serves its compiled program to the engine until standard input ends, with whatever
// copy of Pulumi's SDK is installed there.
const path = require("node:path");
const grpc = require("@grpc/grpc-js");
const { LanguageServer } = require("@pulumi/pulumi/automation/server");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");

const server = new grpc.Server();
server.addService(
  LanguageRuntimeService,
  new LanguageServer(async () => require(path.resolve("bin", "index.js"))),
);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
process.stdin.resume().on("end", () => process.exit());
