//! CBOR written by hand, right or wrong: the vectors must be able to break each rule of the profile.

/// An unsigned or negative integer.
#[must_use]
pub fn int(value: i64) -> Vec<u8> {
    if value < 0 {
        head(1, (-1 - value).unsigned_abs())
    } else {
        head(0, value.unsigned_abs())
    }
}

/// A byte string.
#[must_use]
pub fn bytes(content: &[u8]) -> Vec<u8> {
    [head(2, length(content.len())), content.to_vec()].concat()
}

/// A text.
#[must_use]
pub fn text(content: &str) -> Vec<u8> {
    [head(3, length(content.len())), content.as_bytes().to_vec()].concat()
}

/// An array of encoded items.
#[must_use]
pub fn array(items: &[Vec<u8>]) -> Vec<u8> {
    [head(4, length(items.len())), items.concat()].concat()
}

/// A key and its value, both encoded.
pub type Pair = (Vec<u8>, Vec<u8>);

/// A map of encoded pairs, in the order in which they are given.
#[must_use]
pub fn map(pairs: &[Pair]) -> Vec<u8> {
    let content = pairs
        .iter()
        .flat_map(|(key, value)| [key.clone(), value.clone()]);
    [
        head(5, length(pairs.len())),
        content.collect::<Vec<_>>().concat(),
    ]
    .concat()
}

/// A tagged item.
#[must_use]
pub fn tag(number: u64, item: Vec<u8>) -> Vec<u8> {
    [head(6, number), item].concat()
}

/// A boolean.
#[must_use]
pub fn boolean(value: bool) -> Vec<u8> {
    vec![if value { 0xf5 } else { 0xf4 }]
}

/// The same item with its head one size longer than need be; items whose head is a single byte.
#[must_use]
pub fn longer_head(item: &[u8]) -> Vec<u8> {
    match item.split_first() {
        Some((&initial, rest)) if initial & 0x1f < 24 => {
            [vec![initial & 0xe0 | 24, initial & 0x1f], rest.to_vec()].concat()
        }
        Some((&initial, [argument, rest @ ..])) if initial & 0x1f == 24 => {
            [vec![initial & 0xe0 | 25, 0, *argument], rest.to_vec()].concat()
        }
        _ => item.to_vec(),
    }
}

/// A map, array or string of indefinite length; `content` is what stands between start and break.
#[must_use]
pub fn indefinite(major: u8, content: &[u8]) -> Vec<u8> {
    [&[major << 5 | 31], content, &[0xff]].concat()
}

fn head(major: u8, value: u64) -> Vec<u8> {
    let major = major << 5;
    let argument = value.to_be_bytes();
    let [.., b3, b2, b1, b0] = argument;
    match value {
        0..=23 => vec![major | b0],
        24..=0xff => vec![major | 24, b0],
        0x100..=0xffff => vec![major | 25, b1, b0],
        0x1_0000..=0xffff_ffff => vec![major | 26, b3, b2, b1, b0],
        _ => [vec![major | 27], argument.to_vec()].concat(),
    }
}

fn length(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
