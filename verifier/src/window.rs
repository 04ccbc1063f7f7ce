//! The desk in a window of its own, for a screen that is read from three metres.

#[cfg(feature = "window")]
mod paint;
#[cfg(feature = "window")]
mod pane;
#[cfg(feature = "window")]
mod sign;
#[cfg(feature = "window")]
mod sound;

/// Whether this program was built with the window.
pub const IS_BUILT_IN: bool = cfg!(feature = "window");

#[cfg(feature = "window")]
pub use paint::{Picture, paint};
#[cfg(feature = "window")]
pub use pane::run;

/// There is no window in this build.
///
/// # Errors
/// Always.
#[cfg(not(feature = "window"))]
pub fn run(
    _: &crate::session::Session,
    _: &crate::cli::Scan,
    _: crate::gate::Gate<'_>,
) -> Result<host::exit::Exit, crate::trouble::Trouble> {
    Err(crate::trouble::Trouble::NoWindow)
}

#[cfg(test)]
#[cfg(feature = "window")]
mod tests;
