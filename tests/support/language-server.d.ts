import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import "@pulumi/pulumi/automation/server";

// The SDK strips the declaration of what the Automation API itself runs inline programs with.
declare module "@pulumi/pulumi/automation/server" {
  export const LanguageServer: new (program: () => Promise<unknown>) => UntypedServiceImplementation;
}
