import { liveConformance, locally } from "../support/live-store";
import { variants } from "../support/script-host/script-host";

const [name, variant] = Object.entries(variants)[0]!;

liveConformance(`adsi (${name})`, variant, locally("adsi"));
