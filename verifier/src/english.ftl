# The command line

help = Checks Spravka QR codes at the door: yes, no, or could not check. Works without a network
help-trust = The root key that this venue trusts
help-trust-add = Trust a root key: compare the fingerprint with the published one
help-trust-add--root = The root key's file (root.pub), or its text
help-trust-add--replace = In place of the key before; its lists are forgotten. With the same key: start over
help-trust-show = Show the root key's fingerprint
help-setup = Start here: questions about the root key, the lists, the profile and the camera; what is answered is kept
help-sync = Take new lists from a folder (USB stick, share), a .tar file or an HTTP(S) address
help-sync--source = The published folder, a .tar file of it, or its address: http:// is fine too, since all files are signed and checked; otherwise as set by verifier setup
help-sync--proxy = Go through this proxy: http://, https:// or socks5://; otherwise from HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, but not to hosts in NO_PROXY
help-sync--ca = Trust these certificates (PEM) for https:// too, beside those of the system and of Mozilla
help-sync--timeout = Give up when nothing has come for this long (usually 30)
help-check = Check one code, from a picture or its text
help-check--image = A picture of the code: PNG, JPEG or PGM
help-check--text = The code's text; “-” reads one line from the standard input
help-explain = Take one code apart, for engineers and help desks; never an acceptance
help-explain--text = The code's text; “-” reads one line from the standard input
help-scan = Check codes before the camera, one after another; Ctrl-C ends
help-scan--camera = The camera's number (usually 0)
help-scan--video = A Y4M or MJPEG video, a picture or a folder of pictures in place of the camera
help-scan--typed = Take codes from a hand scanner, which types them into this window, a line each
help-scan--in_window = Show it in a window
help-scan--plain = Show it on the whole terminal, not in a window
help-scan--back = How long a verdict is shown, 5 seconds without this option
help-scan--full_screen = Open the window on the full screen
help-scan--silent = Make no sounds
help-scan--serial = Take codes from a hand scanner on a serial port, such as /dev/ttyACM0 or COM3, a line each
help-scan--baud = The serial port's speed, as the scanner is set (usually 9600)
help-scan--once = End after the first decision
help-scan--sync_from = Take new lists from here meanwhile: a folder, a .tar file or an address; otherwise as set by verifier setup
help-scan--sync_every = How often to ask an address for new lists (usually every 60 minutes); folders and USB sticks are taken from as they change
help-scan--sticks = Where USB sticks turn up, if not in /media
help-scan--no_sync = Take no new lists meanwhile, not even from USB sticks
help-scan--challenge = Show a challenge and take only answers to it; a new one after each
help-camera-test = See what a camera sees, whether it reads a code, and what would help it
help-camera-test--camera = The camera's number (usually 0)
help-camera-test--video = A Y4M or MJPEG video, a picture or a folder of pictures in place of the camera
help-camera-test--seconds = How long to look for a code (usually 20)
help-lanes = Several entrances of one venue: what passed at one is known at all
help-lanes-new = Make the lanes of this venue, this computer the first of them
help-lanes-new--store = The computer on which their store runs (Redis): name or address, and :PORT if it is not 6379
help-lanes-new--out = The file that the other computers join with; a secret of the venue
help-lanes-join = Make this computer one of the lanes
help-lanes-join--file = The file that lanes new has made
help-lanes-store = Write what the store is started with: redis-server FILE
help-lanes-store--out = The settings file to write
help-lanes-show = Show where the store is, and whether it answers
help-lanes-leave = Make this computer alone again
help-challenge = Make a challenge: the visitor types it into the wallet, or scans its QR code, and the code answers it
help-profile = What kinds of venues ask of a code and do
help-profile-list = Show which profiles are built in
help-profile-show = Print a profile, to be kept in a file and changed
help-profile-show--name = Its name, as in verifier profile list
help-profile-check = Say whether a file is a profile, and what it says
help-profile-check--file = The file
help-venue = What this venue shows to visitors
help-venue-poster = Write an A4 sheet for the entrance: the venue's code, large and as a QR code, and what to do with it, in Russian and in English
help-venue-poster--venue = The venue's code: 1 to 8 characters A-Z and 0-9; without it, the profile's
help-venue-poster--profile = The profile whose name and code the venue has
help-venue-poster--name = The venue's name, in place of the profile's
help-venue-poster--out = The file to write: .svg or .pdf
help-status = Show which lists are held, how old they are, and whether codes can be checked now
help-doctor = Check the camera, the lists, the clock, the disk and what else a door needs, and say what to do
help-doctor--camera = The camera's number (usually 0)
help-doctor--profile = The profile, as in verifier profile list, or a file
help-support-bundle = Pack what a help desk asks for into one file; nothing about visitors is in it
help-support-bundle--out = The new file: NAME.tar
help-report = Show how many codes were checked, for each status and verdict: numbers only, nothing about visitors
help-report--day = This day, as 2026-06-01 (usually today)
help-report--from = From this day on (usually the last day alone)
help-report--to = Up to this day (usually today)
help-report--csv = As a table for spreadsheets: CSV (RFC 4180)
help--profile = What the venue asks, as in verifier profile list, or a file; other options are stronger; without --want too, as set by verifier setup
help--want = Statuses that are let in: any of them will do; with commas or several times
help--venue = This venue's code: 1 to 8 characters A-Z and 0-9
help--require_venue = Take only codes made for this venue
help--require_challenge = Take only answers to a challenge (verifier challenge)
help--once_a_day = Take each phone only once a day
help--window = By how many steps of 30 seconds a code may differ from the clock (usually 1)
help--max_age = Do not decide by data older than this many hours

value-claim = CLAIM
value-venue = VENUE
value-minutes = MINUTES
value-folder = FOLDER
value-host = HOST
value-steps = STEPS
value-hours = HOURS
value-name = NAME
value-text = TEXT
value-number = NUMBER
value-rootkey = ROOTKEY
value-source = SOURCE
value-url = URL
value-port = PORT
value-seconds = SECONDS
value-date = DATE

