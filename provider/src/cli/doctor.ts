import { storeOf, type Examination, type Verdict } from "../stores";
import { examples, newCommand, type CommandMaker } from "./command-line";
import { verdictsOf } from "./doctor-verdicts";
import { exitCode } from "./exit-code";
import { addMetabaseOptions, metabaseOf, type MetabaseOptions } from "./metabase-options";
import { json } from "./output";
import { withProgress } from "./progress";
import { table } from "./table";
import { UsageError } from "./usage-error";
import { packageVersion } from "./version";

interface DoctorOptions extends MetabaseOptions {
  readonly json?: boolean;
}

/** `doctor`: examines a running IIS, its script host and the way there. It writes nothing. */
export const doctorCommand: CommandMaker = ({ surroundings, ends }) => {
  const command = newCommand("doctor", surroundings)
    .description(
      "Examines a running IIS without writing: script host, provider, versions, clock, and whether every character comes back unchanged. The report contains no secret.",
    )
    .option("--json", "the same for machines");
  return addMetabaseOptions(command)
    .addHelpText(
      "after",
      examples(
        "npx iis-identity doctor --ssh web01",
        "npx iis-identity doctor --server WEB02",
        "npx iis-identity doctor --stack web01 --json",
      ),
    )
    .action(async ({ json: asJson, ...options }: DoctorOptions) => {
      const settings = await metabaseOf(options, surroundings);
      const examination = await withProgress(surroundings, "Asking the server", async () =>
        storeOf(settings).examine?.(settings),
      );
      if (examination === undefined) {
        throw new UsageError("doctor examines a running IIS: name one with --server, --ssh or --stack");
      }
      const verdicts = verdictsOf(examination);
      const { stdout } = surroundings;
      if (asJson === true) stdout.write(json({ ...about(), ...examination, verdicts }));
      else stdout.write(report(examination, verdicts));
      ends(verdicts.some(({ bad }) => bad) ? exitCode.findings : exitCode.done);
    });
};

function about(): { readonly version: string; readonly node: string; readonly platform: string } {
  return {
    version: packageVersion(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

function report(examination: Examination, verdicts: readonly Verdict[]): string {
  const { version, node, platform } = about();
  const { transport, agent, findings, keys, unreadable, pools, milliseconds, damaged, texts } = examination;
  const rows = [
    ["pulumi-iis-identity", version],
    ["Node.js", `${node} on ${platform}`],
    ["script host reached by", transport],
    ["agent", agent],
    ...findings.map(({ name, value }) => [name, value]),
    ["awkward texts that came back", `${String(texts - damaged.length)} of ${String(texts)}`],
    ["clock", clockText(examination)],
    ["keys read", `${String(keys)}, ${String(unreadable)} of them can't be understood`],
    ...(pools === undefined ? [] : [["application pools", poolsText(pools)]]),
    ["questions took", `${String(milliseconds.questions)} ms`],
    ["the whole metabase took", `${String(milliseconds.snapshot)} ms`],
  ];
  const lines = verdicts.map(({ bad, text }) => `${bad ? "problem" : "note"}: ${text}\n`);
  const next = verdicts.some(({ bad }) => bad)
    ? "Next: solve the problems above before you let anything be written.\n"
    : "Next: run one pulumi preview against a test server.\n";
  return `${table(rows)}\n${lines.join("")}${next}`;
}

function poolsText(pools: NonNullable<Examination["pools"]>): string {
  const stopped = pools.filter(({ state }) => state === 4).length;
  const silent = pools.filter(({ state }) => state === undefined).length;
  return [
    String(pools.length),
    `${String(stopped)} stopped`,
    ...(silent === 0 ? [] : [`${String(silent)} that gave no state`]),
  ].join(", ");
}

function clockText({ clockAhead, clockDoubt }: Examination): string {
  if (clockAhead === undefined) return "not told";
  const seconds = Math.abs(clockAhead) / 1000;
  const doubt = `give or take ${(clockDoubt / 1000).toFixed(1)} s`;
  return `${seconds.toFixed(1)} s ${clockAhead < 0 ? "behind" : "ahead of"} ours, ${doubt}`;
}
