#!/bin/sh
# Runs a Windows program. Debian's Wine does not keep the heap off the one page that every Windows program needs
# (0x7ffe0000): wherever chance puts it there, about once in 4,000 starts, the program ends before it began, with code 1.
# At fixed addresses there is no chance; where a container forbids them, Wine has to do without.
if setarch -R true 2>/dev/null; then exec setarch -R wine "$@"; fi
exec wine "$@"
