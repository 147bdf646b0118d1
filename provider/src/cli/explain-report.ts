import { printable, propertyTable, type Kind, type Location, type Snapshot } from "../domain";
import { table } from "./table";
import { wordsOf, type Answer, type AnsweredPlace, type ByHand, type ExplainedCredential } from "../explain";

/** What names the places of answers; `undefined` where no metabase was read, and no answer has one. */
type Reading = Snapshot | undefined;

/** Answers for people, of which each place is shown once. */
export function printAnswers(answers: readonly Answer[], reading: Reading): readonly string[] {
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
    return printAnswer(reading, answer, place !== null && !isNew(place.location), byHand);
  });
}

/** What it means, what counts there, what differs, where to look next, the change by hand. */
function printAnswer(
  reading: Reading,
  { status, place, notes, next }: Answer,
  isShown: boolean,
  byHand: readonly ByHand[],
): string {
  const full = isShown ? null : place;
  const sections: readonly string[] = [
    ...(status === null ? [] : [section(status.code, status.says)]),
    ...(notes.length === 0 ? [] : [lines(notes)]),
    ...(place === null || !isShown
      ? []
      : [section(`${nameOf(reading, place.location)}, as above`, place.how)]),
    ...(full === null ? [] : placeSections(reading, full)),
    ...(next.length === 0 ? [] : [section("Look next", numbered(next))]),
    ...(byHand.length === 0 ? [] : [byHandSection(reading, byHand)]),
  ];
  return sections.join("\n");
}

function placeSections(reading: Reading, place: AnsweredPlace): readonly string[] {
  const { location, name, keyType, site, how, credentials, stack } = place;
  const type = name === undefined ? keyType : `${keyType}, ${location}`;
  const of = site === null ? type : `${type}, of the site ${site}`;
  const rows = credentials.flatMap((credential) => rowsOf(reading, credential));
  return [
    section(`${nameOf(reading, location)} (${of})`, how),
    rows.length === 0
      ? section(
          credentials.some(cannotBeTold)
            ? "Which credentials count there can't be told."
            : "No user name or password is found for it.",
          [],
        )
      : indented(table(rows, ["property", "value", "from", ""])),
    ...credentials.map((credential) =>
      section(titleOf(reading, credential, place), [
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

function rowsOf(reading: Reading, credential: ExplainedCredential): readonly (readonly string[])[] {
  const { kind, keyType, userName, userNameFrom, passwordState, passwordFrom, used } = credential;
  if (userNameFrom === null && passwordFrom === null) return [];
  const { userName: name, password } = propertyTable[kind];
  const from = (origin: ExplainedCredential["userNameFrom"]): string =>
    origin === null ? "-" : nameOf(reading, origin === "own" ? credential.location : origin, kind);
  const mark = used === false ? "not used" : "";
  return [
    [
      keyType === undefined ? name.name : `${keyType} userName`,
      userName === null ? "(none)" : userName === "" ? "(empty)" : userName,
      from(userNameFrom),
      mark,
    ],
    [keyType === undefined ? password.name : `${keyType} password`, passwordState, from(passwordFrom), mark],
  ];
}

function titleOf(
  reading: Reading,
  { kind, location, keyType }: ExplainedCredential,
  place: AnsweredPlace,
): string {
  const title = keyType ?? kind;
  return location === place.location ? title : `${title}, at ${nameOf(reading, location, kind)}`;
}

function nameOf(reading: Reading, location: Location, kind?: Kind): string {
  return reading === undefined ? location : wordsOf(reading).nameOf(reading, location, kind);
}

function byHandSection(reading: Reading, byHand: readonly ByHand[]): string {
  return section("By hand, on the server, if Pulumi itself does not work", [
    ...byHand.flatMap(({ credential, location, commands, manager, after }) => [
      `${reading?.key(location)?.elements?.[credential] ?? credential}, at ${nameOf(reading, location, credential)}:`,
      ...commands.map((command) => `  ${command}`),
      ...(commands.length === 0
        ? [`  in IIS Manager, as no command line can hold these names: ${manager}`]
        : [`  or in IIS Manager: ${manager}`]),
      ...after.map((line) => `  ${line}`),
    ]),
    ...(reading !== undefined && byHand.some(({ commands }) => commands.length > 0)
      ? [wordsOf(reading).hand.warning]
      : []),
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
