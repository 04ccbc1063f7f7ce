//! `verifier doctor`: everything that a door needs, looked at before somebody stands there. Nothing is guessed: what
//! cannot be checked is said to be so.

use host::exit::Exit;
use serde_json::{Value, json};

mod eye;
mod finding;
mod held;
mod machine;
mod venue;

pub use finding::{Finding, Grade};

use crate::cli::Doctor;
use crate::session::Session;
use crate::settings::{Line, Reading};
use crate::trouble::Trouble;

/// Looks at everything and says what was found.
pub fn run(session: &Session, asked: &Doctor) -> Result<Exit, Trouble> {
    let diagnosis = Diagnosis::new(session, asked);
    if session.json {
        session.json(&diagnosis.json())?;
    } else {
        diagnosis.print(session)?;
    }
    Ok(diagnosis.exit())
}

/// All that was found.
#[derive(Debug)]
pub struct Diagnosis {
    findings: Vec<Finding>,
    /// Whether codes can be decided about.
    decides: bool,
}

impl Diagnosis {
    /// Looks at everything.
    #[must_use]
    pub fn new(session: &Session, asked: &Doctor) -> Self {
        let mut findings = vec![
            machine::home(session),
            machine::space(session),
            machine::others(session),
        ];
        let (held, decides) = held::findings(session);
        findings.extend(held);
        findings.push(machine::network_time(session));
        findings.extend(venue::lanes(session));
        let (settings, wrong) = venue::settings(session);
        findings.extend(wrong);
        let profile = settings.profile.as_ref().map(Line::as_str);
        findings.push(venue::profile(
            session,
            asked.profile.as_deref().or(profile),
        ));
        findings.push(eye::permission(session));
        findings.push(match (asked.camera.as_deref(), settings.camera) {
            (None, Some(Reading::Typed(_))) => venue::hand_scanner(session),
            (None, Some(Reading::Camera(index))) => eye::eye(session, Some(&index.to_string())),
            (given, _) => eye::eye(session, given),
        });
        findings.push(machine::sound(session));
        Self { findings, decides }
    }

    /// How the tool ends.
    #[must_use]
    pub fn exit(&self) -> Exit {
        let is_fine = |finding: &Finding| matches!(finding.grade, Grade::Good | Grade::Unknown);
        if !self.decides {
            Exit::CannotTell
        } else if self.findings.iter().all(is_fine) {
            Exit::Accepted
        } else {
            Exit::Refused
        }
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let findings = self.findings.iter().map(Finding::json);
        json!({
            "decides": self.decides,
            "checks": findings.collect::<Vec<_>>(),
        })
    }

    fn print(&self, session: &Session) -> Result<(), Trouble> {
        let words = &session.words;
        let width = Grade::all().map(|grade| grade.say(words).chars().count());
        let width = width.into_iter().max().unwrap_or_default();
        for finding in &self.findings {
            let grade = finding.grade;
            let mark = format!("{} {:width$}", grade.sign(), grade.say(words));
            let mark = match grade.paint() {
                Some(paint) => session.painted(&mark, paint),
                None if session.colour => format!(" {mark} "),
                None => mark,
            };
            session.line(&format!("{mark}  {}", finding.found))?;
            if let Some(advice) = &finding.advice {
                session.line(&format!("{:1$}{advice}", "", width + 4))?;
            }
        }
        session.line("")?;
        let id = match self.exit() {
            Exit::Accepted => "doctor-all-good",
            Exit::CannotTell => "doctor-decides-not",
            _ => "doctor-decides",
        };
        session.say(id, &[])
    }
}
