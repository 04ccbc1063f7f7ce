# What is asked

ask-passphrase = Passphrase
ask-new-passphrase = New passphrase for the keys
ask-passphrase-again = The same passphrase again

# The root

root-done = { $keys } root keys are in { $home }; { $threshold } of them must sign a trust list.
    Public part: { $public }
    Fingerprint: { $fingerprint }
    Next: keep copies of the keys and the passphrase apart. Give root.pub to every verifier, and read out the fingerprint when it is added there. Then sign the first list: issuer root trust-list --to DIR --issuer ENTRY
trust-done = Trust list { $sequence } with { $count ->
        [one] one issuer
       *[other] { $count } issuers
    } is in { $folder }; it decides until { $expires }.
trust-issuer = { $issuer } · { $english } · { $russian }
    {"  "}may assert: { $claims }
    {"  "}credential keys: { $keys }; status key: { $status }
trust-next = Next: compare the keys of new issuers with what their operators read out. Sign the next list tomorrow: run this command again.
trust-handed-over = The root set { $fingerprint } signs from the next list on. Next: sign there with --previous-root and the root.pub of this home. This home signs no more lists.

# Setting up an issuer

init-done = Issuer { $issuer } is set up in { $home }.
key-credential = Credential key { $kid }: { $first } to { $last }
key-status = Status key { $kid }
init-claims = May assert: { $claims }
init-next = Next: give { $entry } to the root and read out the keys above. Then fill the register: issuer register import FILE.csv

# The register

import-done = The register is imported.
import-same = The register has said all this before: nothing has changed.
import-persons = Persons: { $added } added, { $changed } changed, { $unchanged } unchanged
import-statuses = Statuses: { $added } added, { $changed } changed, { $unchanged } unchanged
import-changed = What has been signed for those whose rows changed stays good until it ends: revoke it where it must not (issuer revoke PERSON).
import-next = Next: invite people with issuer enrol invite PERSON.

# Enrolment

invite-done = Code: { $code }
    Good for one wallet until { $until }; { $attempts ->
        [one] one wrong attempt is
       *[other] { $attempts } wrong attempts are
    } allowed.{ $replaced ->
        [0] {""}
       *[other] {" "}The code given to this person before is no longer good.
    }
    Next: give the code to this person alone. It is shown only now. When the wallet's request is here: issuer enrol answer REQUEST
answer-done = The request is answered in { $path }.
answer-again = The request was answered before: the same answer is in { $path } again.
answer-claim = { $claim }: { $count ->
        [one] one day
       *[other] { $count } days
    }, { $first } to { $last }
answer-left-out = Asked for but not held, so left out: { $claims }
answer-replaced = What was signed for this person's earlier device is revoked ({ $count }), from the next publication on: issuer publish --to DIR
answer-overflow = { $count ->
        [one] One epoch is full
       *[other] { $count } epochs are full
    } ({ $first } to { $last }): these credentials lie beyond its capacity, which shows that they are late ones. The capacity of an epoch is fixed by its first credential; set up issuers with a larger --capacity, or without one.
answer-next = Next: give the answer back to the wallet (wallet enrol accept).

# Revocation and publication

revoke-done = { $revoked ->
        [one] One credential batch of this person is
       *[other] { $revoked } credential batches of this person are
    } revoked{ $cancelled ->
        [0] {"."}
       *[other] {" "}and the open invitation is cancelled.
    }
    Next: it takes effect with the next publication: issuer publish --to DIR
revoke-invitations = The open invitation of this person is cancelled. There was nothing signed to revoke.
revoke-nothing = Nothing to revoke: this person holds { $claim ->
        [all] no credentials that are still good, and no open invitation
       *[other] no credentials for “{ $claim }” that are still good
    }.
