import { exitCode } from "./exit-code";
import { withOutputs } from "./output";
import { reportError } from "./report-error";
import type { ProcessSurroundings, Stream } from "./surroundings";

/**
 * Takes a process's streams for this program alone: what packages print is dropped, including warnings of Node, because
 * either may show a line of a file. An error that nobody awaits is reported like any other, and ends the process.
 *
 * @returns the surroundings through which we write; called once, before anything else is loaded
 */
export function guarded(host: NodeJS.Process): ProcessSurroundings {
  const [stdout, stderr] = [taken(host, host.stdout), taken(host, host.stderr)];
  const around: ProcessSurroundings = {
    get stdin() {
      return host.stdin;
    },
    stdout,
    stderr,
    env: host.env,
    platform: host.platform,
    cwd: () => host.cwd(),
  };
  host.removeAllListeners("warning");
  host.on("uncaughtException", (error) => {
    reportError(error, withOutputs(around));
    stderr.written(() => host.exit(exitCode.error));
  });
  return around;
}

interface Taken extends Stream {
  /** Calls back once all that was written has reached the system. */
  written(then: () => void): void;
}

function taken(host: NodeJS.Process, stream: NodeJS.WriteStream): Taken {
  const write = stream.write.bind(stream);
  stream.write = (...given: readonly unknown[]) => {
    const done = given.at(-1);
    if (typeof done === "function") host.nextTick(() => void Reflect.apply(done, undefined, []));
    return true;
  };
  // A profiler, for example, prints what it saw at the end of the process.
  host.prependOnceListener("exit", () => {
    stream.write = write;
  });
  return {
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns;
    },
    write: (text) => write(text),
    written: (then) => {
      write("", then);
    },
  };
}
