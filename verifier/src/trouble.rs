//! What keeps a command from doing its work, in words.

use std::io;
use std::path::PathBuf;

use host::exit::Exit;
use host::fault::Fault;
use host::language::{FluentValue, Words};
use shared::root_set::NotARootSet;

use crate::poster::NoPoster;
use crate::profile::NoProfile;
use crate::serial::SerialFault;
use crate::settings;
use crate::source::{Flaw, SourceFault};
use crate::sync::Refusal;

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Trouble {
    /// The machine refused something.
    Machine(Fault),
    /// There are no frames.
    Source(SourceFault),
    /// The file that says what is held cannot be read.
    StateDamaged {
        /// That file.
        path: PathBuf,
    },
    /// No root key is trusted yet.
    NoRoot,
    /// The settings cannot be read.
    NotSettings {
        /// Their file.
        path: PathBuf,
        /// What is wrong with it.
        flaw: settings::Flaw,
    },
    /// Nobody has said where lists come from.
    NoSource,
    /// Nobody has said which statuses count.
    NothingWanted,
    /// Something is where the archive for the help desk should be.
    BundleThere {
        /// The path.
        path: PathBuf,
    },
    /// At the time that this computer shows, no lists and codes can be made to practise with.
    NoPractice,
    /// There is no terminal in which to ask.
    NoTerminal,
    /// Somebody left in the middle of the questions.
    SetupLeft,
    /// Neither a file nor the text of a root key.
    NotARoot(NotARootSet),
    /// Another root key is trusted.
    OtherRoot {
        /// The fingerprint of the one that is trusted.
        held: String,
        /// The fingerprint of the one that was given.
        given: String,
    },
    /// There is no publication where the command line says.
    NoPublication(Refusal),
    /// A file that makes nobody one of a venue's lanes.
    NotATicket {
        /// The file.
        path: PathBuf,
        /// The line that is wrong.
        line: usize,
    },
    /// A text that is no computer's name or address.
    NotAPlace {
        /// The text.
        given: String,
    },
    /// This verifier is one of several lanes already.
    AreLanes,
    /// This verifier is alone.
    NoLanes,
    /// A text that is no venue's code.
    NotAVenue {
        /// The text.
        given: String,
    },
    /// Codes must be made for this venue, which has no code.
    NoVenue,
    /// There is no such profile.
    NoProfile(NoProfile),
    /// There is no sheet for the entrance.
    NoPoster(NoPoster),
    /// A text that is no number of hours.
    NotHours {
        /// The text.
        given: String,
    },
    /// A text that is no day.
    NotADay {
        /// The text.
        given: String,
    },
    /// A text that is no camera's number.
    NotACamera {
        /// The text.
        given: String,
    },
    /// A window was asked for, and this program was built without one.
    NoWindow,
    /// The window cannot be opened.
    Window {
        /// What the system said.
        why: String,
    },
    /// There is no hand scanner on that port.
    NoScanner {
        /// The port.
        port: String,
        /// Why not.
        fault: SerialFault,
    },
    /// The system gives no random numbers.
    NoRandom {
        /// What the system said.
        why: String,
    },
    /// The standard input cannot be read.
    Input(io::Error),
    /// Nobody takes the output.
    Output(io::Error),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Machine(fault)
    }
}

impl From<SourceFault> for Trouble {
    fn from(fault: SourceFault) -> Self {
        Self::Source(fault)
    }
}

impl From<NoProfile> for Trouble {
    fn from(refused: NoProfile) -> Self {
        Self::NoProfile(refused)
    }
}

impl From<NoPoster> for Trouble {
    fn from(refused: NoPoster) -> Self {
        Self::NoPoster(refused)
    }
}

