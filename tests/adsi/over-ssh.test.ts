import { AdsiStore } from "../../provider/src/stores/adsi/adsi-store";
import { liveConformance } from "../support/live-store";
import { overSsh } from "../support/over-ssh";
import { variants } from "../support/script-host/script-host";

const reach = overSsh((transport, run) => new AdsiStore({ transport }, run));
liveConformance("adsi (over SSH)", Object.values(variants)[0]!, reach);
