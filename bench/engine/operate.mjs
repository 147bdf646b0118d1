// Runs one operation of the engine on one of the programs, as a process of its own. Arguments: the Pulumi CLI's program, the
// program's name, how many identities it declares, the metabase's path, the round, then the CLI's arguments.
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as grpc from "@grpc/grpc-js";
import { LanguageServer } from "@pulumi/pulumi/automation/server.js";
import langrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import { programs } from "./programs.mjs";

const [command = "", name = "", size = "", path = "", round = "", ...args] = process.argv.slice(2);
const make = programs[name];
if (make === undefined) throw new Error(`There is no program ${name}.`);

const server = new grpc.Server();
server.addService(
  langrpc.LanguageRuntimeService,
  new LanguageServer(make(Number(size), path, Number(round))),
);
/** @type {number} */
const port = await new Promise((resolve, reject) => {
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
    if (error === null) resolve(bound);
    else reject(error);
  });
});
const client = [`--client=127.0.0.1:${String(port)}`, "--exec-kind=auto.inline", "--stack=bench"];
const child = spawn(command, [...args, ...client, "--non-interactive", "--color=never"], {
  stdio: ["ignore", "pipe", "inherit"],
});
let said = "";
child.stdout.setEncoding("utf8").on("data", (text) => (said += String(text)));
const [code] = await once(child, "close");
server.forceShutdown();
if (code !== 0) process.stderr.write(said);
process.stdout.write(said);
process.exit(code === 0 ? 0 : 1);
