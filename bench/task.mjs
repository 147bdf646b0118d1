// Runs one task in a process of its own and prints what it took. Arguments: the task's name, the file's path, and what else it takes.
import { timed } from "./rounds.mjs";
import { tasks } from "./tasks.mjs";

const [name = "", path = "", argument = ""] = process.argv.slice(2);
const make = tasks[name];
if (make === undefined) throw new Error(`There is no task ${name}.`);
const run = await make(path, argument);
process.stdout.write(JSON.stringify(await timed(run)));
