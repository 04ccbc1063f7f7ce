//! What a wallet makes of the text of a venue's QR code, or of what is typed in its place.

use super::{Named, named};
use crate::vector::Vector;

pub(super) fn all() -> Named {
    const REFUSED: &str = "refused";
    const MUSEUM: &str = "venue MUSEUM01";
    const ASKED: &str = "challenge 0410-61G5";
    let rows = [
        (
            "venue",
            "the text of a QR code",
            "venue",
            MUSEUM,
            "SPRAVKA:V:MUSEUM01",
        ),
        (
            "venue_in_lower_case",
            "the same in lower case",
            "venue",
            MUSEUM,
            "spravka:v:museum01",
        ),
        ("venue_typed", "the code alone", "venue", MUSEUM, "MUSEUM01"),
        (
            "venue_typed_in_lower_case",
            "the code alone, in lower case, spaces around it",
            "venue",
            MUSEUM,
            " museum01 ",
        ),
        (
            "venue_of_9_characters",
            "a code that is too long",
            "venue",
            REFUSED,
            "SPRAVKA:V:MUSEUM001",
        ),
        ("venue_empty", "no code", "venue", REFUSED, "SPRAVKA:V:"),
        (
            "venue_with_space",
            "a space inside a code",
            "venue",
            REFUSED,
            "SPRAVKA:V:MUSEUM 1",
        ),
        (
            "venue_in_cyrillic",
            "Cyrillic letters that look like Latin ones",
            "venue",
            REFUSED,
            "SPRAVKA:V:МUSEUM01",
        ),
        (
            "venue_with_dotless_i",
            "a letter whose capital is I, but not in ASCII",
            "venue",
            REFUSED,
            "SPRAVKA:V:CıRCUS",
        ),
        (
            "venue_as_audience",
            "the form of aud",
            "venue",
            REFUSED,
            "v:MUSEUM01",
        ),
        (
            "venue_with_rest",
            "more after the code",
            "venue",
            REFUSED,
            "SPRAVKA:V:MUSEUM01?C=1",
        ),
        (
            "venue_on_a_web_page",
            "an address that ends like it",
            "venue",
            REFUSED,
            "https://example.org/SPRAVKA:V:MUSEUM01",
        ),
        (
            "venue_is_challenge",
            "a challenge in the place of a venue's code",
            "venue",
            REFUSED,
            "SPRAVKA:C:0410-61G5",
        ),
        (
            "challenge",
            "the text of a QR code",
            "challenge",
            ASKED,
            "SPRAVKA:C:0410-61G5",
        ),
        (
            "challenge_in_lower_case",
            "in lower case, O for 0 and L for 1, no hyphen",
            "challenge",
            ASKED,
            "spravka:c:o4l061g5",
        ),
        (
            "challenge_typed",
            "the challenge alone, with a space",
            "challenge",
            ASKED,
            "0410 61g5",
        ),
        (
            "challenge_of_7_characters",
            "a challenge that is too short",
            "challenge",
            REFUSED,
            "SPRAVKA:C:0410-61G",
        ),
        (
            "challenge_with_u",
            "a letter that no challenge has",
            "challenge",
            REFUSED,
            "SPRAVKA:C:0410-61GU",
        ),
        (
            "challenge_is_venue",
            "a venue's code in the place of a challenge",
            "challenge",
            REFUSED,
            "SPRAVKA:V:MUSEUM01",
        ),
        (
            "other_thing",
            "what a later version may know",
            "challenge",
            REFUSED,
            "SPRAVKA:X:0410-61G5",
        ),
        (
            "specimen",
            "what staff practise with",
            "venue",
            REFUSED,
            "SPRAVKA:S:YES",
        ),
        (
            "presentation_in_its_place",
            "what wallets show",
            "venue",
            REFUSED,
            "SP1:",
        ),
    ];
    let mut vectors: Vec<_> = rows
        .map(|(name, about, asked, expect, text)| (name, vector(about, asked, expect, text)))
        .into();
    let spaces = format!("0410{}61G5", " ".repeat(92));
    vectors.push((
        "challenge_of_100_bytes",
        vector(
            "spaces inside, as many as a text may have",
            "challenge",
            ASKED,
            &spaces,
        ),
    ));
    let spaces = format!("0410{}61G5", " ".repeat(93));
    vectors.push((
        "challenge_of_101_bytes",
        vector("one space more", "challenge", REFUSED, &spaces),
    ));
    named("venue_text", vectors)
}

fn vector(about: &str, asked: &str, expect: &str, text: &str) -> Vector {
    Vector::new(about, text.to_owned())
        .with("expect", expect)
        .with("for", asked)
}
