import type { ChannelOptions, UntypedServiceImplementation } from "@grpc/grpc-js";
import "@pulumi/pulumi/automation/server";
import "@pulumi/pulumi/runtime/settings";

// The SDK strips the declarations of what the Automation API itself runs inline programs with.
declare module "@pulumi/pulumi/automation/server" {
  export const LanguageServer: new (program: () => Promise<unknown>) => UntypedServiceImplementation;
}

declare module "@pulumi/pulumi/runtime/settings" {
  /** Of each connection to an engine that is made from now on. */
  export const grpcClientOptions: ChannelOptions;
}
