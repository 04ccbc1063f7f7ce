//! Texts of QR codes that are no presentation's: damaged Base45, other things, other versions, too long.

use super::presentation::vector;
use super::{Named, named};
use crate::card::Card;
use crate::cast::NOW;
use crate::vector::Vector;

const MALFORMED: &str = "reject malformed R01";
const NOT_OURS: &str = "cannot-tell not-ours G01";

pub(super) fn all() -> Named {
    let good = Card::new(NOW).text();
    let base45 = good.strip_prefix("SP1:").unwrap_or(&good).to_owned();
    let case = |about: &str, expect: &str, text: String| -> Vector {
        vector(about, expect, text).with("want", "adult")
    };
    let lower = good.to_lowercase();
    let vectors = vec![
        ("empty", case("no text at all", NOT_OURS, String::new())),
        (
            "web_address",
            case(
                "the code of a web page",
                NOT_OURS,
                "https://example.org/menu".to_owned(),
            ),
        ),
        (
            "specimen",
            case(
                "a specimen, which staff practise with: no presentation, whatever its name",
                NOT_OURS,
                "SPRAVKA:S:YES".to_owned(),
            ),
        ),
        (
            "health_certificate",
            case(
                "a certificate of another system",
                NOT_OURS,
                format!("HC1:{base45}"),
            ),
        ),
        (
            "without_prefix",
            case("the prefix is missing", NOT_OURS, base45.clone()),
        ),
        (
            "lower_case",
            case(
                "a whole text in lower case: another prefix",
                NOT_OURS,
                lower,
            ),
        ),
        (
            "space_before",
            case("a space before the prefix", NOT_OURS, format!(" {good}")),
        ),
        (
            "version_2",
            case(
                "a version that is not specified yet",
                "cannot-tell other-version G02",
                format!("SP2:{base45}"),
            ),
        ),
        (
            "version_0",
            case(
                "a version that never was",
                "cannot-tell other-version G02",
                format!("SP0:{base45}"),
            ),
        ),
        (
            "prefix_alone",
            case("the prefix and nothing else", MALFORMED, "SP1:".to_owned()),
        ),
        (
            "character_outside",
            case(
                "a lower-case letter in the Base45",
                MALFORMED,
                format!("SP1:b{}", base45.get(1..).unwrap_or("")),
            ),
        ),
        (
            "length_3n_plus_1",
            case(
                "a number of characters that no Base45 has",
                MALFORMED,
                format!("{good}0"),
            ),
        ),
        (
            "triplet_too_large",
            case(
                "three characters that encode 65536, more than two bytes (RFC 9285)",
                MALFORMED,
                format!("SP1:GGW{base45}"),
            ),
        ),
        (
            "pair_too_large",
            case(
                "two characters at the end that encode 2024, more than a byte",
                MALFORMED,
                format!("SP1:{}::", base45.get(..384).unwrap_or("")),
            ),
        ),
        (
            "rest_after",
            case("a space after the text", MALFORMED, format!("{good} ")),
        ),
        (
            "line_feed_after",
            case("a line feed after the text", MALFORMED, format!("{good}\n")),
        ),
        (
            "too_long_text",
            case(
                "601 characters",
                MALFORMED,
                format!("SP1:{}", "0".repeat(597)),
            ),
        ),
        (
            "too_long_bytes",
            case(
                "600 characters: zero bytes, as many as a text can hold",
                MALFORMED,
                format!("SP1:{}", "0".repeat(596)),
            ),
        ),
    ];
    named("qr_text", vectors)
}
