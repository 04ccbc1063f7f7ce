# What the machine refused

fault-busy = { $home } is in use by { $tool } (process { $pid }) since { $since }: wait until it ends, or choose another directory with --home
fault-busy-unknown = { $home } is in use by another program: wait until it ends, or choose another directory with --home
fault-io = cannot { $doing ->
        [create] create
        [list] list
        [lock] lock
       *[read] read
        [remove] remove
        [write] write
    } { $path }: { $cause }
fault-cause = { $kind ->
        [missing] there is no such file or directory
        [denied] permission denied: check the owner, or choose another directory with --home
        [full] no space is left on the disk: free some space
        [read-only] the disk is read-only: choose another directory with --home
        [directory] it is a directory
        [not-directory] it is not a directory
       *[other] { $text }
    }
fault-too-large = { $path } has { $size } bytes or more, at most { $limit } may be here: it is not the right file
fault-exists = { $path } is already there with other contents and is never overwritten: move it away if it is not needed
fault-not-private = { $path } belongs to somebody else, or others can write to it: make it yours alone (chmod 700) or choose another directory
fault-no-home = the user's data directory is unknown: choose a directory with --home
fault-no-passphrase = no passphrase: name a file with --passphrase-file, set SPRAVKA_PASSPHRASE, or run on a terminal to type it
fault-empty-passphrase = the passphrase is empty: it needs at least one character
fault-passphrase-not-text = the passphrase in { $place } is not UTF-8 text
fault-passphrases-differ = the two passphrases differ: type the same one twice
fault-bad-time = “{ $given }” is not a time: give 2025-05-09T12:00:00Z (RFC 3339) or seconds since 1970
fault-bad-number = “{ $given }” is not a whole number from { $least } to { $most }

# The command line

usage-heading = Usage
usage-commands = Commands
usage-arguments = Arguments
usage-options = Options
usage-common = Common options
usage-command = COMMAND
usage-options-tag = OPTIONS
usage-values = [values: { $values }]
usage-default = [default: { $value }]

help--home = Keep the tool's data here, not in the user's data directory
help--lang = Language of all texts; otherwise from SPRAVKA_LANG, LC_ALL, LC_MESSAGES or LANG
help--json = Answer in JSON, for programs
help--at = Act as if it were this time (RFC 3339 or seconds since 1970): for rehearsals and tests
help--passphrase_file = Take the passphrase from the first line of this file, not from SPRAVKA_PASSPHRASE or the terminal
help--help = Print this help
help--version = Print the version
help-help = Print the help of a command

value-dir = DIR
value-file = FILE
value-lang = LANG
value-time = TIME

# A wrong command line

wrong-heading = error
wrong-unknown-argument = unknown argument “{ $argument }”
wrong-unknown-command = unknown command “{ $command }”
wrong-no-command = “{ $command }” needs a command: { $commands }
wrong-missing = missing: { $arguments }
wrong-no-value = “{ $argument }” needs a value
wrong-value = wrong value “{ $value }” for “{ $argument }”
wrong-value-list = possible values: { $values }
wrong-conflict = “{ $argument }” does not go together with { $others }
wrong-twice = “{ $argument }” is given twice
wrong-count = “{ $argument }” needs { $wanted ->
        [one] one value
       *[other] { $wanted } values
    }, not { $given }
wrong-too-many = “{ $argument }” takes no further value “{ $value }”
wrong-no-equals = “{ $argument }” needs “=” before its value
wrong-encoding = an argument is not UTF-8 text
wrong-similar = did you mean “{ $similar }”?
wrong-more = More with --help
