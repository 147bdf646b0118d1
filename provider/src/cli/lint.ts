import { grouped, parseLocation, type Kind, type Location } from "../domain";
import { findingsOf, firstAndMore, missingServices, storedCredentials, type Finding } from "../drift";
import { examples, newCommand, type CommandMaker } from "./command-line";
import { exitCode } from "./exit-code";
import { undeclared } from "./undeclared";
import { addMetabaseOptions, type MetabaseOptions } from "./metabase-options";
import { json } from "./output";
import { metabaseAndSection, readMetabase } from "./read-metabase";
import { table } from "./table";

interface LintOptions extends MetabaseOptions {
  readonly json?: boolean;
}

/** One element of what `lint --json` prints: one finding with every place that has it. */
interface LintFinding {
  readonly kind: Kind | null;
  readonly finding: string;
  /** True if the places are templates, from which new sites are made. */
  readonly template: boolean;
  /** Canonical; of a place that the metabase does not have, its name. */
  readonly locations: readonly string[];
}

/** `lint`: what is worth a look in a whole metabase, and in what a stack declares of it. */
export const lintCommand: CommandMaker = ({ surroundings, ends }) => {
  const command = newCommand("lint", surroundings)
    .description(
      "Looks through a whole metabase for half pairs, for stale, blank and plain passwords, for accounts of pools that are not used, and the like.",
    )
    .option("--json", "the same for machines, with every place");
  return addMetabaseOptions(command)
    .addHelpText(
      "after",
      examples(
        "npx iis-identity lint --path MetaBase.xml",
        "npx iis-identity lint --json --path MetaBase.xml --machine WEB01",
        "npx iis-identity lint --stack web01",
      ),
    )
    .action(async (options: LintOptions) => {
      const { stdout, stderr } = surroundings;
      const { settings, section } = await metabaseAndSection(options, surroundings);
      const snapshot = await readMetabase(settings, { locations: [parseLocation("LM")] }, surroundings);
      const credentials = storedCredentials(snapshot);
      const findings = byFault([
        ...findingsOf(snapshot, credentials),
        ...(section === undefined ? [] : undeclared(snapshot, section)),
      ]);
      for (const service of missingServices(snapshot)) stderr.write(partNote(service));
      if (options.json === true) stdout.write(json(findings.map(lintFinding)));
      else stdout.write(printed(findings, credentials.length));
      ends(findings.length === 0 ? exitCode.done : exitCode.findings);
    });
};

function partNote(service: Location): string {
  return `note: ${service} is not in the file: the file is only a part of a metabase, so it can't be known what its keys inherit from above\n`;
}

/** One finding with every place that has it, the same place once. */
type Fault = readonly [Finding, ...Finding[]];

/** A thousand places with one fault are one line, in the order of the first place of each; templates come last. */
function byFault(found: readonly Finding[]): readonly Fault[] {
  const groups = grouped(found, ({ template, kind, finding }) => [template, kind, finding].join("\n"));
  const all = [...groups.values()].flatMap((group): readonly Fault[] => {
    const [first, ...more] = new Map(group.map((each) => [each.location ?? each.place, each])).values();
    return first === undefined ? [] : [[first, ...more]];
  });
  return [...all.filter(([{ template }]) => !template), ...all.filter(([{ template }]) => template)];
}

function lintFinding([first, ...more]: Fault): LintFinding {
  const { kind = null, finding, template } = first;
  return {
    kind,
    finding,
    template,
    locations: [first, ...more].map(({ location, place }) => location ?? place),
  };
}

function printed(findings: readonly Fault[], credentials: number): string {
  if (findings.length === 0) return `Nothing found in ${String(credentials)} stored credentials.\n`;
  const rows = (wanted: boolean): readonly (readonly string[])[] =>
    findings.filter(([{ template }]) => template === wanted).map(row);
  const head = ["places", "kind", "finding", "where"];
  const [places, templates] = [rows(false), rows(true)];
  return [
    ...(places.length === 0 ? [] : [table(places, head)]),
    ...(templates.length === 0
      ? []
      : [`Templates, from which new sites are made:\n${table(templates, head)}`]),
  ].join("\n");
}

function row(fault: Fault): readonly string[] {
  const [{ kind, finding }] = fault;
  const count = String(fault.length).padStart("places".length);
  return [count, kind ?? "-", finding, firstAndMore(fault.map(({ place }) => place))];
}
