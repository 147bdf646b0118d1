import { iis7Conformance, locally } from "../support/live-store";
import { adminVariants } from "../support/script-host/script-host";

for (const [name, variant] of Object.entries(adminVariants))
  iis7Conformance(`iis7 (${name})`, variant, locally("iis7"));
