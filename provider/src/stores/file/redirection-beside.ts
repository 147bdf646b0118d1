import { dirname, join } from "node:path";
import { readRedirection } from "../../apphost";
import { foldCase, isIdentityError, type Snapshot } from "../../domain";
import { readWhole, realFileSystem } from "../../io";

/** What a redirection.config beside an applicationHost.config adds to the reading: a warning, and an account. */
export type Beside = Pick<Snapshot, "warnings" | "unmanaged">;

// IIS writes a few hundred bytes.
const largest = 1_000_000;

/** @param path of the applicationHost.config, absolute */
export async function redirectionBeside(path: string): Promise<Beside> {
  const names = await realFileSystem.readdir(dirname(path)).catch(() => []);
  const name = names.find((each) => foldCase(each) === "REDIRECTION.CONFIG");
  if (name === undefined) return {};
  try {
    const { bytes } = await readWhole(join(dirname(path), name), largest);
    const { enabled, account } = readRedirection(bytes);
    return {
      ...(enabled
        ? {
            warnings: [
              `${name} beside it is enabled: IIS reads its configuration elsewhere, and not this file`,
            ],
          }
        : {}),
      ...(account === undefined
        ? {}
        : {
            unmanaged: [
              {
                location: undefined,
                name,
                element: "configurationRedirection",
                userName: account.userName,
                passwordState: account.state,
              },
            ],
          }),
    };
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    return { warnings: [`${name} beside it can't be read: it is not known whether IIS uses this file`] };
  }
}
