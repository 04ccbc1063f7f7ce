//! The desk in a window of its own, for a screen that is read from three metres.

#[cfg(feature = "window")]
mod paint;
#[cfg(feature = "window")]
mod pane;
#[cfg(feature = "window")]
mod sign;
#[cfg(feature = "window")]
mod sound;
#[cfg(feature = "window")]
mod tour;

/// Whether this program was built with the window.
pub const IS_BUILT_IN: bool = cfg!(feature = "window");

#[cfg(feature = "window")]
pub use paint::{Picture, paint};
#[cfg(feature = "window")]
pub use pane::run;
#[cfg(feature = "window")]
pub use tour::show;

/// There is no window in this build.
///
/// # Errors
/// Always.
#[cfg(not(feature = "window"))]
pub fn run(
    _: &crate::session::Session,
    _: &crate::cli::Workplace,
    _: Box<dyn crate::entrance::Entrance + Send + '_>,
) -> Result<host::exit::Exit, crate::trouble::Trouble> {
    Err(crate::trouble::Trouble::NoWindow)
}

/// There is no window in this build.
///
/// # Errors
/// Always.
#[cfg(not(feature = "window"))]
pub fn show(
    _: &crate::session::Session,
    _: &mut crate::tour::Tour<'_>,
    _: bool,
) -> Result<(), crate::trouble::Trouble> {
    Err(crate::trouble::Trouble::NoWindow)
}

#[cfg(test)]
#[cfg(feature = "window")]
mod tests;