impl Trouble {
    /// How the tool ends.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::NotARoot(_)
            | Self::NoSource
            | Self::NothingWanted
            | Self::NoTerminal
            | Self::NotAPlace { .. }
            | Self::NotAVenue { .. }
            | Self::NoVenue
            | Self::NotHours { .. }
            | Self::NotADay { .. }
            | Self::NotACamera { .. }
            | Self::NoWindow => Exit::Usage,
            Self::OtherRoot { .. } | Self::AreLanes => Exit::Refused,
            Self::NoPublication(refusal) => refusal.exit(),
            Self::NoProfile(refused) => refused.exit(),
            Self::NoPoster(refused) => refused.exit(),
            Self::Machine(_)
            | Self::Source(_)
            | Self::StateDamaged { .. }
            | Self::NoRoot
            | Self::NotSettings { .. }
            | Self::NoPractice
            | Self::SetupLeft
            | Self::NotATicket { .. }
            | Self::NoLanes
            | Self::BundleThere { .. }
            | Self::NoScanner { .. }
            | Self::NoRandom { .. }
            | Self::Window { .. }
            | Self::Input(_)
            | Self::Output(_) => Exit::CouldNotRun,
        }
    }

    /// The name of the trouble for programs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Machine(_) => "machine",
            Self::Source(_) => "no-frames",
            Self::StateDamaged { .. } => "state-damaged",
            Self::NoRoot => "no-root",
            Self::NotSettings { .. } => "not-settings",
            Self::NoSource => "no-source",
            Self::NothingWanted => "nothing-wanted",
            Self::NoPractice => "no-practice",
            Self::NoTerminal => "no-terminal",
            Self::SetupLeft => "setup-left",
            Self::BundleThere { .. } => "bundle-there",
            Self::NotARoot(_) => "not-a-root",
            Self::OtherRoot { .. } => "other-root",
            Self::NoPublication(_) => "no-publication",
            Self::NotATicket { .. } => "not-a-ticket",
            Self::NotAPlace { .. } => "not-a-place",
            Self::AreLanes => "are-lanes",
            Self::NoLanes => "no-lanes",
            Self::NotAVenue { .. } => "not-a-venue",
            Self::NoVenue => "no-venue",
            Self::NoProfile(_) => "no-profile",
            Self::NoPoster(_) => "no-poster",
            Self::NotHours { .. } => "not-hours",
            Self::NotADay { .. } => "not-a-day",
            Self::NotACamera { .. } => "not-a-camera",
            Self::NoWindow => "no-window",
            Self::Window { .. } => "window",
            Self::NoScanner { .. } => "no-scanner",
            Self::NoRandom { .. } => "no-random",
            Self::Input(_) => "input",
            Self::Output(_) => "output",
        }
    }

    /// The sentence for people, with what can be done about it.
    #[must_use]
    pub fn say(&self, words: &Words) -> String {
        let given = |id: &str, given: &str| words.say(id, &[("given", text(given))]);
        let path = |id: &str, path: &PathBuf| words.say(id, &[("path", shown(path))]);
        match self {
            Self::Machine(fault) => fault.say(words),
            Self::Source(fault) => source_words(fault, words),
            Self::StateDamaged { path: file } => path("trouble-state-damaged", file),
            Self::NoRoot => words.say("trouble-no-root", &[]),
            Self::NotSettings { path, flaw } => words.say(
                "trouble-not-settings",
                &[
                    ("path", shown(path)),
                    ("line", flaw.line.to_string().into()),
                    ("why", text(&flaw.why)),
                ],
            ),
            Self::NoSource => words.say("trouble-no-source", &[]),
            Self::NothingWanted => words.say("trouble-nothing-wanted", &[]),
            Self::NoPractice => words.say("trouble-no-practice", &[]),
            Self::NoTerminal => words.say("trouble-no-terminal", &[]),
            Self::SetupLeft => words.say("trouble-setup-left", &[]),
            Self::BundleThere { path: file } => path("trouble-bundle-there", file),
            Self::NotARoot(flaw) => root_words(*flaw, words),
            Self::OtherRoot { held, given } => words.say(
                "trouble-other-root",
                &[("held", text(held)), ("given", text(given))],
            ),
            Self::NoPublication(refusal) => refusal.say(words),
            Self::NotATicket { path, line } => words.say(
                "trouble-not-a-ticket",
                &[("path", shown(path)), ("line", line.to_string().into())],
            ),
            Self::NotAPlace { given: place } => given("trouble-not-a-place", place),
            Self::AreLanes => words.say("trouble-are-lanes", &[]),
            Self::NoLanes => words.say("trouble-no-lanes", &[]),
            Self::NotAVenue { given: code } => given("trouble-not-a-venue", code),
            Self::NoVenue => words.say("trouble-no-venue", &[]),
            Self::NoProfile(refused) => refused.say(words),
            Self::NoPoster(refused) => refused.say(words),
            Self::NotHours { given: hours } => given("trouble-not-hours", hours),
            Self::NoWindow => words.say("trouble-no-window", &[]),
            Self::Window { why } => words.say("trouble-window", &[("why", text(why))]),
            Self::NotADay { given: day } => given("trouble-not-a-day", day),
            Self::NotACamera { given: number } => given("trouble-not-a-camera", number),
            Self::NoScanner { port, fault } => fault.say(port, words),
            Self::NoRandom { why } => words.say("trouble-no-random", &[("why", text(why))]),
            Self::Input(why) => words.say("trouble-input", &[("why", text(&why.to_string()))]),
            Self::Output(why) => words.say("trouble-output", &[("why", text(&why.to_string()))]),
        }
    }
}

