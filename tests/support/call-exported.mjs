// Calls one exported function of scripts/ and prints what it returns, since jest can't load ES modules. Arguments: the
// file's name, the function's name, its arguments as JSON.
const [file, name, parameters] = process.argv.slice(2);
const exported = await import(`../../scripts/${String(file)}`);
process.stdout.write(JSON.stringify(exported[String(name)](...JSON.parse(String(parameters))) ?? null));
