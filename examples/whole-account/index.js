// The ready-made program at the repository's root does everything; a server is described by its stack's file alone.
module.exports = require("../..");
