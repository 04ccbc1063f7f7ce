//! Cameras of macOS and Windows, by `nokhwa`.

use std::sync::mpsc::sync_channel;

use nokhwa::NokhwaError;
use nokhwa::utils::{
    ApiBackend, CameraFormat, CameraIndex, FrameFormat, RequestedFormat, RequestedFormatType,
};

use super::mode::{Mode, Rate, distance};
use super::{Camera, Found, Picture};
use crate::guard::guarded;
use crate::luma::{Coding, Layout};
use crate::source::SourceFault;

/// A camera that sends frames.
pub(super) struct Driver {
    index: u32,
    camera: nokhwa::Camera,
    mode: Mode,
    failures: u32,
}

impl Driver {
    /// Opens and starts a camera, as near to 1280x720 at 30 frames a second as it goes.
    pub(super) fn open(index: u32) -> Result<Self, SourceFault> {
        ask_permission(index)?;
        let refused = |why: NokhwaError| fault_at_start(index, &why);
        let mut camera = first_format(index).map_err(refused)?;
        prefer(&mut camera).map_err(refused)?;
        camera.open_stream().map_err(refused)?;
        let format = camera.camera_format();
        let mode = Mode {
            name: camera.info().human_name(),
            width: format.width(),
            height: format.height(),
            format: format.format().to_string(),
            rate: Rate::new(format.frame_rate(), 1),
        };
        Ok(Self {
            index,
            camera,
            mode,
            failures: 0,
        })
    }

    pub(super) fn mode(&self) -> &Mode {
        &self.mode
    }

    /// The next picture; `None` when there was none for a moment.
    pub(super) fn next(&mut self) -> Result<Option<Picture>, SourceFault> {
        let why = match self.camera.frame() {
            Ok(buffer) => {
                self.failures = 0;
                let size = buffer.resolution();
                let layout = Layout {
                    coding: coding(buffer.source_frame_format()),
                    width: size.width(),
                    height: size.height(),
                    stride: 0,
                };
                let bytes = buffer.buffer().to_vec();
                return Ok(Some(Picture { bytes, layout }));
            }
            Err(why) => why,
        };
        // A bad cable loses a frame and leaves the driver in disorder: it is started anew.
        self.failures += 1;
        if self.failures > MAX_FAILURES {
            return Err(self.lost(&why));
        }
        self.camera
            .stop_stream()
            .and_then(|()| self.camera.open_stream())
            .map_err(|why| self.lost(&why))?;
        Ok(None)
    }

    fn lost(&self, why: &NokhwaError) -> SourceFault {
        SourceFault::Lost {
            index: self.index,
            why: why.to_string(),
        }
    }
}

/// So many times in a row a frame may fail before the camera counts as lost.
const MAX_FAILURES: u32 = 5;

/// Some systems ask the user before a program may see.
fn ask_permission(index: u32) -> Result<(), SourceFault> {
    if nokhwa::nokhwa_check() {
        return Ok(());
    }
    let (answer, answered) = sync_channel(1);
    nokhwa::nokhwa_initialize(move |granted| {
        // A late answer finds nobody listening any more.
        let _ = answer.try_send(granted);
    });
    match answered.recv_timeout(Camera::START_WITHIN) {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(SourceFault::CameraDenied { index }),
    }
}

/// The formats that can be read; those whose luma is found quickly come first.
const FORMATS: [FrameFormat; 6] = [
    FrameFormat::NV12,
    FrameFormat::GRAY,
    FrameFormat::YUYV,
    FrameFormat::MJPEG,
    FrameFormat::RAWRGB,
    FrameFormat::RAWBGR,
];

const fn coding(format: FrameFormat) -> Coding {
    match format {
        FrameFormat::NV12 | FrameFormat::GRAY => Coding::Plane,
        FrameFormat::YUYV => Coding::LumaFirst,
        FrameFormat::MJPEG => Coding::MotionJpeg,
        FrameFormat::RAWRGB => Coding::Rgb,
        FrameFormat::RAWBGR => Coding::Bgr,
    }
}

/// Opens the camera in any format at all: before that, nothing tells what it can do.
fn first_format(index: u32) -> Result<nokhwa::Camera, NokhwaError> {
    let any = |formats: &[FrameFormat]| {
        let format = RequestedFormat::with_formats(RequestedFormatType::None, formats);
        nokhwa::Camera::new(CameraIndex::Index(index), format)
    };
    let first = any(&FORMATS);
    // A driver can refuse the very first format that it lists.
    if let Err(NokhwaError::SetPropertyError { .. }) = first {
        let mut others = FORMATS.chunks(1).map(any);
        return others.find(Result::is_ok).unwrap_or(first);
    }
    first
}

/// Sets the best format that the camera really takes; keeps its own when it takes no other.
fn prefer(camera: &mut nokhwa::Camera) -> Result<(), NokhwaError> {
    let mut formats = camera.compatible_camera_formats().unwrap_or_default();
    formats.retain(|format| FORMATS.contains(&format.format()));
    formats.sort_by_key(far);
    formats.dedup();
    for format in formats.into_iter().take(MAX_ATTEMPTS) {
        if camera.camera_format() == format {
            return Ok(());
        }
        let exactly = RequestedFormatType::Exact(format);
        let formats = [format.format()];
        match camera.set_camera_requset(RequestedFormat::with_formats(exactly, &formats)) {
            Ok(_) => return Ok(()),
            // The driver may have changed part of its format all the same.
            Err(_) => {
                camera.refresh_camera_format()?;
            }
        }
    }
    Ok(())
}

const MAX_ATTEMPTS: usize = 12;

fn far(format: &CameraFormat) -> (bool, u64, u64, usize) {
    let rank = FORMATS.iter().position(|known| *known == format.format());
    distance(
        (format.width(), format.height()),
        Rate::new(format.frame_rate(), 1),
        rank.unwrap_or(FORMATS.len()),
    )
}

/// It is not known here how a camera can be set without starting it.
pub(super) fn modes(_index: u32) -> Option<Vec<Mode>> {
    None
}

/// The cameras of this machine.
pub(super) fn list() -> Vec<Found> {
    let found = guarded(|| nokhwa::query(ApiBackend::Auto).unwrap_or_default());
    let numbered = found.unwrap_or_default().into_iter().filter_map(|camera| {
        let index = camera.index().as_index().ok()?;
        let name = camera.human_name();
        Some(Found { index, name })
    });
    numbered.collect()
}

/// What an error means while a camera is opened.
fn fault_at_start(index: u32, why: &NokhwaError) -> SourceFault {
    match why {
        NokhwaError::GetPropertyError { property, error } => SourceFault::NoFormat {
            index,
            why: match property.as_str() {
                "CameraFormat" => "it lists none".to_owned(),
                _ => format!("{property}: {error}"),
            },
        },
        NokhwaError::OpenDeviceError(..) if list().iter().all(|found| found.index != index) => {
            SourceFault::NoCamera { index }
        }
        _ => SourceFault::CameraRefused {
            index,
            why: why.to_string(),
        },
    }
}