revoke-all-done = { $rows ->
        [one] One row was read
       *[other] { $rows } rows were read
    }: { $revoked ->
        [0] nothing signed was left to revoke
        [one] one credential batch is revoked
       *[other] { $revoked } credential batches are revoked
    }, { $cancelled ->
        [0] no open invitation was there to cancel
        [one] one open invitation is cancelled
       *[other] { $cancelled } open invitations are cancelled
    }.
    Next: it takes effect with the next publication: issuer publish --to DIR
revoke-reading = rows of the file
revoke-progress = revocations
publish-tokens = { $count ->
        [one] One Token Status List says
       *[other] { $count } Token Status Lists say
    } the same to other programs, which fetch the folder from { $address }.
publish-progress = status lists
publish-removed = { $count ->
        [one] One file that nobody needs any more was
       *[other] { $count } files that nobody needs any more were
    } removed from the folder.
publish-not-removed = Warning: what nobody needs any more is still in the folder: { $fault }
publish-done = Manifest { $sequence } with { $lists ->
        [one] one status list
       *[other] { $lists } status lists
    } is in { $folder }; { $revoked ->
        [0] none is
        [one] one is
       *[other] { $revoked } are
    } revoked today. It decides until { $expires }.
    Next: bring the folder to the verifiers (verifier sync DIR). Publish again tomorrow, and after every revocation.

# How things stand

status-issuer = Issuer { $issuer } · { $english } · { $russian }
status-persons = Persons in the register: { $count }
status-invitations = Open invitations: { $count }
status-holders = Holders of “{ $claim }” today: { $count }{ $few ->
        [yes] {" "}(few)
       *[no] {""}
    }
status-few = Warning: with fewer than { $least } holders of a status, a visit tells much about who it was. Rare statuses are better issued nationwide.
status-revoked = Revoked today: { $count }
status-epochs = { $count ->
        [one] One epoch is
       *[other] { $count } epochs are
    } in use; the fullest ({ $day }) is { $used } % full
status-full = Warning: { $count ->
        [one] one epoch is
       *[other] { $count } epochs are
    } full; credentials signed from now on can be recognised as late ones.
status-unpublished = Warning: nothing has been published yet. Next: issuer publish --to DIR
status-published = Last publication: manifest { $sequence }, { $unit ->
        [hours] { $age ->
            [0] less than an hour
            [one] one hour
           *[other] { $age } hours
        }
       *[days] { $age ->
            [one] one day
           *[other] { $age } days
        }
    } ago; { $state ->
        [expired] it has decided nothing since { $expires }. Next: issuer publish --to DIR
       *[valid] it decides until { $expires }
    }

# What is refused: the command line

no-issuer-id = “{ $given }” is no name of an issuer: take 1 to 3 characters a-z 0-9, such as 26
no-epoch-rule = epochs of { $length } s that begin at { $offset } s cannot be: the length is 3600 to 2678400 s, the offset is smaller
no-capacity = an epoch cannot have { $given } indices: 2 to 274877906944 are possible
no-name = an issuer needs a name of 1 to 200 bytes in Russian and in English
no-threshold = { $threshold } of { $keys } root keys cannot be asked to sign: take 1 to 16 keys, and a threshold of at least 1 and at most all of them
no-claims-form = “{ $given }” does not say what an issuer may assert: write ISS=claim,claim with some of { $all }
no-issuer-twice = the issuer { $issuer } is given twice: name it once
no-validity = a file cannot be fresh for { $hours } hours and expire after { $days } days: it must be fresh for at least one hour, and expire no earlier
no-status-address = the address for Token Status Lists is not that of a folder: write it as https://HOST/FOLDER, without name and password, ? and #

# What is refused: the home

no-set-up = nothing is set up in { $home }: run { $command } first, or choose another directory with --home
no-second-set-up = { $file } is already there: nothing was changed; choose another directory with --home
no-right-passphrase = the passphrase does not open { $file }, or the file was changed
no-file-of-ours = { $file } is not what it should be{ $where ->
        [none] {""}
       *[other] {" "}(byte { $where })
    }: it is damaged, or another file
