//! How far a long command is, on a terminal; nowhere else.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::desk::Desk;

/// One line on the standard error, gone at the end. It has no colours.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Begins something of so many parts, whose message has this id.
    pub(crate) fn new(desk: &Desk<'_>, id: &str, parts: u64) -> Self {
        let target = if desk.is_read_by_a_program {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(parts), target);
        if let Ok(style) = ProgressStyle::with_template("[{bar:24}] {percent:>3} %  {wide_msg}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(desk.say(id, &[]));
        Self(bar)
    }

    /// So many parts more are done.
    pub(crate) fn advance(&self, parts: u64) {
        self.0.inc(parts);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