exit-codes = Exit codes: 0 yes, 1 no, 2 wrong command line, 3 could not check, 4 could not run (no camera, no disk space, home in use)
exit-codes-check = { exit-codes }
exit-codes-explain = Exit codes: 0 explained, which is never an acceptance, 1 the code could not be taken apart wholly, 2 wrong command line, 4 could not run
exit-codes-scan = { exit-codes }
exit-codes-camera-test = Exit codes: 0 a code was read, 2 wrong command line, 3 none was read, 4 could not run (no camera)
exit-codes-profile-check = Exit codes: 0 it is a profile, 1 it is not, 2 wrong command line, 4 could not run (no such file)
exit-codes-sync = Exit codes: 0 everything was taken, 1 some files were not, 2 wrong command line, 4 could not run (no connection, no disk space, home in use)
exit-codes-setup = Exit codes: 0 codes can be checked, 2 there is no terminal to ask in, 3 codes cannot be checked yet, 4 left half-way or could not run
exit-codes-status = Exit codes: 0 codes can be checked, 2 wrong command line, 3 they cannot, 4 could not run
exit-codes-doctor = Exit codes: 0 all is well, 1 something needs attention, but codes can be checked, 2 wrong command line, 3 codes cannot be checked, 4 could not run
exit-codes-support-bundle = Exit codes: 0 written, 2 wrong command line, 4 could not run (the file is there already, no disk space)
exit-codes-report = Exit codes: 0 shown, 2 wrong command line, 3 shown, but the counts of some day are damaged, 4 could not run

# The verdict: headline, why, what to do

verdict-accept = YES · { $claim }
verdict-reject = NO
verdict-cannot-tell = COULD NOT CHECK
verdict-again = Let pass once more by the staff.
verdict-alone = The other entrances cannot be asked: it may have passed there.
verdict-aged = The lists were signed { $age } ago, it is time for new ones: verifier sync.
verdict-rehearsal = A rehearsal: the time was set by hand, nobody may be admitted on this.

why-accept = The status is valid, the code is fresh.
do-accept = You can let them in.

why-no-code = No QR code was found in the picture.
do-no-code = Show the whole code, straight and without glare.

why-malformed = The code is damaged (at { $at }).
do-malformed = Ask to show the code in the app again. If it happens again, do not admit.
why-unknown-issuer = The code was issued by somebody who is not in the trust list.
do-unknown-issuer = Do not admit on this code.
why-unknown-key = The code is signed with a key that its issuer does not have.
do-unknown-key = Do not admit on this code.
why-not-an-epoch = The code's period of validity is wrong.
do-not-an-epoch = Do not admit on this code.
why-key-not-for-epoch = The code is signed with a key of another time.
do-key-not-for-epoch = Do not admit on this code.
why-claim-not-granted = The issuer has no right to confirm the status “{ $claim }”.
do-claim-not-granted = Do not admit on this code.
why-bad-issuer-signature = The issuer's signature is wrong: the code is forged or damaged.
do-bad-issuer-signature = Do not admit on this code.
why-bad-device-key = The phone's key in the code is wrong: the code is forged or damaged.
do-bad-device-key = Do not admit on this code.
why-bad-device-signature = The phone's signature is wrong: the code is forged or damaged.
do-bad-device-signature = Do not admit on this code.
why-claim-not-wanted = The status shown is “{ $claim }”, asked for is: { $wanted }.
do-claim-not-wanted = Ask to choose the right status in the app.
why-claim-is-false = The code says: not “{ $claim }”.
do-claim-is-false = Do not admit on this code.
why-other-venue = The code was made for another venue ({ $venue }).
do-other-venue = Ask to choose this venue in the app.
why-not-for-this-venue = The code was made for any venue, and here it must be for this one.
do-not-for-this-venue = Ask to choose this venue in the app.
why-challenge-not-asked = The code answers the challenge { $challenge }, which was not asked here, or too long ago.
do-challenge-not-asked = Show the visitor a new challenge.
why-no-challenge = The code answers no challenge, and here it must.
do-no-challenge = Ask to type the challenge shown into the app.
why-not-yet-valid = The certificate is not valid yet: it will be in { $left }.
do-not-yet-valid = Check the date on the phone and on this computer.
why-expired = The certificate expired { $ago } ago.
do-expired = Ask to renew it in the app. Check the date on the phone and on this computer.
why-stale = The code is out of date: it was shown { $ago } ago. It may be a screenshot.
do-stale = Ask to show the code in the app itself. If that does not help, check the clocks of the phone and of this computer.
why-from-the-future = The code is from the future: { $ahead } ahead of this computer's clock.
do-from-the-future = Check the clocks of the phone and of this computer.
why-index-out-of-range = Nobody has issued such a certificate.
do-index-out-of-range = Do not admit on this code.
why-revoked = The certificate is revoked.
do-revoked = Do not admit. Whoever issued it can help the visitor.
why-replayed = This code was shown { $ago } ago already{ $again ->
        [yes] , and you have let it pass once more.
       *[no] .
    }
do-replayed = Each person shows a code on their own phone. A new code appears within 30 seconds.
why-admitted-today = This phone was let in { $ago } ago, and here that is once a day{ $again ->
        [yes] . You have let it pass once more.
       *[no] .
    }
do-admitted-today = Do not admit. Whoever went out for a moment can be let in once more by you.

why-not-ours = This is a QR code of something else, not of Spravka.
do-not-ours = Ask to open the code in the Spravka app.
why-other-version = The code is of a new version ({ $version }) that this program does not know.
do-other-version = Update this program. Decide by documents.
why-no-trust-list = There is no trust list here.
do-no-trust-list = Add the root key (verifier trust add) and take the lists (verifier sync).
why-trust-list-expired = The trust list expired { $ago } ago.
do-trust-list-expired = Take new lists (verifier sync) and check the date on this computer. Decide by documents.
why-clock-behind = This computer's clock is { $behind } behind, or more: something was signed at a later time.
do-clock-behind = Set the right time on this computer.
why-trust-list-overdue = The trust list does not know this code, but the list itself is due for renewal.
do-trust-list-overdue = Take new lists (verifier sync). Decide by documents.
why-clock-wrong = This computer's clock is about { $off } { $way ->
        [behind] behind
       *[ahead] ahead
    }.
