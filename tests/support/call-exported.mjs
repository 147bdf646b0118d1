// Calls one exported function of scripts/ and prints what it returns, or prints an exported constant, since jest can't load ES modules. Arguments: the
// file's name, the function's name, its arguments as JSON.
const [file, name, parameters] = process.argv.slice(2);
const exported = await import(`../../scripts/${String(file)}`);
const value = exported[String(name)];
const result = typeof value === "function" ? value(...JSON.parse(String(parameters))) : value;
process.stdout.write(JSON.stringify(result ?? null));
