welcome =
    Spravka: a citizen proves one status by a QR code that renews every 30 seconds; the venue learns yes
    or no; neither side needs a network. Everything below is done by the real tools on real files.
step-root =
    === 1. The root: three offline keys, any two of which must sign ===
step-issuers =
    === 2. Two regions issue credentials; a third office does so without anyone's leave ===
    The root grants region 26 everything it asks for, and region 23 only students.
step-register =
    === 3. Each office imports its eligibility register: numbers, dates and statuses, no names ===
step-enrol =
    === 4. A citizen enrols: a one-time code, a request, an answer with credentials for 31 days ===
invited =
    The office hands the citizen this one-time code: { $code }
step-revoke =
    === 5. One citizen's statuses are revoked ===
step-publish =
    === 6. The regions publish who is revoked, for the week ahead ===
step-verifier =
    === 7. A museum's laptop trusts the root and takes the published files ===
step-show =
    === 8. At the door: the citizen shows a code, the laptop decides, offline ===
step-film =
    A webcam films it: tilted, out of focus, with noise, in front of a room.
step-camera = The verifier reads it from a V4L2 camera, through the same camera library as a real one.
step-video = The verifier reads it from a video file.
step-accepted =
    === 9. Also accepted ===
step-refused =
    === 10. What is refused, and why ===
step-undecided =
    === 11. What cannot be decided: never green, and never called invalid ===
case-camera =
    — an adult's code in front of the camera
case-student =
    — a student's code, where students or parents of large families are asked for
case-challenge =
    — a code for this museum that answers the challenge on its screen
case-screenshot =
    — a screenshot that is two minutes old
case-first =
    — a code, shown for the first time
case-twice =
    — the same code, shown again
case-revoked =
    — a person whose status was revoked
case-other-status =
    — a student's code, where adults are asked for
case-other-venue =
    — a code made for another venue
case-unasked =
    — an answer to a challenge that nobody asked
case-flipped =
    — a code with one flipped bit
case-unknown-issuer =
    — a code from an office that the root does not know
case-overreach =
    — a code from region 23, which may assert students only, for an adult
case-tomorrow =
    — tomorrow's credential, shown today
case-expired-list =
    — eight days from now, without a sync since: the trust list is past its hard expiry
case-missing-list =
    — a laptop that has lost its status lists
case-clock =
    — a laptop whose clock is a day behind the newest signed time
case-not-ours =
    — the QR code of a restaurant's menu
unexpected =
    ! expected { $expected }
leave =
    The files are in target/demo, the passphrase is "demo". Go on by hand, for example:

      SPRAVKA_PASSPHRASE=demo target/release/wallet --home target/demo/wallet show adult
      target/release/verifier --home target/demo/verifier status
real-camera =
    This machine has a camera. Show it the wallet's code (on another screen, or as a picture on a phone):

      target/release/verifier --home target/demo/verifier scan --want adult