no-own-keys = the keys in { $file } are not the ones of the public file beside it: bring back both from the same copy
no-registry-file = the registry { $file } is gone: bring back its newest copy; a new one would use numbers twice
no-older-registry = { $file } was written by a newer version of this program: use that one
no-right-clock = the clock shows { $now }, but { $then } is on record: set the clock, or wait
no-key = no key of this issuer signs epoch { $epoch }: the keys are used up, or the clock is far off
no-registry = the registry (registry.sqlite in the home) could not be read or written: { $kind ->
        [full] no space is left on the disk: free some space
        [read-only] it is read-only: check its owner, or choose another directory with --home
        [damaged] it is damaged or another file: bring back its newest copy
        [busy] another program holds it: wait, and try again
       *[other] { $detail }
    }
no-randomness = the system gives no random numbers

# What is refused: the root

no-root-keys = { $threshold } root keys must sign, { $found } are in this home: bring more of them here
no-own-root = another root set signs now, { $fingerprint }: use its home
no-newer-folder = { $folder } already has number { $there }, this home has only signed up to { $here }: bring back the newest copy of this home, so that no number stands for two files
no-issuer = the trust list has no issuer { $issuer }: add it with --issuer ENTRY
no-claim-in-entry = the entry of issuer { $issuer } does not hold “{ $claim }”: take only claims of its entry, or give a newer entry with --issuer ENTRY
no-claims = the new entry of issuer { $issuer } has none of the claims that it may assert: say with --claims what it may
no-trust-list = together these entries are no trust list: a key stands in two places, or there are too many issuers

# What is refused: the register

no-rows = { $count ->
        [one] one row is wrong
       *[other] { $count } rows are wrong
    }, so nothing was imported:
no-revocations = { $count ->
        [one] one row is wrong
       *[other] { $count } rows are wrong
    }, so nothing was revoked:
row = {"  "}line { $line }: { $wrong }
rows-more = {"  "}and { $count } more
row-header = the first line must be { $header }, in this order and no other columns (names are not taken)
row-long = the line is longer than { $limit } bytes
row-encoding = the line is not UTF-8 text
row-quote = a quotation mark is not closed on its line
row-carriage-return = a carriage return (CR) stands inside the line; save the file with line feeds (LF or CRLF)
row-fields = { $want } fields are needed, { $got } are there
row-person = person must be 1 to { $limit } printable characters without spaces around them
row-born = born must be a date YYYY-MM-DD from { $first } on and not in the future
row-citizenship = citizenship must be the three capital letters of ISO 3166, such as RUS
row-status = status must be one of { $all }, or empty
row-adult = adult follows from the date of birth: leave the status and its days empty
row-day = { $of } must be a date YYYY-MM-DD; 9999-12-31 where a status has no end
row-period = valid_until is before valid_from
row-no-status = there are days but no status: leave all three empty, or name the status
row-other-person = born or citizenship differ from line { $line }, where the same person stands
row-again = the same person and status stand on line { $line } already

# What is refused: enrolment

no-person = the register has no such person: check the number, or import the register
no-citizen = not eligible: the register does not say RUS for the citizenship of this person
no-age = not eligible: this person is 18 on { $until }
no-status = not eligible: this person holds no status that this issuer signs
no-locator = all codes are taken: wait until invitations expire
no-request = this is not a request of a wallet (byte { $at }): make it again with wallet enrol request
no-invitation = no invitation belongs to this request: it has expired, or the code was mistyped; make the request again, or invite the person again
no-unused-invitation = the code of this request is already used: invite the person again
no-replaced-invitation = a newer code was given to this person: make the request with that one
no-cancelled-invitation = the invitation was cancelled: invite the person again if that is right
no-expired-invitation = the code has expired: invite the person again
no-attempts = too many requests with a wrong code: invite the person again
no-right-code = the request was not made with the code of its invitation: type the code again; { $left ->
        [0] no further attempt is allowed
        [one] one more attempt is allowed
       *[other] { $left } more attempts are allowed
    }
