import { openStore } from "../../provider/src/stores";
import { liveConformance } from "../support/live-store";
import { variants } from "../support/script-host/script-host";
import { SshServer } from "../support/ssh-server";

let server: SshServer;

beforeAll(async () => {
  server = await SshServer.create();
});

afterAll(async () => {
  await server.remove();
});

liveConformance("adsi (over SSH)", Object.values(variants)[0]!, ({ path }) => {
  server.setRemoteCscript(path);
  const { host, configFile } = server;
  return openStore({ store: "adsi", transport: { type: "ssh", host, configFile } });
});
