//! How far a synchronisation is, on a terminal; nowhere else.

use host::language::Words;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// One line on the standard error, gone at the end. It has no colours.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    /// How the amount is written in the person's language.
    amount: String,
    decimal_mark: String,
    /// Whether it is known how much there is to do.
    has_bar: bool,
    expected: u64,
    come: u64,
}

impl Progress {
    pub(super) fn new(words: &Words) -> Self {
        let amount = words.say(
            "sync-progress",
            &[("done", "{done}".into()), ("total", "{total}".into())],
        );
        let decimal_mark = words.say("decimal-mark", &[]);
        Self::on(ProgressDrawTarget::stderr(), amount, decimal_mark)
    }

    /// Where nobody is to see it.
    pub(super) fn hidden() -> Self {
        Self::on(ProgressDrawTarget::hidden(), String::new(), String::new())
    }

    fn on(target: ProgressDrawTarget, amount: String, decimal_mark: String) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template("{wide_msg}") {
            bar.set_style(style);
        }
        Self {
            bar,
            amount,
            decimal_mark,
            has_bar: false,
            expected: 0,
            come: 0,
        }
    }

    /// The file that is read now.
    pub(super) fn file(&mut self, name: &str) {
        self.bar.set_message(name.to_owned());
    }

    /// So many bytes more will come.
    pub(super) fn expect(&mut self, bytes: u64) {
        if bytes > 0 && !self.has_bar {
            self.has_bar = true;
            self.bar.set_style(self.style());
        }
        self.expected = self.expected.saturating_add(bytes);
        self.show();
    }

    /// So many bytes have come.
    pub(super) fn came(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.come = self.come.saturating_add(bytes);
        self.show();
    }

    /// So many bytes that had come do not count.
    pub(super) fn lost(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.come = self.come.saturating_sub(bytes);
        self.show();
    }

    fn style(&self) -> ProgressStyle {
        let mark = &self.decimal_mark;
        let total = |state: &ProgressState| state.len().unwrap_or_default();
        ProgressStyle::with_template(&format!("[{{bar:24}}] {}  {{wide_msg}}", self.amount))
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> ")
            .with_key("done", megabytes(mark.clone(), ProgressState::pos))
            .with_key("total", megabytes(mark.clone(), total))
    }

    fn show(&mut self) {
        // What nobody has announced is small.
        self.expected = self.expected.max(self.come);
        self.bar.set_length(self.expected);
        self.bar.set_position(self.come);
    }

    /// Takes the line away.
    pub(super) fn end(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

/// Writes a number of bytes as megabytes with one decimal.
fn megabytes(
    mark: String,
    bytes: fn(&ProgressState) -> u64,
) -> impl Fn(&ProgressState, &mut dyn std::fmt::Write) + Clone + Send + Sync {
    move |state, out| {
        let tenths = bytes(state).saturating_add(50_000) / 100_000;
        // A line that is not drawn harms nobody.
        let _ = write!(out, "{}{mark}{}", tenths / 10, tenths % 10);
    }
}
