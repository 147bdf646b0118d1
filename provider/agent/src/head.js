// The agent of the npm package pulumi-iis-identity, for the Windows Script Host: cscript //nologo this-file
//
// It reads and writes the account credentials that IIS stores, through IIS's own ADSI provider, as adsutil.vbs does, and from
// IIS 7 on through IIS's administration objects, as appcmd does.
// It gets its requests on standard input, passwords included, and only after it has printed its version. It prints ASCII
// lines, each with a number, a length and a checksum. It prints passwords only if a request asks for them, and otherwise
// keyed fingerprints; it prints error numbers and no error texts. It never restores a backup, starts no program, and
// connects to no machine but the server that the request names.
//
// The language is JScript as every Windows since Server 2003 has it: ECMAScript 3, and nothing later.
//
// Its parts are in provider/agent/src of the project's repository, where npm run agent joins them.
