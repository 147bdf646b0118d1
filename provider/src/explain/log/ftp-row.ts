import { isStatus, isSubStatus, win32Of } from "../status/logged-status";
import { emptyRow, isAddress, isNumber, isServiceName, portOf, stemOf, type LogLine } from "./log-row";

/** FTP's commands as IIS 7 and later log them; before that the number of the session stands before any word. */
const commands =
  /^(?:USER|PASS|ACCT|CWD|XCWD|CDUP|PWD|XPWD|RETR|STOR|STOU|APPE|REST|RNFR|RNTO|DELE|RMD|XRMD|MKD|XMKD|LIST|NLST|MLSD|MLST|SIZE|MDTM|PORT|PASV|EPRT|EPSV|TYPE|STRU|MODE|SYST|STAT|SITE|HELP|NOOP|FEAT|OPTS|AUTH|PBSZ|PROT|CCC|LANG|HOST|ABOR|REIN|QUIT)$/;
const withSession = /^\[\d{1,10}\]([A-Za-z]{2,20})$/;

/** True for the word that begins what an FTP client asked: `[697]PASS`, `RETR`. */
export function isFtpCommand(word: string | undefined): boolean {
  return word !== undefined && (withSession.test(word) || commands.test(word));
}

/**
 * Reads a row of an FTP log by its looks: what stands before the command tells where it was received, the word after it is
 * what it was given, and may be a password; then the status, the error of Windows, and from IIS 7 on the sub-status.
 *
 * @returns `undefined` for what is none
 */
export function ftpRow(words: readonly string[]): LogLine | undefined {
  const at = words.findIndex(isFtpCommand);
  // Behind a path it is a word of a web log.
  if (at < 1 || words.slice(0, at).some((word) => word.startsWith("/"))) return undefined;
  // A query, of which FTP has none, may stand between.
  const place = [at + 2, at + 3].find(
    (index) => isStatus(words[index] ?? "") && (index === at + 2 || words[at + 2] === "-"),
  );
  if (place === undefined) return undefined;
  const command = words[at] ?? "";
  const [, ofSession] = withSession.exec(command) ?? [];
  const [error, subStatus] = [words[place + 1], words[place + 2]];
  const isLater = ofSession === undefined && isSubStatus(subStatus ?? "");
  const before = words.slice(0, at);
  const port = portOf(before.at(-1));
  const received = before.at(port === undefined ? -1 : -2);
  return {
    ...emptyRow,
    siteName: before.find(isServiceName),
    // Of two addresses the client's comes first.
    address: before.filter(isAddress).length > 1 && isAddress(received) ? received : undefined,
    port,
    stem: stemOf(ofSession ?? command, words[at + 1]),
    status: Number(words[place]),
    subStatus: isLater ? Number(subStatus) : undefined,
    win32: isNumber(error) ? win32Of(error) : undefined,
    log: "ftp",
  };
}