no-possession = the wallet does not prove that it holds its device key { $day } for “{ $claim }”: make the request again
no-status-asked = this person holds nothing of what was asked for in the coming days
no-revoked-again = what was answered to this request is revoked since: invite the person again if that is right
no-device-again = another device took the place of this one since: invite the person again if that is not right
no-old-answer = this request was answered so long ago that the keys of those days are erased: invite the person again
no-list = epoch { $epoch } has more revoked credentials than a status list can hold

# Help

help = Issue Spravka credentials: who is entitled, what is signed, what is revoked, and whom verifiers believe
help-root = The root of trust: which issuers verifiers believe
help-root-init = Make root keys
help-root-init--keys = How many keys to make
help-root-init--threshold = How many of them must sign a trust list
help-root-trust-list = Sign the next trust list and publish it; run it daily
help-root-trust-list--to = The folder that verifiers read
help-root-trust-list--issuer = Add this issuer, or replace its entry: the file issuer.entry of its home
help-root-trust-list--claims = What an issuer may assert, as ISS=claim,claim; without it, all that its entry asks for, or what it could before
help-root-trust-list--remove = Remove this issuer
help-root-trust-list--next_root = Let this root set sign from the next list on: the root.pub of its home
help-root-trust-list--previous_root = Continue the lists of the root set that handed over to this one: its root.pub
help-init = Set up a new issuer
help-init--iss = Name of the issuer in messages: 1 to 3 characters a-z 0-9
help-init--name_ru = Its name in Russian
help-init--name_en = Its name in English
help-init--claims = What it may assert, separated by commas; everything without it
help-init--epoch_seconds = How long one credential is good for
help-init--epoch_offset = When the first epoch begins, in seconds after 1970-01-01T00:00Z; 75600 is midnight in Moscow
help-init--capacity = Status indices of each epoch; without it twice the number of holders, at least 65536
help-register = The eligibility register
help-register-import = Import the register: person,born,citizenship,status,valid_from,valid_until
help-register-import--file = The CSV file (UTF-8), one row per person and status
help-enrol = Enrolment of persons and their wallets
help-enrol-invite = Give an eligible person a one-time code
help-enrol-invite--person = The person's number in the register
help-enrol-invite--valid_days = For how many days the code is good
help-enrol-invite--attempts = How many requests with a wrong code are allowed
help-enrol-answer = Answer a wallet's request with credentials
help-enrol-answer--request = The wallet's request
help-enrol-answer--out = Where to put the answer; without it beside the request, ending in .answer
help-revoke = Revoke what a person holds; takes effect with the next publication
help-revoke--person = The person's number in the register
help-revoke--claim = Only this status
help-revoke--from = Revoke what a file names, all of it or nothing: CSV (UTF-8) with the columns person,status; without a status, all that the person holds
help-publish = Publish the status lists; run it daily and after revocations
help-publish--to = The folder that verifiers read
help-publish--token_status_list = Write the lists as Token Status Lists (IETF) too, for other programs, which fetch the folder from this address
help-status = How things stand: holders, invitations, epochs, the last publication
help--fresh_hours = After how many hours the next one is due
help--expire_days = After how many days it decides nothing any more

value-n = N
value-k = K
value-entry = ENTRY
value-grant = ISS=CLAIMS
value-iss = ISS
value-root = ROOT.PUB
value-name = NAME
value-claim = CLAIM
value-seconds = SECONDS
value-csv = FILE.CSV
value-person = PERSON
value-days = DAYS
value-hours = HOURS
value-address = ADDRESS
value-request = REQUEST

exit-codes =
    Exit codes:
      0  done
      1  refused: not eligible, wrong code, wrong passphrase, not the right file
      2  the command line is wrong
      4  could not run: the home is in use, disk or registry trouble, no passphrase
