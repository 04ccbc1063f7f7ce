//! A code as an inline image of iTerm2, also in `WezTerm`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::png::png;
use host::qr::Code;

/// The picture, its corner at the cursor.
pub(super) fn put(code: &Code, scale: usize) -> String {
    let png = png(code, scale);
    let (size, side) = (png.len(), code.side() * scale);
    let data = STANDARD.encode(png);
    format!(
        "\x1b]1337;File=inline=1;size={size};width={side}px;height={side}px;doNotMoveCursor=1:{data}\x07"
    )
}