do-clock-wrong = Compare it with another clock, such as your own phone's. If it is wrong, set it. Then ask to show the code again.
why-no-manifest = There are no lists here of the code's issuer.
do-no-manifest = Take new lists (verifier sync). Decide by documents.
why-manifest-expired = The lists of the code's issuer expired { $ago } ago.
do-manifest-expired = Take new lists (verifier sync) and check the date on this computer. Decide by documents.
why-data-too-old = The lists were signed { $age } ago, and here they may be { $allowed } old.
do-data-too-old = Take new lists (verifier sync). Decide by documents.
why-no-list-for-epoch = There is no revocation list for the day of this code.
do-no-list-for-epoch = Take new lists (verifier sync). Decide by documents.
why-list-missing = The revocation list for the day of this code is not on the disk.
do-list-missing = Take the lists again (verifier sync). Decide by documents.
why-list-damaged = The revocation list for the day of this code is damaged.
do-list-damaged = Take the lists again (verifier sync). Decide by documents.

claim-unknown = unknown status { $number }
claim-or = or

duration-seconds = { $n } { $n ->
        [one] second
       *[other] seconds
    }
duration-minutes = { $n } { $n ->
        [one] minute
       *[other] minutes
    }
duration-hours = { $n } { $n ->
        [one] hour
       *[other] hours
    }
duration-days = { $n } { $n ->
        [one] day
       *[other] days
    }

# The root key

trust-added = The root key is trusted now.
trust-already = This root key is trusted already.
trust-replaced = The root key is replaced, the lists before are forgotten. Take new ones: verifier sync.
trust-fingerprint = Fingerprint: { $fingerprint } ({ $threshold } of { $keys } must sign)
trust-in-force = In force now are the keys that those have named: { $fingerprint } ({ $threshold } of { $keys } must sign)
trust-compare = Compare the fingerprint with the published one. If a single character differs, do not use this key.

# New lists

sync-problem = { $file }: { $flaw }
sync-alarm = ALARM! { $problem }
sync-trust-list = Taken: trust list no. { $sequence }.
sync-roots = The root keys have changed, signed by those before: { $fingerprint }
sync-manifest = Taken: lists of { $issuer } no. { $sequence }, { $lists } { $lists ->
        [one] day
       *[other] days
    }.
sync-gone = The issuer { $issuer } is no longer in the trust list.
sync-nothing-new = Nothing new.
sync-progress = { $done } of { $total } MB
decimal-mark = .

flaw-missing = there is no such file
flaw-too-large = larger than { $limit } bytes: it is not the right file
flaw-not-a-pointer = one number must be in it: it is not the right file
flaw-malformed = { $kind ->
        [truncated] breaks off at byte { $at }: get it again
        [trailing] has more data after byte { $at }: get it again
       *[other] damaged, or not the right file (byte { $at })
    }
flaw-other-number = the number inside is { $says }, in its name { $named }: files are mixed up
flaw-other-issuer = it is a file of the issuer { $says }: files are mixed up
flaw-not-by-roots = { $kind ->
        [too-few] { $signed } trusted root keys have signed, { $threshold } must: it is a foreign list, or lists before it are missing
       *[bad] the signature of root key { $kid } is wrong
    }
flaw-bad-signature = not signed with this issuer's key
flaw-damaged = { $kind ->
        [size] has { $got } bytes in place of { $want }: get it again
       *[other] its content is not what was signed: get it again
    }
flaw-older = no. { $offered } is here, no. { $held } is held already: what is published there is old, what is held is kept
flaw-fork = two different files are signed as number { $sequence }. The one before stays in use; both are kept ({ $kept }). Tell those who give you the lists
flaw-not-asked = not asked for, because the address could not be reached
flaw-far-ahead = taken, but its time is { $ahead } ahead of this computer's clock: check the computer's date

address-no-name = { $address } cannot be reached: the name { $host } is not known. Check the address and the network
address-no-connection = { $address } cannot be reached: { $host } takes no connection ({ $cause }). Check the network; if there is a proxy, name it with --proxy
address-no-answer = { $address } cannot be reached: { $host } ends the connection without an answer. Check the address, http:// or https://, and the network
address-no-proxy = { $address } cannot be reached: the proxy { $proxy } gives no connection ({ $cause }). Check the network and the proxy (--proxy, HTTPS_PROXY)
address-no-tls = { $address } cannot be reached: no protected connection to { $host } ({ $cause }). Check this computer's date; if the server has its own certificate authority, name its file with --ca
address-stalled = { $address }: nothing has come for { $seconds } s. Try again later, with --timeout if the network is slow
address-too-slow = { $address }: it comes too slowly. Try again, what has come is kept
address-cut-off = { $address }: the connection breaks off ({ $got } bytes have come). Try again, it goes on from there
address-missing = { $address }: there is no such file (the server says { $status }). Check the address
address-status = { $address }: the server refuses (it says { $status }). Try again later, or ask those who run the server
address-elsewhere = { $address }: the server sends us to { $to }, which is not protected. Ask those who run the server
address-roundabout = { $address }: the server sends us from one address to the next. Ask those who run the server
address-odd = { $address }: the answer cannot be used ({ $cause }). Check the address

archive-not-tar = { $path } is not a whole .tar file: unpack a compressed one (.tar.gz, .zip) first, or name the folder
archive-headers = { $path } has more than { $limit } bytes before a file: it is not the right file
archive-empty = { $path } has no files in it: name a .tar file of the published folder
archive-too-many = { $path } has more than { $limit } entries: it is not the right file
archive-not-a-file = { $path }: “{ $name }” in it is a link or a device, not a file: pack the published folder anew (tar -chf)
archive-outside = { $path }: “{ $name }” in it would lie outside of the folder: it is not the right file
archive-twice = { $path }: “{ $name }” is in it twice: pack the published folder anew (tar -cf)

