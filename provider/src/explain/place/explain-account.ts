import { counted, kinds, printable, type Kind } from "../../domain";
import { listed, type StoredCopies } from "../../drift";

const roles: Readonly<Record<Kind, string>> = {
  anonymous: "as anonymous user",
  wam: "as WAM (application pool) identity",
  unc: "as UNC user",
};

/** Where an account is stored, kind by kind, and whether its copies agree: a sentence each. */
export function explainAccount({ userName, copies, byPassword }: StoredCopies): readonly string[] {
  const name = printable(userName);
  return [
    ...kinds.flatMap((kind) => {
      const places = copies.flatMap((copy) => (copy.kind === kind ? [copy.key.location] : []));
      if (places.length === 0) return [];
      return [
        `The account ${name} is stored ${roles[kind]} at ${counted(places.length, "place", "places")}: ${listed(places)}.`,
      ];
    }),
    ...(byPassword.length > 1
      ? [`Its copies hold ${String(byPassword.length)} different passwords: all but one are wrong.`]
      : []),
  ];
}
