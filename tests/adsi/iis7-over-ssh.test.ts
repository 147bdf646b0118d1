import { Iis7Store } from "../../provider/src/stores/iis7/iis7-store";
import { iis7Conformance } from "../support/live-store";
import { overSsh } from "../support/over-ssh";
import { adminVariants } from "../support/script-host/script-host";

const reach = overSsh((transport, run) => new Iis7Store({ transport }, run));
iis7Conformance("iis7 (over SSH)", Object.values(adminVariants)[0]!, reach);