# What is held

status-alarm = ALARM! Different files were signed under one number, they are kept in { $place }. Tell those who give you the lists; then remove that folder.
status-root = Root key: { $fingerprint }
status-no-root = There is no root key. Add it: verifier trust add.
status-trust-list = Trust list no. { $sequence }: signed { $age } ago{ $freshness ->
        [fresh] {""}
        [aged] , due for renewal
       *[expired] , expired
    }
status-trust-list-damaged = The trust list's file is damaged or gone. Take the lists again: verifier sync.
status-issuer = { $name } no. { $sequence }: signed { $age } ago{ $freshness ->
        [fresh] {""}
        [aged] , due for renewal
       *[expired] , expired
    }; lists for { $lists } { $lists ->
        [one] day
       *[other] days
    }
status-issuer-nothing = { $name }: no lists
status-no-camera = No camera was found.
status-camera = Camera { $camera }
status-decides = Codes can be checked. The data will do for { $left }.
status-decides-not = Codes cannot be checked. { $why }
status-no-issuers = The trust list has no issuers.

# The first start

setup-begin = Five questions, and this computer can check codes. Ctrl-C ends; what was answered is kept, and verifier setup goes on from there.
setup-root = The root key
setup-root-is = It is trusted: { $fingerprint }
setup-ask-root = Type the name of the root key's file (root.pub), drag the file here, or paste its text, which begins with spravka-root-1.
setup-compare = The fingerprint of this key:
    { "    " }{ $fingerprint }