fn root_words(flaw: NotARootSet, words: &Words) -> String {
    match flaw {
        NotARootSet::Form => words.say("trouble-root-form", &[]),
        NotARootSet::Key { place } => words.say("trouble-root-key", &[("place", place.into())]),
        NotARootSet::Keys => words.say("trouble-root-keys", &[]),
        NotARootSet::Threshold { threshold, keys } => words.say(
            "trouble-root-threshold",
            &[("threshold", threshold.into()), ("keys", keys.into())],
        ),
    }
}

/// Why there are no frames, in words.
pub(crate) fn source_words(fault: &SourceFault, words: &Words) -> String {
    let camera = |id: &str, index: u32| words.say(id, &[("index", number(index))]);
    let camera_why = |id: &str, index: u32, why: &str| {
        words.say(id, &[("index", number(index)), ("why", text(why))])
    };
    match fault {
        SourceFault::NoCamera { index } => camera("camera-missing", *index),
        SourceFault::CameraBusy { index } => camera("camera-busy", *index),
        SourceFault::CameraDenied { index } => camera("camera-denied", *index),
        SourceFault::NoFormat { index, why } => camera_why("camera-no-format", *index, why),
        SourceFault::CameraRefused { index, why } => camera_why("camera-refused", *index, why),
        SourceFault::Lost { index, why } => camera_why("camera-lost", *index, why),
        SourceFault::Stalled { index, seconds } => words.say(
            "camera-stalled",
            &[("index", number(*index)), ("seconds", (*seconds).into())],
        ),
        SourceFault::Garbled { index, flaw } => {
            camera_why("camera-garbled", *index, &flaw_words(flaw, words))
        }
        SourceFault::File { path, flaw } => words.say(
            "video-file",
            &[
                ("path", shown(path)),
                ("flaw", flaw_words(flaw, words).into()),
            ],
        ),
        SourceFault::Frame {
            path,
            number: place,
            flaw,
        } => words.say(
            "video-frame",
            &[
                ("path", shown(path)),
                ("number", place.to_string().into()),
                ("flaw", flaw_words(flaw, words).into()),
            ],
        ),
    }
}

/// What to do about a camera, for those who stand at the door; what the driver said is for others.
pub(crate) fn blind_words(fault: &SourceFault, words: &Words) -> String {
    let id = match fault {
        SourceFault::NoCamera { .. } => "desk-blind-missing",
        SourceFault::CameraBusy { .. } => "desk-blind-busy",
        SourceFault::CameraDenied { .. } => "desk-blind-denied",
        SourceFault::NoFormat { .. } | SourceFault::CameraRefused { .. } => "desk-blind-refused",
        SourceFault::Lost { .. } => "desk-blind-lost",
        SourceFault::Stalled { .. } | SourceFault::Garbled { .. } => "desk-blind-stalled",
        SourceFault::File { .. } | SourceFault::Frame { .. } => return source_words(fault, words),
    };
    words.say(id, &[])
}

fn flaw_words(flaw: &Flaw, words: &Words) -> String {
    match flaw {
        Flaw::Unreadable(why) => words.say("flaw-unreadable", &[("why", text(why))]),
        Flaw::NotAFile => words.say("flaw-not-a-file", &[]),
        Flaw::UnknownFormat => words.say("flaw-unknown-format", &[]),
        Flaw::Empty => words.say("flaw-empty", &[]),
        Flaw::TooLarge { limit } => {
            words.say("flaw-too-large", &[("limit", limit.to_string().into())])
        }
        Flaw::TooMany { limit } => {
            words.say("flaw-too-many", &[("limit", limit.to_string().into())])
        }
        Flaw::Header(why) => words.say("flaw-header", &[("why", text(why))]),
        Flaw::Truncated { .. } => words.say("flaw-truncated", &[]),
        Flaw::Frame(fault) => words.say("flaw-frame", &[("why", text(&fault.to_string()))]),
        Flaw::Undecodable(why) => words.say("flaw-undecodable", &[("why", text(why))]),
    }
}

fn text(text: &str) -> FluentValue<'static> {
    text.to_owned().into()
}

/// A name, not an amount: without plural and grouping.
fn number(index: u32) -> FluentValue<'static> {
    index.to_string().into()
}

fn shown(path: &std::path::Path) -> FluentValue<'static> {
    path.display().to_string().into()
}
