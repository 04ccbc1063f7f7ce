//! What is told beside the output: on the standard error, or at the desk while that has the screen.

use std::fmt;
use std::io::{self, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::json;

/// Somebody who tells people what happens.
type Teller = Box<dyn Fn(String) + Send>;

/// Where remarks go.
#[derive(Clone, Default)]
pub struct Remarks {
    is_json: bool,
    desk: Arc<Mutex<Option<Teller>>>,
}

impl Remarks {
    /// Remarks on the standard error: sentences for people, or objects that name them for programs.
    #[must_use]
    pub fn new(is_json: bool) -> Self {
        Self {
            is_json,
            desk: Arc::default(),
        }
    }

    /// Tells something.
    pub fn tell(&self, name: &str, text: &str) {
        if let Some(desk) = &*self.desk() {
            desk(text.to_owned());
        } else if self.is_json {
            write(&json!({ "note": name, "message": text }).to_string());
        } else {
            write(text);
        }
    }

    /// Lets somebody who has the screen tell it, until what is given back is dropped.
    #[must_use]
    pub fn at_desk(&self, tell: impl Fn(String) + Send + 'static) -> AtDesk {
        *self.desk() = Some(Box::new(tell));
        AtDesk(self.clone())
    }

    fn desk(&self) -> MutexGuard<'_, Option<Teller>> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes a line beside the output.
pub fn write(text: &str) {
    // Nobody is left to be told when the terminal is gone.
    drop(writeln!(io::stderr(), "{text}"));
}

/// As long as this lives, remarks are told at the desk.
#[derive(Debug)]
pub struct AtDesk(Remarks);

impl Drop for AtDesk {
    fn drop(&mut self) {
        *self.0.desk() = None;
    }
}

impl fmt::Debug for Remarks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remarks")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn the_desk_is_told_while_it_has_the_screen() {
        let remarks = Remarks::new(false);
        let (send, told) = channel();
        let other = remarks.clone();
        let at_desk = remarks.at_desk(move |text| drop(send.send(text)));
        other.tell("disk", "the disk is full");
        assert_eq!(told.try_recv().as_deref(), Ok("the disk is full"));
        drop(at_desk);
        other.tell("disk", "and on the standard error");
        assert!(told.try_recv().is_err());
    }
}
