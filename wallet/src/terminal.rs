//! What a terminal can show: it is asked, and its answers are read before anything is drawn.

use std::io;

use crate::drawing::Form;

/// What is asked, all at once: a picture of one pixel by kitty's protocol; the terminal's name (XTVERSION); the size
/// of a character; the size of the largest sixels (XTSMGRAPHICS); and, because every terminal answers this and in
/// order, what it is (DA1).
pub const QUESTIONS: &str = "\x1b_Gi=1869770351,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\
     \x1b[>q\x1b[16t\x1b[?2;1;0S\x1b[c";

/// What a terminal answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Whether it shows pictures by kitty's protocol.
    pub kitty: bool,
    /// Whether it shows sixels.
    pub sixel: bool,
    /// Its name and version.
    pub name: Option<String>,
    /// Pixels along the width and the height of a character.
    pub cell: Option<(usize, usize)>,
    /// Pixels along the width and the height of the largest picture in sixels.
    pub largest: Option<(usize, usize)>,
    /// Whether it answered everything that it is going to answer.
    pub is_complete: bool,
    /// What somebody typed meanwhile.
    pub typed: Vec<u8>,
}

impl Answers {
    /// Reads answers, and what was typed between them, as they come from a terminal in raw mode.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let mut answers = Self::default();
        let mut rest = bytes;
        while let Some((&first, after)) = rest.split_first() {
            match (first, after.split_first()) {
                (ESCAPE, Some((b'[', after))) => {
                    let Some((parameters, last, after)) = control_sequence(after) else {
                        break;
                    };
                    answers.take_control(parameters, last);
                    rest = after;
                }
                (ESCAPE, Some((&kind @ (b'_' | b'P' | b']'), after))) => {
                    let Some((text, after)) = control_string(after) else {
                        break;
                    };
                    answers.take_string(kind, text);
                    rest = after;
                }
                _ => {
                    answers.typed.push(first);
                    rest = after;
                }
            }
        }
        answers
    }

    /// The form in which it shows pictures: the one that it says itself, or by what its environment says.
    #[must_use]
    pub fn picture(&self, variable: impl Fn(&str) -> Option<String>) -> Option<Form> {
        if self.kitty {
            return Some(Form::Kitty);
        }
        let name = match &self.name {
            Some(name) => name.clone(),
            // A multiplexer hides the terminal that its environment names.
            None if variable("TMUX").is_some() || variable("STY").is_some() => String::new(),
            None => ["TERM_PROGRAM", "LC_TERMINAL"]
                .into_iter()
                .filter_map(variable)
                .collect(),
        };
        if ["iTerm", "WezTerm"]
            .iter()
            .any(|known| name.contains(known))
        {
            return Some(Form::Iterm);
        }
        self.sixel.then_some(Form::Sixel)
    }

    fn take_control(&mut self, parameters: &[u8], last: u8) {
        let private = parameters.first() == Some(&b'?');
        let numbers = numbers(parameters.strip_prefix(b"?").unwrap_or(parameters));
        match (private, last, numbers.as_slice()) {
            (true, b'c', attributes) => {
                self.sixel = attributes.iter().skip(1).any(|&attribute| attribute == 4);
                self.is_complete = true;
            }
            (true, b'S', &[2, 0, width, height]) => self.largest = size(width, height),
            (false, b't', &[6, height, width]) => self.cell = size(width, height),
            _ => {}
        }
    }

    fn take_string(&mut self, kind: u8, text: &[u8]) {
        let text = String::from_utf8_lossy(text);
        if kind == b'_' && text == "Gi=1869770351;OK" {
            self.kitty = true;
        } else if let (b'P', Some(name)) = (kind, text.strip_prefix(">|")) {
            self.name = Some(name.to_owned());
        }
    }
}

/// Asks the terminal, which is in raw mode. Where it does not answer within a second, what it said so far.
pub fn ask(write: impl FnOnce(&str) -> io::Result<()>) -> io::Result<Answers> {
    input::answers(|| write(QUESTIONS))
}

/// Throws away what came from the terminal and was not read yet.
pub fn forget_input() {
    input::forget();
}

