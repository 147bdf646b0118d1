import type * as running from "./discover-into-stack";
import { examples, newCommand, type CommandMaker } from "./command-line";
import { addStoreOptions } from "./metabase-options";

/** `discover`: writes what a metabase holds into a stack's file, so that the stack adopts it as it is. */
export const discoverCommand: CommandMaker = (run) => {
  const command = newCommand("discover", run.surroundings)
    .description(
      "Writes every identity of a metabase into a stack's file as it is: the next preview shows no drift.",
    )
    .requiredOption("--stack <name>", "a stack of the Pulumi project in this folder");
  return addStoreOptions(command, [])
    .option("--yes", "go on without asking")
    .option("--dry-run", "show what would be written, and write nothing")
    .option(
      "--from <file>",
      "the MetaBase.xml of an IIS 6 whose identities a server of IIS 7 or later is to have",
    )
    .option("--from-machine <name>", "the name of the server that this MetaBase.xml belongs to")
    .addHelpText(
      "after",
      `\nWithout --path, the metabase that the stack's file names is read.\n${examples(
        "npx iis-identity discover --stack web01 --path web01/MetaBase.xml --machine WEB01",
        "npx iis-identity discover --stack web01 --dry-run",
        "npx iis-identity discover --stack web10 --path web10/applicationHost.config --from web01/MetaBase.xml --from-machine WEB01",
      )}`,
    )
    .action((options: running.DiscoverOptions) => {
      // Loaded here, since it takes what reads and writes a stack's file, which help does not.
      const { discoverIntoStack } = require("./discover-into-stack") as typeof running;
      return discoverIntoStack(options, run);
    });
};
