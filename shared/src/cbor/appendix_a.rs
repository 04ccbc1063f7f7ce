//! The examples of RFC 8949, Appendix A, in its order, and what the profile says to each.

use super::*;
use Outcome::{Indefinite, Kind, Range, Tag, Taken, TextKey};

/// What becomes of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Read, and written again as the same bytes.
    Taken,
    /// The profile has no such kind of item: floats, null, undefined, simple values.
    Kind,
    /// The profile does not have this tag.
    Tag,
    /// The number does not fit.
    Range,
    /// Map keys are integers.
    TextKey,
    /// A length is indefinite, here or further in.
    Indefinite,
}

const EXAMPLES: [(&str, Outcome); 82] = [
    ("00", Taken),
    ("01", Taken),
    ("0a", Taken),
    ("17", Taken),
    ("1818", Taken),
    ("1819", Taken),
    ("1864", Taken),
    ("1903e8", Taken),
    ("1a000f4240", Taken),
    ("1b000000e8d4a51000", Taken),
    ("1bffffffffffffffff", Taken),
    ("c249010000000000000000", Tag),
    ("3bffffffffffffffff", Range),
    ("c349010000000000000000", Tag),
    ("20", Taken),
    ("29", Taken),
    ("3863", Taken),
    ("3903e7", Taken),
    ("f90000", Kind),
    ("f98000", Kind),
    ("f93c00", Kind),
    ("fb3ff199999999999a", Kind),
    ("f93e00", Kind),
    ("f97bff", Kind),
    ("fa47c35000", Kind),
    ("fa7f7fffff", Kind),
    ("fb7e37e43c8800759c", Kind),
    ("f90001", Kind),
    ("f90400", Kind),
    ("f9c400", Kind),
    ("fbc010666666666666", Kind),
    ("f97c00", Kind),
    ("f97e00", Kind),
    ("f9fc00", Kind),
    ("fa7f800000", Kind),
    ("fa7fc00000", Kind),
    ("faff800000", Kind),
    ("fb7ff0000000000000", Kind),
    ("fb7ff8000000000000", Kind),
    ("fbfff0000000000000", Kind),
    ("f4", Taken),
    ("f5", Taken),
    ("f6", Kind),
    ("f7", Kind),
    ("f0", Kind),
    // Only in RFC 7049: RFC 8949 §3.3 forbids simple values below 32 in two bytes.
    ("f818", Kind),
    ("f8ff", Kind),
    ("c074323031332d30332d32315432303a30343a30305a", Tag),
    ("c11a514b67b0", Tag),
    ("c1fb41d452d9ec200000", Tag),
    ("d74401020304", Tag),
    ("d818456449455446", Tag),
    ("d82076687474703a2f2f7777772e6578616d706c652e636f6d", Tag),
    ("40", Taken),
    ("4401020304", Taken),
    ("60", Taken),
    ("6161", Taken),
    ("6449455446", Taken),
    ("62225c", Taken),
    ("62c3bc", Taken),
    ("63e6b0b4", Taken),
    ("64f0908591", Taken),
    ("80", Taken),
    ("83010203", Taken),
    ("8301820203820405", Taken),
    (
        "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
        Taken,
    ),
    ("a0", Taken),
    ("a201020304", Taken),
    ("a26161016162820203", TextKey),
    ("826161a161626163", TextKey),
    ("a56161614161626142616361436164614461656145", TextKey),
    ("5f42010243030405ff", Indefinite),
    ("7f657374726561646d696e67ff", Indefinite),
    ("9fff", Indefinite),
    ("9f018202039f0405ffff", Indefinite),
    ("9f01820203820405ff", Indefinite),
    ("83018202039f0405ff", Indefinite),
    ("83019f0203ff820405", Indefinite),
    (
        "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff",
        Indefinite,
    ),
    ("bf61610161629f0203ffff", Indefinite),
    ("826161bf61626163ff", Indefinite),
    ("bf6346756ef563416d7421ff", Indefinite),
];

/// Reads one item of any kind that the profile has and writes it again.
fn copy(reader: &mut Reader<'_>, writer: &mut Writer) -> Result<(), Malformed> {
    match reader.rest[0] >> 5 {
        UNSIGNED => writer.unsigned(reader.unsigned("a number")?),
        NEGATIVE => writer.integer(reader.integer("a number")?),
        BYTES => writer.bytes(reader.bytes("bytes")?),
        TEXT => writer.text(reader.text("a text")?),
        ARRAY => {
            let count = reader.array("an array")?;
            writer.array(count.try_into().unwrap());
            for _ in 0..count {
                copy(reader, writer)?;
            }
            writer
        }
        MAP => {
            let pairs = reader.map("a map")?;
            writer.map(pairs.try_into().unwrap());
            for _ in 0..pairs {
                writer.integer(reader.integer("a key")?);
                copy(reader, writer)?;
            }
            writer
        }
        TAG => {
            reader.tag(18, "a tag")?;
            writer.tag(18);
            return copy(reader, writer);
        }
        _ => writer.boolean(reader.boolean("true or false")?),
    };
    Ok(())
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let byte = |digits| u8::from_str_radix(core::str::from_utf8(digits).unwrap(), 16).unwrap();
    hex.as_bytes().chunks(2).map(byte).collect()
}

#[test]
fn each_example_is_taken_or_refused_as_the_profile_says() {
    for (hex, outcome) in EXAMPLES {
        let bytes = bytes_of(hex);
        let (mut reader, mut writer) = (Reader::new(&bytes), Writer::new());
        let fault = copy(&mut reader, &mut writer).map_err(|malformed| malformed.fault);
        let as_said = match (outcome, fault) {
            (Taken, Ok(())) => reader.end().is_ok() && writer.finish() == bytes,
            (Kind, Err(Fault::Unexpected { got, .. })) => got == bytes[0],
            (TextKey, Err(Fault::Unexpected { want, got })) => want == "a key" && got >> 5 == TEXT,
            (Tag, Err(Fault::Value { want })) => want == "a tag",
            (Range, Err(Fault::Value { want })) => want == "a number",
            (Indefinite, Err(Fault::Indefinite)) => true,
            _ => false,
        };
        assert!(as_said, "{hex} is said to be {outcome:?}, found {fault:?}");
    }
}

#[test]
fn no_example_is_taken_for_another_kind_of_item() {
    type Read = fn(&mut Reader<'_>) -> Result<(), Malformed>;
    let kinds: [(&[u8], Read); 8] = [
        (&[UNSIGNED], |reader| reader.unsigned("").map(drop)),
        (&[UNSIGNED, NEGATIVE], |reader| reader.integer("").map(drop)),
        (&[BYTES], |reader| reader.bytes("").map(drop)),
        (&[TEXT], |reader| reader.text("").map(drop)),
        (&[ARRAY], |reader| reader.array("").map(drop)),
        (&[MAP], |reader| reader.map("").map(drop)),
        (&[TAG], |reader| reader.tag(18, "")),
        (&[7], |reader| reader.boolean("").map(drop)),
    ];
    for (hex, _) in EXAMPLES {
        let bytes = bytes_of(hex);
        let got = bytes[0];
        for (own, read) in kinds {
            if own.contains(&(got >> 5)) {
                continue;
            }
            let refused = Malformed::new(0, Fault::Unexpected { want: "", got });
            assert_eq!(read(&mut Reader::new(&bytes)), Err(refused), "{hex}");
        }
    }
}