setup-ask-same = Compare it with the sheet that came with the key. Is every character the same? (yes/no)
setup-not-same = Do not use this key. Ask whoever gave you the sheet for the right file.
setup-yes-or-no = Please answer yes or no.
setup-again = That will not do: { $why }
setup-source = The lists
setup-source-is = They come from { $source }
setup-ask-source = Where do the lists come from? Type the folder (on a USB stick or a share), a .tar file, or the address (https://…).
setup-ask-other-source = Enter keeps this, and takes what is new; or type another folder or address.
setup-source-decides-not = With what is there, codes cannot be checked. Try another place.
setup-profile = What counts here
setup-profile-is = Profile: { $profile }
setup-ask-profile = Type the number of the profile, or the name of a file of your own.
setup-ask-other-profile = Enter keeps this; or type the number of another profile, or the name of a file.
setup-camera = The camera
setup-camera-is = Camera { $index } is used.
setup-typed-is = A hand scanner is used.
setup-ask-camera = Enter takes the first camera; or type another number, or s for a hand scanner.
setup-ask-no-camera = No camera was found. Plug one in and press Enter, or type s for a hand scanner.
setup-ask-other-camera = Enter keeps this; or type the number of a camera, or s for a hand scanner.
setup-first-code = The first code
setup-hold-code = Hold any QR code before the camera, on a telephone or on paper ({ $seconds } s). Specimens are printed by verifier practice sheet --out specimens.pdf
setup-scan-code = Scan any QR code with the hand scanner, or press Enter to do it later.
setup-code-read = A code was read.
setup-ask-once-more = Once more? (yes/no)
setup-end = To learn it in five minutes: verifier tour; to practise: verifier practice. At the door: verifier scan. Every morning: verifier sync. If something is wrong: verifier doctor.

# What the doctor finds

doctor-good = good
doctor-look = attention
doctor-wrong = wrong
doctor-unknown = not checked
doctor-all-good = All is well.
doctor-decides = Codes can be checked; see above what needs attention.
doctor-decides-not = Codes cannot be checked yet; see above what to do.

doctor-home-good = The program's folder can be written: { $path }
doctor-home-none = The program's folder is not there yet: { $path }
doctor-space = { $free } MB are free on the disk.
doctor-space-unknown = The free space on the disk cannot be found out on this system.
doctor-others-none = No other verifier works in this folder.
doctor-others-door = Another verifier is open in this folder, perhaps in another window.
doctor-others-write = Another program is writing in this folder: { $tool } (process { $pid }).
doctor-no-root = There is no root key.
doctor-clock-not-behind = The clock shows { $now }; nothing here was signed later (the newest: { $signed }).
doctor-clock-behind = The clock shows { $now }, and something here was signed later: { $signed }.
doctor-clock-alone = The clock shows { $now }; there is no signed time here to compare it with.
doctor-network-time = The clock is set from the network.
doctor-network-time-unknown = Whether the clock is set from the network cannot be known for sure.
doctor-profile = Profile: { $name } ({ $profile })
doctor-profile-none = No profile was named, so none was checked.
doctor-permission = This user may use the cameras ({ $path }).
doctor-permission-denied = This user may not use { $path }.
doctor-permission-unknown = There is no camera device, so no permission could be checked.
doctor-permission-elsewhere = Permissions for cameras are checked by opening one.
doctor-camera = The camera works: { $camera }
doctor-camera-formats = The camera works: { $camera }; formats: { $formats }
doctor-camera-slow = The camera works, but its first picture took { $seconds } s: { $camera }
doctor-hand-scanner = A hand scanner is used; it is a keyboard to this computer, so it cannot be checked.
doctor-sound = There is a sound device.
doctor-sound-none = No sound device was found: tones will be missing.
doctor-sound-denied = This user may not use the sound device: tones will be missing.
doctor-sound-unknown = Whether there is a sound device cannot be found out on this system.

doctor-do-setup = Start with: verifier setup
doctor-do-home = Ask whoever looks after this computer to give this user the right to write there, or choose another folder with --home.
doctor-do-space = Remove files that are not needed, so that new lists find room.
doctor-do-wait = Wait until it is done.
doctor-do-others = If it is not needed, close it: two programs cannot use one camera.
doctor-do-root = Take the root key from whoever gives you the lists: verifier trust add ROOTKEY
doctor-do-sync = Take new lists: verifier sync
doctor-do-clock = Set the right date and time on this computer.
doctor-do-profile = Choose one of: verifier profile list
doctor-do-permission = Ask whoever looks after this computer to add this user to the group video, then log in again.
doctor-do-camera = Plug in a camera, or use a hand scanner: verifier scan --typed
doctor-do-camera-slow = Try another USB port, and close other programs.
doctor-do-sound = Plug in loudspeakers or headphones, or look at the screen: it says everything.
doctor-do-sound-denied = Ask whoever looks after this computer to add this user to the group audio, then log in again.

# At the door

challenge = Challenge: { $challenge } - answers are taken for { $seconds } more { $seconds ->
        [one] second
       *[other] seconds
    }
poster = The sheet for { $venue } is written: { $path }
poster-caption = The code of this venue
poster-show = Before you enter, show your code for this venue in the Spravka wallet. It will do only here.
poster-scan = Scan this QR code with the wallet, or type the code above it.
poster-command = On a computer: wallet show STATUS --venue { $venue }
scan-camera = Camera: { $camera }. Ctrl-C ends.
scan-typed = Scan codes with the hand scanner. Leave this window in front.
typed-russian = The keyboard layout is Russian. The code was read all the same: switch the layout to English.
typed-capitals = The capitals lock is on. The code was read all the same: switch it off.
typed-cyrillic = Russian letters came from the scanner: switch the keyboard layout to English and scan again.
scan-serial = Scan codes with the hand scanner on { $port }. Ctrl-C ends.
scan-serial-lost = The hand scanner on { $port } is gone: check the cable. Waiting for it; Ctrl-C ends.
scan-serial-back = The hand scanner on { $port } is back.
scan-lost = { $why }. Waiting for it; Ctrl-C ends.
scan-back = The camera is back: { $camera }.
camera-mode = { $name }, { $size } { $format }
camera-mode-rate = { $name }, { $size } { $format }, { $rate } frames/s

# What a help desk gets

bundle-written = Written: { $path }. Send this file to the help desk; README.txt in it says what is inside.
bundle-readme =
    Spravka, the verifier: what a help desk needs.

    about.json     the version, the operating system, the time of this computer
    doctor.json    what verifier doctor has found
    cameras.json   the cameras and how they can be set
    status.json    which lists are held and whether codes can be checked
    held.json      numbers, times and hashes of the signed files, and the public root key
    settings.toml  where lists come from, the profile and the camera (if set); passwords left out
    profile.toml   the venue's profile (if set)
    counts/        how many codes were checked on each of the last days (if any): numbers only

    Nothing in it tells of a visitor: no codes, no telephones, no times of visits. There are no secrets in it. User names in paths are replaced by ~.

# How many codes were checked

counts-not-kept = Counting is not possible now: { $why }. Checking goes on; what was counted so far is kept, and written as soon as possible.
counts-kept-again = Counting is possible again: everything is written.
counts-lost = { $n } { $n ->
        [one] decision is
       *[other] decisions are
    } missing in the counts: { $why }.
counts-damaged = The counts of { $day } were damaged: the file is now { $path }, and counting for that day has begun anew.
report-day = Codes checked on { $first }
report-days = Codes checked from { $first } to { $last }
report-nothing-day = No codes were checked on { $first }.
report-nothing-days = No codes were checked from { $first } to { $last }.
report-rehearsal = A rehearsal: only what was checked with --at.
report-damaged = { $path } is damaged: what it counted is missing here. Keep the file for the help desk.
report-yes = YES
report-allowed-again = LET IN AGAIN BY THE STAFF
report-no-status = status not known
report-total = In all

# What a camera sees

camera-test-camera = Camera: { $camera }
camera-test-file = File: { $path }, { $size }
camera-test-frames = Frames: { $frames }
camera-test-rate = Frames: { $frames } looked at, { $rate } come in a second
camera-test-light = Light: brightness { $brightness } %, black { $black } %, white { $white } % of the picture
camera-test-ours = Code: read in { $read } of { $frames } { $frames ->
        [one] frame
       *[other] frames
    }, it is one of Spravka.
camera-test-other = Code: read in { $read } of { $frames } { $frames ->
        [one] frame
       *[other] frames
    }, it is not one of Spravka.
camera-test-unread = Code: seen, but not read.
camera-test-no-code = Code: none in view.
camera-test-module = A module has { $module } pixels.
camera-test-reach = Distance: a module has { $module } pixels; the code is read up to { $times } times this distance
camera-test-no-reach = Distance: a module has { $module } pixels, too few to be read
camera-test-edges = Sharpness: edges are smeared over { $blur } of a module; contrast { $contrast } %, glare on { $glare } % of the code
camera-test-sharpness = Sharpness: { $sharpness } %
camera-test-good = All is well: nothing to improve.
camera-test-improve = What would help:

advice-show-code = Hold a telephone with a code before the camera, straight and wholly in view.
advice-more-light = It is too dark: switch on a light, turn up the telephone's brightness.
advice-less-light = It is too bright: turn the camera away from lamps and windows, shade it.
advice-glare = Something mirrors in the screen: tilt the telephone a little, or move the camera away from the lamp or window.
advice-closer = The code is too far away: hold the telephone closer, or move the camera closer.
advice-focus = The picture is blurred: hold the telephone still, wipe the lens, focus the camera; very close, no camera sees sharply.
advice-faint = The code hardly stands out: turn up the telephone's brightness, keep light off its screen.
advice-more-frames = Few frames come: most cameras are faster with more light; try another USB port.
advice-hold-still = Hold the telephone still and straight.

# A code taken apart

explain-mark = AN EXPLANATION, NOT AN ACCEPTANCE: nobody may be admitted on this.
explain-time = The moment of the check: { $time }, step { $step }
explain-bytes = The code, { $count } bytes:
explain-no-bytes = The text holds no bytes of a code: nothing can be taken apart.
explain-unread = not read
explain-stopped = Taken apart up to byte { $end }. What is wrong: { $fault }.
explain-checks = The checks of the specification, in order:
explain-passed = passed
explain-failed = FAILED
explain-not-reached = not reached
explain-verdict = The checks come to: { $code } { $name }

check-1 = The text starts with SP1:, has at most 600 characters, the rest is canonical Base45
check-2 = The bytes are a presentation of the one form
check-3 = There is a trust list, it is not expired, and its time is not ahead of the clock
check-4 = The trust list has the issuer, and the issuer's time is not ahead of the clock
check-5 = The issuer has a credential key with this kid
check-6 = nbf and exp are the bounds of one epoch, and the key signs that epoch
check-7 = The issuer may assert the claim
check-8 = The credential's signature is the key's
check-9 = The device key is usable, and the proof's signature is the device key's
check-10 = The claim is wanted, and its value is true
check-11 = aud is any venue or this one, as required
check-12 = cnonce is an open challenge of this verifier, as required
check-13 = iat lies in the epoch: nbf ≤ iat < exp
check-14 = iat lies in the window around the clock
check-15 = There is a manifest of the issuer, and it is not expired
check-16 = The lists are not older than the venue allows
check-17 = There is a whole status list of the epoch, and the index is below its capacity
check-18 = The index is not in the list of the revoked
check-19 = The proof has not been accepted before
check-20 = Where once a day is the rule: the device has not passed on this day

item-presentation = COSE_Sign1 of { $count } items: the proof, with the credential inside
item-credential = COSE_Sign1 of { $count } items: what the issuer has signed
item-protected = the signed header, { $count } bytes
item-unprotected = the header that is not signed, { $count } entries
item-payload = the signed content, { $count } bytes
item-map = a map of { $count } entries
item-kcwt = the credential follows
item-cnf = whose the credential is: the device key follows
item-exp = { $time }, the first second after the epoch
item-nbf = { $time }, the first second of the epoch
item-iat = { $time }, the first second of step { $step }
item-issuer-unknown = { $issuer }: not in the trust list that is held here
item-sub = empty, as it must be
item-any-venue = v: any venue
item-venue = v:{ $venue }: the venue { $venue } alone
item-kid = { $kid }: key of { $issuer } for the epochs { $first } to { $last }
item-kid-unknown = { $kid }: not in the trust list that is held here
item-cti = status index { $index }
item-x = the device key
item-device-signature = Ed25519, by the device key
item-issuer-signature = Ed25519, by the issuer's key
item-cnonce = answer to the challenge { $challenge }
item-claim = { $claim } ({ $slug }, { $key }): { $value ->
        [yes] yes, true
       *[no] no, false
    }

malformed-at = at { $at }: { $fault }
malformed-truncated = ends too early, bytes missing: { $missing }
malformed-trailing = bytes too many at the end: { $extra }
malformed-not-shortest = a number or length is not in its shortest form
malformed-indefinite = a length is indefinite
malformed-unexpected = expected { $want }, found an item that starts with { $got }
malformed-value = expected { $want }, found another value
malformed-algorithm = expected algorithm -19 (Ed25519), found { $got }
malformed-not-utf8 = a text is not UTF-8
malformed-too-long = { $got } long, the limit is { $limit }
malformed-not-base45 = not canonical Base45

# What did not work

trouble-state-damaged = { $path } is damaged: remove it, or start over: verifier trust add ROOTKEY --replace, then verifier sync
trouble-no-root = there is no root key: first verifier trust add ROOTKEY
trouble-not-settings = the settings cannot be read: { $path }, line { $line }: { $why }. Put the line right or remove the file; verifier setup makes a new one
trouble-no-source = it is not said where the lists come from: name the folder or address (verifier sync SOURCE), or set it once: verifier setup
trouble-nothing-wanted = it is not said which statuses count: add --profile or --want, or set it once: verifier setup
trouble-no-terminal = verifier setup asks questions and needs a terminal. Without one: verifier trust add ROOTKEY, verifier sync SOURCE, verifier camera-test, then verifier scan --profile NAME
trouble-setup-left = the setup is not finished. What was answered is kept; go on with verifier setup
trouble-bundle-there = { $path } is already there and is not overwritten: choose another name with --out
trouble-root-form = not a root key: it must be a text of the form spravka-root-1:NUMBER:KEY… or a file with one
trouble-root-key = key { $place } is no Ed25519 key: get the root key's file again
trouble-root-keys = a root key has 1 to 16 different keys: get its file again
trouble-root-threshold = { $threshold } signatures are needed, and there are { $keys } keys: get the root key's file again
trouble-other-root = the root key { $held } is trusted already, this one is { $given }: if it shall replace it, repeat with --replace; the lists before will be forgotten
refusal-not-a-publication = { $path } is neither a folder nor a file: name the published folder, a .tar file of it, or an address that begins with https:// or http://
refusal-not-an-address = not an address of a published folder ({ $why }): it must look like https://SERVER/FOLDER
refusal-not-a-proxy = what --proxy says is not a proxy's address: it must look like http://SERVER:PORT or socks5://SERVER:PORT
refusal-not-a-ca = { $path } has no certificate in it: give a PEM file of the certificate authority
refusal-only-for-addresses = { $option } only goes together with an address (https://…)
trouble-not-a-venue = “{ $given }” is not a venue's code: it has 1 to 8 characters A-Z and 0-9
trouble-not-a-ticket = { $path } makes nobody one of a venue's lanes: line { $line } is wrong. Copy the file that “verifier lanes new” made once more, then: verifier lanes join FILE
trouble-not-a-place = “{ $given }” is no computer's name or address: write it as desk-1, 192.168.1.5, 192.168.1.5:6379 or [fe80::1]:6379
trouble-are-lanes = this computer is one of a venue's lanes already; the others join with the file made then. To make new ones: verifier lanes leave
trouble-no-lanes = this computer is not one of a venue's lanes: verifier lanes new, or verifier lanes join FILE
trouble-no-venue = only codes made for this venue are wanted, and it has no code: add --venue
trouble-not-hours = “{ $given }” is not a number of hours: give a whole number
trouble-not-a-day = “{ $given }” is not a day: write it as 2026-06-01
trouble-not-a-camera = “{ $given }” is not a camera's number: give 0, 1, 2…
trouble-no-random = the system gives no random numbers: { $why }
trouble-input = cannot read the standard input: { $why }
trouble-output = cannot write the answer: { $why }

serial-missing = there is no serial port { $port }: plug the hand scanner in, or name another (--serial)
serial-denied = no right to use the serial port { $port }: on Linux, join the group dialout (sudo usermod -aG dialout USER) and log in again
serial-busy = another program uses the serial port { $port }: close it
serial-refused = the serial port { $port } does not open: { $why }
camera-missing = there is no camera { $index }: plug it in or choose another one (--camera)
camera-busy = camera { $index } is in use by another program: close that program
camera-denied = camera { $index } may not be used: allow access to the camera (on Linux: the group video)
camera-no-format = camera { $index } offers no format that can be read (YUYV, UYVY, NV12, YU12, GREY, MJPEG, RGB): { $why }
camera-refused = camera { $index } does not start: { $why }
camera-lost = camera { $index } was lost: check its cable and plug it in again ({ $why })
camera-stalled = camera { $index } has sent no frame for { $seconds } s: check its cable or plug it in again
camera-garbled = the frames of camera { $index } cannot be read: { $why }
video-file = { $path }: { $flaw }
video-frame = { $path }: frame { $number }: { $flaw }

flaw-unreadable = cannot be read: { $why }
flaw-not-a-file = it is neither a file nor a folder
flaw-unknown-format = it is neither PNG, JPEG, PGM (P5), Y4M nor Motion JPEG
flaw-empty = there is no picture in it
flaw-too-many = it has more than { $limit } pictures
flaw-header = its header does not fit: { $why }
flaw-truncated = it breaks off
flaw-frame = the frame does not fit: { $why }
flaw-undecodable = cannot be decoded: { $why }

# Profiles

no-poster-kind = “{ $path }” is neither .svg nor .pdf: end the file's name with one of these
no-poster-code = the profile has no code of a venue: add --venue, or venue = "..." to the profile
no-poster-name = the venue's name must be one line of 1 to { $limit } characters
no-poster-character = the sheet's font has no “{ $character }”: write the venue's name otherwise, or make an .svg
no-poster-pdf = the PDF cannot be made ({ $why }): make an .svg
no-profile = there is neither a profile nor a file called “{ $given }”; built in are: { $all }
profile-flaw = { $path } is not a profile: { $flaw }
profile-long = it is longer than { $limit } bytes
profile-encoding = it is not UTF-8
profile-form = line { $line }: { $given }
profile-unknown-claim = line { $line }: there is no status “{ $given }”; there are: { $all }
profile-claim-twice = line { $line }: the status “{ $given }” is named twice
profile-no-claims = no status is named: add [[claims]] with status, ru and en
profile-text = line { $line }: texts have 1 to { $limit } characters in each language, on one line
profile-venue = line { $line }: “{ $given }” is not a venue's code: 1 to 8 characters A-Z and 0-9
profile-no-venue = require_venue needs the venue's code: venue = "..."
profile-window = line { $line }: a window is 0, 1 or 2
profile-good = This is a profile: { $name }.
profile-claim = { $claim }: { $act }
profile-with-venue = Codes for any venue and for { $venue } are taken.
profile-only-venue = Only codes made for { $venue } are taken.
profile-once-a-day = Each phone passes once a day.
profile-challenge = Visitors answer a challenge.
profile-steps = { $n ->
    [0] A code must be of this very step of 30 seconds.
    [one] A code may differ from the clock by { $n } step of 30 seconds.
   *[other] A code may differ from the clock by { $n } steps of 30 seconds.
}
profile-age = Lists that were signed more than { $age } ago decide nothing.

# On the screen at the door

visitor-whole = Show the whole code once more.
visitor-other-status = Choose another status.
visitor-venue = Choose this venue in the app.
visitor-challenge = Type the code of this screen into the app.
visitor-clock = Check the time on your phone.
visitor-renew = Renew the certificate in the app.
visitor-new-code = Wait for the next code.
window-title = Spravka: check
refresh-taken = New lists were taken.
refresh-failed = New lists could not be taken: { $problem }
lanes-new =
    This computer is the first lane. Two things are left:
    1. On the computer with the store:  verifier lanes store --out lanes.conf, then  redis-server lanes.conf
    2. On every other lane:  verifier lanes join { $path }
    Keep that file as you keep keys; delete it when all have joined.
lanes-joined = This computer is one of the venue's lanes. Their store: { $store }
lanes-store = Written. Start the store:  redis-server { $path }
lanes-left = This computer is alone again.
lanes-none = This computer is alone: it is not one of several lanes.
lanes-together = The store of the lanes, { $store }, answers ({ $ms } ms).
lanes-silent = The store of the lanes, { $store }, does not answer. Is it running, is this computer on the venue's network, does a firewall close the port?
lanes-refused = The store of the lanes, { $store }, does not take our password. Start it with the settings of “verifier lanes store”; join again where that has changed.
lanes-strange = What answers at { $store } is no store of these lanes. Start it with the settings of “verifier lanes store”.
lanes-with-others = The other entrances know what passes here.
lanes-alone = The other entrances cannot be asked: a code that passed there is not known here.
lanes-twice = While this entrance was alone, { $count ->
    [one] one code passed here that had passed elsewhere.
   *[other] { $count } codes passed here that had passed elsewhere.
}
desk-no-lists = New lists are needed. Until then, decide by documents.
desk-show = Show your code to the camera
desk-blind = NO PICTURE
desk-blind-missing = There is no camera. Plug it in.
desk-blind-busy = Another program uses the camera. Close that program.
desk-blind-denied = This user may not use the camera. Call whoever set this computer up.
desk-blind-refused = The camera does not work. Unplug it and plug it in again.
desk-blind-lost = The camera was lost. Check its cable and plug it in again.
desk-blind-stalled = The camera sends nothing. Check its cable, or plug it in again.
desk-rehearsal = REHEARSAL: admit nobody
desk-challenge = Type or scan in the app:
desk-code = Code for the help desk: { $code }
desk-data-none = There are no lists: nothing can be checked. Take them: verifier sync
desk-data-fresh = Lists: { $age } old
desk-data-aged = Lists: { $age } old. New ones are needed (verifier sync); in { $left } checking ends.
desk-data-expired = Lists: { $age } old. Too old: nothing can be checked. Take new ones: verifier sync
desk-key-help = keys
desk-key-language = по-русски
desk-key-details = why
desk-key-sound = tones on, off
desk-key-again = let pass once more
desk-key-back = next
desk-key-full-screen = full screen
desk-key-end = end
trouble-no-window = This program was built without a window. Use --plain, or build it with --features window
trouble-window = The window cannot be opened: { $why }. Use --plain

# Practice

window-title-practice = Spravka: practice
practice-band = PRACTICE: admit nobody
practice-aside = NOT IN PRACTICE
why-specimen = This is a specimen for practice, not a visitor's code.
do-specimen = Nobody is admitted on a specimen. To practise: verifier practice
why-visitors-code = This is a real code. It is not checked in practice.
do-visitors-code = End the practice (Ctrl-Q), open the door (verifier scan) and ask to show the code again.
why-unknown-specimen = This program does not know this specimen.
do-unknown-specimen = Print the sheet of this program: verifier practice sheet
desk-show-specimen = Show a specimen to the camera
trouble-no-practice = at the time that this computer shows nothing can be made to practise with: set the clock
help-practice = Practise at the door with grey specimens: nothing counts, nobody is admitted, real codes are not checked
help-practice-sheet = Write an A4 sheet with all specimens, to be printed and cut
help-practice-sheet--out = The file to write: .svg or .pdf
help-practice--camera = { help-scan--camera }
help-practice--video = { help-scan--video }
help-practice--typed = { help-scan--typed }
help-practice--in_window = { help-scan--in_window }
help-practice--plain = { help-scan--plain }
help-practice--back = { help-scan--back }
help-practice--full_screen = { help-scan--full_screen }
help-practice--silent = { help-scan--silent }
help-practice--serial = { help-scan--serial }
help-practice--baud = { help-scan--baud }
help-practice--challenge = Show a challenge; the specimens answer it
exit-codes-practice = Exit codes: 0 the window or the terminal was closed, 2 wrong command line, 3 line by line: nothing is decided in practice, 4 could not run (no camera)
exit-codes-practice-sheet = Exit codes: 0 written, 2 wrong command line, 4 could not run (no disk space)
help-tour = A lesson of five minutes: what visitors show, what the screens say, what to do; no paper, no camera
help-tour--profile = What the venue asks, as in verifier profile list, or a file; otherwise as set by verifier setup
help-tour--in_window = { help-scan--in_window }
help-tour--plain = { help-scan--plain }
help-tour--full_screen = { help-scan--full_screen }
help-tour--silent = { help-scan--silent }
exit-codes-tour = Exit codes: 0 shown, or left, 2 wrong command line, 4 could not run

# The tour

tour-place = Lesson { $number } of { $all }
tour-key-next = next
tour-key-back = back
tour-key-leave = leave
tour-visitor-title = What visitors show
tour-visitor = The visitor opens the Spravka app and holds its QR code straight before the camera. You press nothing: the screen answers by itself. The grey frame means practice; at work there is none.
tour-yes-title = Green: YES
tour-yes = A green screen with a tick: the status is confirmed. The line below says what to do, for instance which ticket to give. Let the visitor in.
tour-no-title = Red: NO
tour-no = A red screen with a cross: nobody is let in on this code. Read the line below aloud, it says what helps. Often that is another status or a new code, so do not suspect anybody.
tour-unknown-title = Yellow: COULD NOT CHECK
tour-unknown = A yellow screen with a hand: the program could not decide, and that is not the visitor's fault. Do what the screen says. If it does not help, decide by documents.
tour-shown-title = Shown before
tour-shown = One code lets in one person. Shown again, it is red, and the screen says how long ago it was shown. If somebody only went out for a moment, press F5: they pass once more. Try F5 on the next screen.
tour-lists-title = Old lists
tour-lists = One line says how long ago the lists were signed. If it asks for new ones, tell whoever renews them (verifier sync). With lists that are too old, the screen is yellow: decide by documents.
tour-challenge-title = A code for here alone
tour-challenge = Some doors take only codes that are made for them. The visitor types the characters of your screen into the app, or scans the QR code of the sheet at the entrance. Then their code is good here and nowhere else.
tour-keys-title = The keys
tour-keys = No mouse is needed. F1 shows the keys, F2 changes the language, F3 says why, with a code for the help desk. Esc is ready for the next visitor at once.
tour-end-title = Done
tour-end = That is all you need at the door. To practise with paper specimens: verifier practice. To begin work: verifier scan.

# The sheet of specimens

practice-sheet = The sheet with the specimens is written: { $path }. Print it and cut it into cards.
specimen-title = Specimens for practice
specimen-sheet = Cut out the cards and show them to the camera one by one: verifier practice
specimen-mark = SPECIMEN
specimen-yes = A valid status: green, YES
specimen-status = Another status: red
specimen-shown = Shown before: red, F5
specimen-old = A screenshot: red
specimen-clock = The phone's clock is fast: red
specimen-venue = For another venue: red
specimen-revoked = A revoked certificate: red
specimen-forged = A forged code: red
specimen-damaged = A damaged code: red
specimen-foreign = Some other QR code: yellow
specimen-aged = Lists that are due: green
specimen-lists = Lists that are too old: yellow
