// The agent of the npm package pulumi-iis-identity, for the Windows Script Host: cscript //nologo this-file
//
// It reads and writes the account credentials that IIS stores, through IIS's own ADSI provider, as adsutil.vbs does. From
// IIS 7 on it reads them through IIS's administration objects, as appcmd does.
// What it is to do comes on standard input, passwords included, and only after it has said which version of itself is
// running. It prints ASCII lines with a number, a length and a checksum each. It prints passwords only where a request
// asks for them, and otherwise keyed fingerprints; it prints error numbers and no error texts. It never restores a
// backup, starts no program and reaches no network but the server that it is told.
//
// The language is JScript as every Windows since Server 2003 has it: ECMAScript 3, and nothing later.
//
// Its parts are in provider/agent/src of the project's repository, where npm run agent joins them.
