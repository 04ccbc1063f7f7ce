//! What the machine gives: a folder that can be written, room in it, sound; and who else is there.

use std::path::Path;
use std::time::Duration;

use host::fault::Fault;

use super::{Finding, Grade};
use crate::counts::Counts;
use crate::memory::MemoryFile;
use crate::session::Session;
use crate::trouble::Trouble;

/// Whether the home can be written, and the memory of what was accepted, without which nobody is.
pub(super) fn home(session: &Session) -> Finding {
    let path = session.home.path();
    let place = [("path", path.display().to_string().into())];
    if !path.exists() {
        return Finding::new(session, ("home", Grade::Look), "doctor-home-none", &place)
            .advise(session, "doctor-do-setup");
    }
    let memory = || -> Result<(), Trouble> {
        let ((), kept) = MemoryFile::open(session)?.with(session, |_| ())?;
        Ok(kept?)
    };
    let refused = match session.home.lock_within(Duration::ZERO) {
        Ok(_) | Err(Fault::Busy { .. }) => memory().err(),
        Err(fault) => Some(fault.into()),
    };
    match refused {
        None => Finding::new(session, ("home", Grade::Good), "doctor-home-good", &place),
        Some(trouble) => {
            let found = trouble.say(&session.words);
            Finding::said(("home", Grade::Wrong), found).advise(session, "doctor-do-home")
        }
    }
}

/// Whether there is room for the next lists.
pub(super) fn space(session: &Session) -> Finding {
    /// A year of counts and a hundred days of lists.
    const PLENTY: u64 = 200;
    /// The lists of some days.
    const LITTLE: u64 = 20;
    let ancestors = session.home.path().ancestors();
    let free = ancestors.into_iter().find_map(free_megabytes);
    let Some(free) = free else {
        return Finding::new(
            session,
            ("space", Grade::Unknown),
            "doctor-space-unknown",
            &[],
        );
    };
    let args = [("free", free.to_string().into())];
    let grade = match free {
        PLENTY.. => Grade::Good,
        LITTLE.. => Grade::Look,
        _ => Grade::Wrong,
    };
    let found = Finding::new(session, ("space", grade), "doctor-space", &args);
    match grade {
        Grade::Good => found,
        _ => found.advise(session, "doctor-do-space"),
    }
}

#[cfg(unix)]
fn free_megabytes(path: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(path).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize) >> 20)
}

#[cfg(not(unix))]
fn free_megabytes(_path: &Path) -> Option<u64> {
    None
}

/// Who else works with this home.
pub(super) fn others(session: &Session) -> Finding {
    if let Err(Fault::Busy {
        holder: Some(holder),
        ..
    }) = session.home.lock_within(Duration::ZERO)
    {
        let args = [
            ("tool", holder.tool.into()),
            ("pid", holder.pid.to_string().into()),
        ];
        return Finding::new(
            session,
            ("others", Grade::Look),
            "doctor-others-write",
            &args,
        )
        .advise(session, "doctor-do-wait");
    }
    match Counts::is_open_elsewhere(session) {
        Ok(false) => Finding::new(session, ("others", Grade::Good), "doctor-others-none", &[]),
        Ok(true) => Finding::new(session, ("others", Grade::Look), "doctor-others-door", &[])
            .advise(session, "doctor-do-others"),
        Err(fault) => {
            let found = fault.say(&session.words);
            Finding::said(("others", Grade::Unknown), found)
        }
    }
}

/// Whether the network sets the clock, where the system's own service leaves a sure sign of it.
pub(super) fn network_time(session: &Session) -> Finding {
    // Touched by systemd-timesyncd each time when a server has answered.
    let is_known = Path::new("/run/systemd/timesync/synchronized").exists();
    let (grade, id) = if is_known && !session.clock.is_rehearsal() {
        (Grade::Good, "doctor-network-time")
    } else {
        (Grade::Unknown, "doctor-network-time-unknown")
    };
    Finding::new(session, ("network-time", grade), id, &[])
}

/// Whether there is something to play a tone on.
#[cfg(target_os = "linux")]
pub(super) fn sound(session: &Session) -> Finding {
    // ALSA's devices for playing: pcmC0D0p.
    let is_player = |name: &str| name.starts_with("pcm") && name.ends_with('p');
    let entries = std::fs::read_dir("/dev/snd")
        .into_iter()
        .flatten()
        .flatten();
    let players: Vec<_> = entries
        .filter(|entry| entry.file_name().to_str().is_some_and(is_player))
        .map(|entry| entry.path())
        .collect();
    if players.is_empty() {
        return Finding::new(session, ("sound", Grade::Look), "doctor-sound-none", &[])
            .advise(session, "doctor-do-sound");
    }
    let may =
        |path: &std::path::PathBuf| rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok();
    if players.iter().any(may) {
        return Finding::new(session, ("sound", Grade::Good), "doctor-sound", &[]);
    }
    Finding::new(session, ("sound", Grade::Look), "doctor-sound-denied", &[])
        .advise(session, "doctor-do-sound-denied")
}

#[cfg(not(target_os = "linux"))]
pub(super) fn sound(session: &Session) -> Finding {
    Finding::new(
        session,
        ("sound", Grade::Unknown),
        "doctor-sound-unknown",
        &[],
    )
}
