//! A code as a picture by kitty's graphics protocol, also in Ghostty and Konsole.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Picture;
use super::png::png;
use host::qr::Code;

/// The picture. Successive numbers make pictures that do not replace each other, so that one can be shown before
/// the other is removed.
pub(super) fn picture(code: &Code, scale: usize, number: u64) -> Picture {
    let id = FIRST + number % 2;
    let data = STANDARD.encode(png(code, scale));
    let mut put = String::with_capacity(data.len() + 256);
    // Transmit and show a PNG (f=100) without moving the cursor (C=1) and without an answer (q=2).
    let mut keys = format!("a=T,f=100,i={id},C=1,q=2,");
    let mut rest = data.as_str();
    while !rest.is_empty() {
        let (chunk, more) = rest.split_at(rest.len().min(CHUNK));
        let is_more = u8::from(!more.is_empty());
        put.push_str(&format!("\x1b_G{keys}m={is_more};{chunk}\x1b\\"));
        keys = "q=2,".to_owned();
        rest = more;
    }
    Picture {
        put,
        // The picture and its data (d=I).
        remove: format!("\x1b_Ga=d,d=I,i={id},q=2\x1b\\"),
    }
}

/// Numbers that no other program in the terminal is likely to use.
const FIRST: u64 = 1_869_770_352;
/// Characters that one part may have.
const CHUNK: usize = 4096;
