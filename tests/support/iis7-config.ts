import { classifyPassword, kinds, type Snapshot } from "../../provider/src/domain";
import { locate, readAppHost, type Attribute } from "../../provider/src/apphost";
import { appHostSnapshot } from "../../provider/src/stores/apphost-snapshot";
import { storedPassword } from "../../provider/src/stores/stored-password";

/** An applicationHost.config with these insides of its root. */
export const configOf = (...inside: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<configuration>\n${inside.join("\n")}\n</configuration>\n`;

export const hostOf = (...inside: readonly string[]): string =>
  `<system.applicationHost>${inside.join("")}</system.applicationHost>`;

/** A site with its applications; one `/` without virtual directories where none are named. */
export const siteOf = (name: string, id: number | string, ...inside: readonly string[]): string =>
  `<site name="${name}" id="${id}">${inside.join("") || '<application path="/"/>'}</site>`;

export const applicationOf = (path: string, ...inside: readonly string[]): string =>
  `<application path="${path}">${inside.join("")}</application>`;

export const directoryOf = (path: string, attributes = ""): string =>
  `<virtualDirectory path="${path}" physicalPath="C:\\x" ${attributes}/>`;

/** anonymousAuthentication within the groups that it stands in. */
export const anonymousOf = (attributes: string): string =>
  `<system.webServer><security><authentication><anonymousAuthentication ${attributes}/></authentication></security></system.webServer>`;

export const tagOf = (path: string | undefined, inside: string, attributes = ""): string =>
  `<location${path === undefined ? "" : ` path="${path}"`} ${attributes}>${inside}</location>`;

export const bytesOf = (text: string): Uint8Array => Buffer.from(text, "utf8");

export const snapshotOfConfig = (text: string): Snapshot =>
  appHostSnapshot(readAppHost(bytesOf(text)), undefined, (password) => storedPassword(password, false));

/**
 * Each level that sets a half, or of which it is unclear, on a line:
 * `/LM/W3SVC/1/ROOT [Site] anonymousAuthentication u p < /LM/W3SVC`, with `?` before a half that is unclear.
 */
export function levelsIn(text: string | Uint8Array): readonly string[] {
  const { levels } = locate(readAppHost(typeof text === "string" ? bytesOf(text) : text));
  return levels.flatMap((level) =>
    kinds.flatMap((kind) => {
      const { location, name, unclear } = level;
      const credential = level[kind];
      const doubts = unclear[kind] ?? [];
      if (credential?.userName === undefined && credential?.password === undefined && doubts.length === 0)
        return [];
      const { userName, password, name: element = kind } = credential ?? {};
      const half = (doubtful: boolean, shown: string): string => (doubtful ? `?${shown}` : shown);
      const above = level.above(kind)?.location;
      const from = above === undefined ? "" : ` < ${above}`;
      return [
        `${location} [${name}] ${element} ${half(doubts.includes("userName"), shownName(userName))} ${half(doubts.includes("password"), shownPassword(password))}${from}`,
      ];
    }),
  );
}

const shownName = (userName: Attribute | undefined): string =>
  userName === undefined ? "-" : `"${userName.text}"`;

/** The tests' own values are no secrets. */
const shownPassword = (password: Attribute | undefined): string => {
  if (password === undefined) return "-";
  const classified = classifyPassword(password.text);
  return classified.state === "opaque"
    ? classified.reason
    : classified.state === "empty"
      ? '""'
      : `"${password.text}"`;
};
