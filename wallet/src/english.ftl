# Help

help = Wallet of certificates: keeps your statuses and shows them as a QR code, a new one every 30 seconds
help-init = Make a wallet under a passphrase
help-enrol = Obtain statuses from an issuer: request and answer
help-enrol-request = Make a request for the issuer
help-enrol-request--code = The one-time code that the issuer gave you
help-enrol-request--claim = A status that you need; can be given several times, all when not given
help-enrol-request--out = Where to write the request; a file that is there is not overwritten
help-enrol-accept = Take in the issuer's answer
help-enrol-accept--response = The file with the answer
help-list = Say which statuses the wallet holds, and until when
help-show = Show a status as a QR code: it alone, without a name or a date of birth
help-show--claim = The status: its short name or its full one, such as student
help-show--venue = Code of a venue (A-Z, 0-9), or the text of its QR code: your code will do only there
help-show--challenge = The challenge that the verifier shows, or the text of its QR code
help-show--once = Show the code of this moment and end
help-show--draw = How to draw in a terminal: half blocks, double spaces, a picture or octants; auto chooses by itself
help-show--text = Print the text of the code, not a drawing
help-show--png = Write the code to a PNG file and keep it fresh
help-show--svg = Write the code to an SVG file and keep it fresh
value-claim = CLAIM
value-code = CODE
value-form = FORM
value-response = RESPONSE
exit-codes =
    Exit codes:
      0  done
      1  refused: wrong passphrase, not the right answer, no such status
      2  the command line is wrong
      4  could not run: no wallet, or damaged or in use; disk or window trouble
exit-codes-show =
    Without --once the code in the terminal renews itself; leave with q, Esc or
    Ctrl-C. It is drawn black on white. With NO_COLOR set, characters have no
    colours, and are right only in a terminal with light text on dark.
    --draw auto: a picture where the terminal shows them; double spaces where the
    window is large; otherwise half blocks. Octants take a quarter of the room,
    but the font must have these characters of Unicode 16.
    With --json there is one line of JSON for each code.

# Passphrase

passphrase = Passphrase
passphrase-new = Choose a passphrase
passphrase-repeat = Once more

# Making a wallet

init-done =
    The wallet is made: { $path }
    Remember the passphrase: without it the wallet cannot be opened, and nobody can recover it.
    Next: get a one-time code from the issuer and make a request: wallet enrol request --code CODE

# Request and answer

request-done =
    The request is written: { $path }
    { $count ->
        [one] Status
       *[other] Statuses
    } asked for: { $claims }.
    The issuer learns which statuses you ask for, and gets keys for { $days } { $days ->
        [one] day
       *[other] days
    } ahead for each.
    It does not learn from this where and when you show codes.
    Next: hand this file to the issuer, and take in its answer: wallet enrol accept RESPONSE
accept-done = The answer is taken in. Issued by: { $issuer }.
accept-withheld = Not issued: { $claims }. Ask the issuer for the reason.
accept-next = Next: show a code: wallet show { $slug }
accept-again = This answer was taken in before, nothing changed.

# What the wallet holds

list-empty = The wallet holds no statuses yet. Get a one-time code from the issuer and make a request: wallet enrol request --code CODE
list-status = { $claim }{ $named ->
        [same] {""}
       *[other] {" "}({ $slug })
    }{ $value ->
        [yes] {""}
       *[no] {" — "}no
    }: { $state ->
        [valid] until { $until }, { $days ->
            [one] { $days } day left
           *[other] { $days } days left
        }
        [not-yet] begins { $from }, until { $until }
       *[expired] expired { $until }
    } — { $issuer }
list-waiting = { $count } { $count ->
        [one] request waits
       *[other] requests wait
    } for the issuer's answer.
list-renew = The validity ends soon or has ended: get a new code from the issuer and make a request again.

# Showing

show-headline = { $claim }{ $value ->
        [yes] {""}
       *[no] : no
    }
show-nothing-else = Nothing else is shown: no name, no date of birth
show-left = { $seconds } s
show-venue = only for { $venue }
show-leave = q to close
show-picture = { $how ->
        [once] The code is written: { $path }
       *[renewed] The code is written and renewed every 30 seconds: { $path }. End with Ctrl-C
    }
moment = { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }, { $hour }:{ $minute } ({ $zone })

# Refusals

refused-wallet-exists = a wallet is there already: { $path }; it is never overwritten. Another one can be made in another directory: --home DIR
refused-no-wallet = no wallet is there: { $path }. Make one: wallet init
refused-not-a-wallet = { $path } is not a wallet, or is damaged. Restore it from a backup; without one move the file away, make a new wallet and obtain the statuses again
refused-newer-wallet = { $path } was written by a newer version of this program: update it
refused-wrong-passphrase = the passphrase does not open { $path } (or the file was changed). Nothing changed, try again
refused-bad-code = this is not a one-time code: it has 16 characters, digits and Latin letters, such as XXXX-XXXX-XXXX-XXXX. Check that you typed all of it
refused-bad-venue = { $why ->
        [challenge] this is a verifier's challenge, not the code of a venue: give it with --challenge
        [presentation] this is a code that visitors show, not the code of a venue: scan the QR code on the venue's sheet
        [later] this wallet does not know what this QR code is for: update the wallet, or type the venue's code
       *[form] this is not the code of a venue: it has 1 to 8 characters, Latin letters and digits; its QR code says SPRAVKA:V: and the code
    }
refused-bad-challenge = { $why ->
        [venue] this is the code of a venue, not a verifier's challenge: give it with --venue
        [presentation] this is a code that visitors show, not a verifier's challenge: scan the QR code on the verifier's screen
        [later] this wallet does not know what this QR code is for: update the wallet, or type the challenge
       *[form] this is not a verifier's challenge: it has 8 characters, digits and Latin letters, such as XXXX-XXXX; its QR code says SPRAVKA:C: and the challenge
    }
refused-exhausted = the wallet has used up its numbers of requests: make a new one
refused-not-an-answer = { $path } is not an issuer's answer, or is damaged: { $how ->
        [short] the file ends too early at byte { $at }
       *[other] it goes wrong at byte { $at }
    }. Get the answer from the issuer once more; nothing changed in the wallet
refused-none-waits = no request of this wallet waits for an answer. Perhaps another wallet made the request: name it with --home
refused-other-code = this answer does not belong to { $waiting ->
        [one] the request that waits
       *[other] any of the { $waiting } requests that wait
    }: it is for another code or another wallet, or was changed on the way. Nothing changed in the wallet
refused-other-request = this answer is for another request made with the same code. Hand the issuer the newest request, or take in the answer to that one; nothing changed in the wallet
refused-bad-credential = the answer holds what was not asked for: status “{ $claim }”, day { $place }. Tell the issuer; nothing changed in the wallet
refused-no-status = the wallet does not hold the status “{ $claim }”. { $count ->
        [0] It holds none yet: begin with wallet enrol request
       *[other] It holds: { $held }
    }
refused-ran-out = the status “{ $claim }” expired: { $until }. Get a new code from the issuer and make a request: wallet enrol request
refused-not-yet = the status “{ $claim }” begins { $from }, and the clock of this computer shows { $now }. If it is wrong, set it right
refused-no-terminal = the output is no terminal where a code could be kept fresh: add --once, --text, --png FILE or --svg FILE
refused-window-too-small = the window is too small for the code: it has { $have-columns }×{ $have-rows } characters, { $need-columns }×{ $need-rows } are needed. Enlarge it, choose a smaller font{ $octants ->
        [fit] , add --draw octants (if the font has octants)
       *[no] {""}
    }, or write the code to a file: --png FILE