/// The parameters of a control sequence, its last byte, and what follows it; `None` while it is not complete.
fn control_sequence(bytes: &[u8]) -> Option<(&[u8], u8, &[u8])> {
    let end = bytes.iter().position(|byte| !matches!(byte, 0x20..=0x3f))?;
    let (parameters, rest) = bytes.split_at(end);
    let (&last, after) = rest.split_first()?;
    Some((parameters, last, after))
}

/// The text of a control string and what follows its end (ST, or BEL); `None` while it is not complete.
fn control_string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes
        .iter()
        .position(|&byte| byte == ESCAPE || byte == BELL)?;
    let (text, rest) = bytes.split_at(end);
    match rest {
        [BELL, after @ ..] | [ESCAPE, b'\\', after @ ..] => Some((text, after)),
        // Another sequence begins: this one was cut off.
        [ESCAPE, _, ..] => Some((&[], rest)),
        _ => None,
    }
}

fn numbers(parameters: &[u8]) -> Vec<usize> {
    parameters
        .split(|&byte| byte == b';')
        .map(|digits| {
            let digits = str::from_utf8(digits).ok();
            digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
        })
        .collect()
}

/// A size that a character or a picture can have.
fn size(width: usize, height: usize) -> Option<(usize, usize)> {
    let is_sound = |pixels: usize| (1..=0xffff).contains(&pixels);
    (is_sound(width) && is_sound(height)).then_some((width, height))
}

const ESCAPE: u8 = 0x1b;
const BELL: u8 = 0x07;

#[cfg(unix)]
mod input {
    //! Bytes from a terminal in raw mode, with a time limit that the terminal driver keeps.

    use std::fs::File;
    use std::io::{self, IsTerminal as _};
    use std::os::fd::{AsFd as _, BorrowedFd};

    use rustix::io::Errno;
    use rustix::termios::{
        OptionalActions, QueueSelector, SpecialCodeIndex, tcflush, tcgetattr, tcsetattr,
    };

    use super::Answers;

    pub(super) fn answers(ask: impl FnOnce() -> io::Result<()>) -> io::Result<Answers> {
        with_terminal(|terminal| {
            let before = tcgetattr(terminal)?;
            let mut patient = before.clone();
            // Reading comes back after a tenth of a second without a byte.
            patient.special_codes[SpecialCodeIndex::VMIN] = 0;
            patient.special_codes[SpecialCodeIndex::VTIME] = 1;
            tcsetattr(terminal, OptionalActions::Now, &patient)?;
            let answers = ask().and_then(|()| collect(terminal));
            tcsetattr(terminal, OptionalActions::Now, &before)?;
            answers
        })
    }

    pub(super) fn forget() {
        // A terminal that is gone has nothing left to be thrown away.
        let _ = with_terminal(|terminal| Ok(tcflush(terminal, QueueSelector::IFlush)?));
    }

