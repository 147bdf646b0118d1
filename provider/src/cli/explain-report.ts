import { printable, propertyTable } from "../domain";
import { table } from "./table";
import {
  handWarning,
  type Answer,
  type AnsweredPlace,
  type ByHand,
  type ExplainedCredential,
} from "../explain";

/** Answers for people, of which each place is shown once. */
export function printAnswers(answers: readonly Answer[]): readonly string[] {
  const shown = new Set<string>();
  const isNew = (...names: readonly string[]): boolean => {
    const name = names.join("\n");
    const isFirst = !shown.has(name);
    shown.add(name);
    return isFirst;
  };
  return answers.map((answer) => {
    const { place } = answer;
    const byHand = (place?.byHand ?? []).filter(({ credential }) =>
      isNew("by hand", place?.location ?? "", credential),
    );
    return printAnswer(answer, place !== null && !isNew(place.location), byHand);
  });
}

/** What it means, what counts there, what differs, where to look next, the change by hand. */
function printAnswer(
  { status, place, notes, next }: Answer,
  isShown: boolean,
  byHand: readonly ByHand[],
): string {
  const full = isShown ? null : place;
  const sections: readonly string[] = [
    ...(status === null ? [] : [section(status.code, status.says)]),
    ...(notes.length === 0 ? [] : [lines(notes)]),
    ...(place === null || !isShown ? [] : [section(`${place.location}, as above`, place.how)]),
    ...(full === null ? [] : placeSections(full)),
    ...(next.length === 0 ? [] : [section("Look next", numbered(next))]),
    ...(byHand.length === 0 ? [] : [byHandSection(byHand)]),
  ];
  return sections.join("\n");
}

function placeSections(place: AnsweredPlace): readonly string[] {
  const { location, keyType, site, how, credentials, stack } = place;
  const of = site === null ? keyType : `${keyType}, of the site ${site}`;
  const rows = credentials.flatMap(rowsOf);
  return [
    section(`${location} (${of})`, how),
    rows.length === 0
      ? section(
          credentials.some(cannotBeTold)
            ? "Which credentials count there can't be told."
            : "No user name or password is found for it.",
          [],
        )
      : indented(table(rows, ["property", "value", "from", ""])),
    ...credentials.map((credential) =>
      section(titleOf(credential, place), [
        ...credential.says,
        ...credential.warnings.map((warning) => `warning: ${warning}`),
      ]),
    ),
    ...(stack === null
      ? []
      : [
          section("Against the stack", [
            ...stack.differences,
            ...(stack.differences.length === 0 ? ["Nothing differs."] : []),
            ...stack.notes,
          ]),
        ]),
  ];
}

/** Of a key that can't be read in one way neither half is known. */
function cannotBeTold({ passwordState, passwordFrom }: ExplainedCredential): boolean {
  return passwordState === "unreadable" && passwordFrom === null;
}

function rowsOf(credential: ExplainedCredential): readonly (readonly string[])[] {
  const { kind, userName, userNameFrom, passwordState, passwordFrom, used } = credential;
  if (userNameFrom === null && passwordFrom === null) return [];
  const { userName: name, password } = propertyTable[kind];
  const from = (origin: string | null): string => (origin === "own" ? credential.location : (origin ?? "-"));
  const mark = used === false ? "not used" : "";
  return [
    [
      name.name,
      userName === null ? "(none)" : userName === "" ? "(empty)" : userName,
      from(userNameFrom),
      mark,
    ],
    [password.name, passwordState, from(passwordFrom), mark],
  ];
}

function titleOf({ kind, location }: ExplainedCredential, place: AnsweredPlace): string {
  return location === place.location ? kind : `${kind}, at ${location}`;
}

function byHandSection(byHand: readonly ByHand[]): string {
  return section("By hand, on the server, if Pulumi itself does not work", [
    ...byHand.flatMap(({ credential, location, commands, manager, after }) => [
      `${credential}, at ${location}:`,
      ...commands.map((command) => `  ${command}`),
      ...(commands.length === 0
        ? [`  in IIS Manager, as no command line can hold these names: ${manager}`]
        : [`  or in IIS Manager: ${manager}`]),
      ...after.map((line) => `  ${line}`),
    ]),
    ...(byHand.some(({ commands }) => commands.length > 0) ? [handWarning] : []),
  ]);
}

function numbered(texts: readonly string[]): readonly string[] {
  return texts.map((text, index) => `${String(index + 1)}. ${text}`);
}

function section(title: string, body: readonly string[]): string {
  return `${printable(title)}\n${indented(lines(body))}`;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${printable(text)}\n`).join("");
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
