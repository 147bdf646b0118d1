import { constants } from "node:os";
import { runProgram } from "./run-program";

// The number of Linux's renameat2 on each processor that Node runs on.
const renameat2: Readonly<Partial<Record<NodeJS.Architecture, number>>> = {
  arm: 382,
  arm64: 276,
  ia32: 353,
  loong64: 276,
  ppc64: 357,
  riscv64: 276,
  s390x: 347,
  x64: 316,
};

// Each says that it is ready, and goes on at a line of input, so that its start takes no time between check and
// exchange. -100 is the working folder, which absolute paths don't need, 2 is RENAME_EXCHANGE.
const inPerl = `
$| = 1; print "ready\n"; defined(<STDIN>) or exit 125;
exit(syscall($ARGV[0] + 0, -100, $ARGV[1], -100, $ARGV[2], 2) == 0 ? 0 : $! + 0);
`;
const inPython = `
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
print("ready", flush=True)
sys.stdin.readline() or sys.exit(125)
done = libc.renameat2(-100, os.fsencode(sys.argv[1]), -100, os.fsencode(sys.argv[2]), 2)
sys.exit(0 if done == 0 else ctypes.get_errno())
`;

/** A program that makes the call, and the arguments in front of the two paths. */
export interface Caller {
  readonly program: string;
  readonly args: readonly string[];
}

/** @param number of the call on this processor */
export const callers = (number: number): readonly Caller[] => [
  { program: "/usr/bin/perl", args: ["-e", inPerl, String(number)] },
  { program: "/usr/bin/python3", args: ["-I", "-S", "-c", inPython] },
];

/**
 * Exchanges what two absolute paths name, in one step, by Linux's own call. Node does not offer it, so the system's
 * Perl, or else Python 3, makes it.
 *
 * @param check runs at the last moment; where it fails nothing is exchanged, and its error is thrown
 * @param among the programs to ask, the first that can be started
 * @throws the system's error; ENOSYS where there is no such call, or none of the programs; without a code where the
 * program broke off, and then the exchange may have been made
 */
export async function exchangeNames(
  left: string,
  right: string,
  check: () => Promise<void>,
  among: (number: number) => readonly Caller[] = callers,
): Promise<void> {
  const number = process.platform === "linux" ? renameat2[process.arch] : undefined;
  const input = async (): Promise<string> => {
    await check();
    return "\n";
  };
  for (const { program, args } of number === undefined ? [] : among(number)) {
    const ran = await runProgram({ program, args: [...args, left, right], env: { LC_ALL: "C" }, input });
    if (ran === undefined) continue;
    if (ran.code === 0) return;
    throw failed(errnoNames.get(ran.code));
  }
  throw failed("ENOSYS");
}

const errnoNames: ReadonlyMap<number | undefined, string> = new Map(
  Object.entries(constants.errno).map(([name, number]) => [number, name]),
);

function failed(code: string | undefined): Error {
  return Object.assign(new Error("The names could not be exchanged."), { code });
}