    fn collect(terminal: BorrowedFd<'_>) -> io::Result<Answers> {
        let mut bytes = Vec::new();
        let mut silence = 0;
        loop {
            let answers = Answers::read(&bytes);
            if answers.is_complete || silence == PATIENCE || bytes.len() > MOST {
                return Ok(answers);
            }
            let mut some = [0; 1024];
            match rustix::io::read(terminal, &mut some) {
                Ok(0) | Err(Errno::INTR) => silence += 1,
                Ok(count) => bytes.extend(some.iter().take(count)),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The terminal that keys come from.
    fn with_terminal<T>(work: impl FnOnce(BorrowedFd<'_>) -> io::Result<T>) -> io::Result<T> {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            return work(stdin.as_fd());
        }
        let terminal = File::options().read(true).write(true).open("/dev/tty")?;
        work(terminal.as_fd())
    }

    /// Tenths of a second without an answer.
    const PATIENCE: u32 = 10;
    /// Bytes of answers and typing.
    const MOST: usize = 8192;
}

#[cfg(not(unix))]
mod input {
    //! Elsewhere answers cannot be told from keys, so nothing is asked.

    use std::io;

    use super::Answers;

    pub(super) fn answers(_: impl FnOnce() -> io::Result<()>) -> io::Result<Answers> {
        Ok(Answers {
            is_complete: true,
            ..Answers::default()
        })
    }

    pub(super) fn forget() {}
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn terminals_are_known_by_their_answers() {
        let xterm = Answers::read(
            b"\x1bP>|XTerm(379)\x1b\\\x1b[6;13;6t\x1b[?2;0;1000;800S\x1b[?63;1;2;4;6;22c",
        );
        assert_eq!(xterm.cell, Some((6, 13)));
        assert_eq!(xterm.largest, Some((1000, 800)));
        assert_eq!(xterm.name.as_deref(), Some("XTerm(379)"));
        assert_eq!(xterm.picture(|_| None), Some(Form::Sixel));

        let kitty =
            Answers::read(b"\x1b_Gi=1869770351;OK\x1b\\\x1bP>|kitty(0.26.5)\x1b\\\x1b[?62;c");
        assert_eq!(
            (kitty.picture(|_| None), kitty.is_complete),
            (Some(Form::Kitty), true)
        );
        let refusing = Answers::read(b"\x1b_Gi=1869770351;ENOTSUPPORTED\x1b\\\x1b[?62;c");
        assert_eq!(refusing.picture(|_| None), None);

        // The 4 that names a class is no attribute.
        let plain = Answers::read(b"\x1b[?4;6c");
        assert_eq!((plain.picture(|_| None), plain.is_complete), (None, true));
    }

    #[test]
    fn a_name_is_believed_before_the_environment() {
        let iterm = |name: &str| (name == "LC_TERMINAL").then(|| "iTerm2".to_owned());
        let unnamed = Answers::read(b"\x1b[?62;4c");
        assert_eq!(unnamed.picture(iterm), Some(Form::Iterm));
        let in_tmux = |name: &str| (name == "TMUX").then(String::new).or_else(|| iterm(name));
        assert_eq!(unnamed.picture(in_tmux), Some(Form::Sixel));
        let foot = Answers::read(b"\x1bP>|foot(1.13.1)\x1b\\\x1b[?62;4;22c");
        assert_eq!(foot.picture(iterm), Some(Form::Sixel));
        let wezterm = Answers::read(b"\x1bP>|WezTerm 20240203\x1b\\\x1b[?65;4;6;18;22c");
        assert_eq!(wezterm.picture(|_| None), Some(Form::Iterm));
    }

    #[test]
    fn keys_between_answers_are_not_lost() {
        let answers = Answers::read(b"q\x1b[6;0;9tx\x1b\x1bP>|x\x1b[?62c");
        assert_eq!(answers.typed, b"qx\x1b");
        assert_eq!(
            (answers.cell, answers.name, answers.is_complete),
            (None, None, true)
        );
    }

    proptest! {
        #[test]
        fn an_answer_cut_anywhere_is_not_complete_and_types_nothing(cut in 0_usize..100) {
            let all = b"\x1b_Gi=1869770351;OK\x1b\\\x1bP>|kitty(0.26.5)\x1b\\\x1b[6;18;9t\x1b[?2;0;1000;800S\x1b[?62;4;22c";
            let answers = Answers::read(all.get(..cut.min(all.len() - 1)).unwrap());
            prop_assert!(!answers.is_complete);
            // A lone escape may be a key.
            prop_assert!(answers.typed.is_empty() || answers.typed == [ESCAPE]);
        }

        #[test]
        fn whatever_comes_is_read(bytes in proptest::collection::vec(prop_oneof![
            any::<u8>(), Just(b'\x1b'), Just(b'['), Just(b'_'), Just(b'P'), Just(b';'), Just(b'?'), Just(b'c'),
            b'0'..=b'9',
        ], 0..64)) {
            let answers = Answers::read(&bytes);
            prop_assert!(answers.typed.len() <= bytes.len());
            let again = [bytes, b"\x1b\\\x1b[?62;4c".to_vec()].concat();
            prop_assert!(Answers::read(&again).is_complete);
        }
    }
}
