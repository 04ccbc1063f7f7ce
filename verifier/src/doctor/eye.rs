//! The camera: whether it is there, may be used, and sends frames.

use std::time::Duration;

use super::{Finding, Grade};
use crate::camera::{self, Camera};
use crate::scan::{camera_number, mode_words};
use crate::session::Session;
use crate::source::SourceFault;
use crate::trouble::source_words;

/// A camera that takes longer for its first frame keeps people waiting.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was found about the camera with this number; about the first where none is given.
pub(super) fn eye(session: &Session, number: Option<&str>) -> Finding {
    let number = match camera_number(number) {
        Ok(number) => number,
        Err(trouble) => return Finding::said(CAMERA_WRONG, trouble.say(&session.words)),
    };
    // Some drivers let nobody else look while they send.
    let formats = camera::modes(number).unwrap_or_default();
    let asked = (session.instant)();
    let camera = match Camera::open(number, Camera::STALL_AFTER, session.instant) {
        Ok(camera) => camera,
        Err(SourceFault::NoCamera { .. }) if camera::list().is_empty() => {
            return Finding::new(session, CAMERA_WRONG, "status-no-camera", &[])
                .advise(session, "doctor-do-camera");
        }
        Err(fault) => return Finding::said(CAMERA_WRONG, source_words(&fault, &session.words)),
    };
    let waited = (session.instant)().saturating_duration_since(asked);
    let mut formats: Vec<&str> = formats.iter().map(|mode| mode.format.as_str()).collect();
    formats.sort_unstable();
    formats.dedup();
    let args = [
        ("camera", mode_words(camera.mode(), &session.words).into()),
        ("formats", formats.join(", ").into()),
        ("seconds", waited.as_secs().into()),
    ];
    if waited > PATIENCE {
        let slow = ("camera", Grade::Look);
        return Finding::new(session, slow, "doctor-camera-slow", &args)
            .advise(session, "doctor-do-camera-slow");
    }
    let id = if formats.is_empty() {
        "doctor-camera"
    } else {
        "doctor-camera-formats"
    };
    Finding::new(session, ("camera", Grade::Good), id, &args)
}

const CAMERA_WRONG: (&str, Grade) = ("camera", Grade::Wrong);

/// Whether this user may open the devices of cameras.
#[cfg(target_os = "linux")]
pub(super) fn permission(session: &Session) -> Finding {
    use rustix::fs::{Access, access};

    let is_camera = |name: &str| {
        name.strip_prefix("video")
            .is_some_and(|number| number.parse::<u8>().is_ok())
    };
    let entries = std::fs::read_dir("/dev").into_iter().flatten().flatten();
    let mut devices: Vec<_> = entries
        .filter(|entry| entry.file_name().to_str().is_some_and(is_camera))
        .map(|entry| entry.path())
        .collect();
    devices.sort();
    let Some(first) = devices.first() else {
        let permission = ("permission", Grade::Unknown);
        return Finding::new(session, permission, "doctor-permission-unknown", &[]);
    };
    let is_denied = |path: &&std::path::PathBuf| {
        access(path.as_path(), Access::READ_OK | Access::WRITE_OK).is_err()
    };
    let denied = devices.iter().find(is_denied);
    let path = denied.unwrap_or(first).display().to_string();
    let path = [("path", path.into())];
    match denied {
        None => Finding::new(
            session,
            ("permission", Grade::Good),
            "doctor-permission",
            &path,
        ),
        Some(_) => Finding::new(
            session,
            ("permission", Grade::Wrong),
            "doctor-permission-denied",
            &path,
        )
        .advise(session, "doctor-do-permission"),
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn permission(session: &Session) -> Finding {
    let permission = ("permission", Grade::Unknown);
    Finding::new(session, permission, "doctor-permission-elsewhere", &[])
}
