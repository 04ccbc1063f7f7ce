# Headings of manual pages; the rest is the help of the tools

manual-name = NAME
manual-synopsis = SYNOPSIS
manual-description = DESCRIPTION
manual-commands = COMMANDS
manual-exit-status = EXIT STATUS
manual-see-also = SEE ALSO
manual-files = FILES
manual-files-issuer = ~/.local/share/spravka/issuer, ~/.local/share/spravka/root: the registry and the keys of an issuer, and the keys of a root, unless --home says otherwise. Removing the package leaves them.
manual-files-wallet = ~/.local/share/spravka/wallet: the wallet, encrypted with its passphrase, unless --home says otherwise. Removing the package leaves it.
manual-files-verifier = ~/.local/share/spravka/verifier: the root key, the lists, the settings and the counts, unless --home says otherwise. Removing the package leaves them.
