//! The ways in which a camera can be set.

use std::io::{self, ErrorKind};

use v4l::device::Device;
use v4l::format::{Format, FourCC};
use v4l::fraction::Fraction;
use v4l::frameinterval::FrameIntervalEnum;
use v4l::framesize::FrameSizeEnum;
use v4l::video::Capture as _;
use v4l::video::capture::Parameters;

use super::super::mode::{LIKED, Mode, Rate, distance};
use crate::frame::Frame;
use crate::luma::{Coding, Layout};

/// The formats that can be read; those whose luma is found quickly come first.
const FORMATS: [(&[u8; 4], Coding); 9] = [
    (b"GREY", Coding::Plane),
    (b"NV12", Coding::Plane),
    (b"YU12", Coding::Plane),
    (b"YUYV", Coding::LumaFirst),
    (b"UYVY", Coding::LumaSecond),
    (b"MJPG", Coding::MotionJpeg),
    (b"JPEG", Coding::MotionJpeg),
    (b"RGB3", Coding::Rgb),
    (b"BGR3", Coding::Bgr),
];

/// One way to set a camera.
pub(super) struct Offer {
    format: &'static [u8; 4],
    coding: Coding,
    width: u32,
    height: u32,
    rate: Option<Rate>,
    rank: usize,
}

impl Offer {
    /// What it would make of the camera with this name.
    pub(super) fn mode(&self, camera: &str) -> Mode {
        Mode {
            name: camera.to_owned(),
            width: self.width,
            height: self.height,
            format: name(FourCC::new(self.format)),
            rate: self.rate,
        }
    }

    /// Sets the camera. `None` when it takes something else, and what it takes cannot be read.
    pub(super) fn set(&self, device: &Device, name: &str) -> io::Result<Option<(Layout, Mode)>> {
        let asked = Format::new(self.width, self.height, FourCC::new(self.format));
        let taken = match device.set_format(&asked) {
            Ok(taken) => taken,
            // What a driver lists it may refuse all the same.
            Err(why) if why.kind() == ErrorKind::InvalidInput => return Ok(None),
            Err(why) => return Err(why),
        };
        if taken.fourcc != asked.fourcc || Frame::size(taken.width, taken.height).is_err() {
            return Ok(None);
        }
        if let Some(rate) = self.rate {
            let interval = Fraction::new(rate.seconds(), rate.frames());
            // A camera that keeps its own rate is as good.
            drop(device.set_params(&Parameters::new(interval)));
        }
        let interval = device.params().map(|parameters| parameters.interval);
        let layout = Layout {
            coding: self.coding,
            width: taken.width,
            height: taken.height,
            stride: usize::try_from(taken.stride).unwrap_or(0),
        };
        let mode = Mode {
            name: name.to_owned(),
            width: taken.width,
            height: taken.height,
            format: self::name(taken.fourcc),
            rate: interval.map_or(None, |interval| rate_of(&interval)),
        };
        Ok(Some((layout, mode)))
    }
}

/// Every way to set the camera that we can read, the best one first.
pub(super) fn offers(device: &Device) -> io::Result<Vec<Offer>> {
    let mut offers = Vec::new();
    for listed in device.enum_formats()? {
        let mut known = FORMATS.iter().enumerate();
        let Some((rank, &(format, coding))) =
            known.find(|(_, (format, _))| listed.fourcc.repr == **format)
        else {
            continue;
        };
        for (width, height) in sizes(device, listed.fourcc) {
            let rates = rates(device, listed.fourcc, (width, height));
            offers.extend(rates.into_iter().map(|rate| Offer {
                format,
                coding,
                width,
                height,
                rate,
                rank,
            }));
        }
    }
    offers.sort_by_key(|offer| distance((offer.width, offer.height), offer.rate, offer.rank));
    Ok(offers)
}

/// The sizes of a format; of a range only the one that we like best.
fn sizes(device: &Device, format: FourCC) -> Vec<(u32, u32)> {
    let (width, height, _) = LIKED;
    let Ok(listed) = device.enum_framesizes(format) else {
        return vec![(width, height)];
    };
    let size = |listed: v4l::framesize::FrameSize| match listed.size {
        FrameSizeEnum::Discrete(size) => (size.width, size.height),
        FrameSizeEnum::Stepwise(range) => (
            within(width, range.min_width, range.max_width, range.step_width),
            within(
                height,
                range.min_height,
                range.max_height,
                range.step_height,
            ),
        ),
    };
    listed.into_iter().map(size).collect()
}

/// The value of a range with steps that is nearest below the liked one.
fn within(liked: u32, least: u32, most: u32, step: u32) -> u32 {
    let value = liked.min(most).max(least);
    value - (value - least) % step.max(1)
}

/// The rates of a size; `None` where the driver tells none.
fn rates(device: &Device, format: FourCC, (width, height): (u32, u32)) -> Vec<Option<Rate>> {
    let (_, _, liked) = LIKED;
    let listed = device.enum_frameintervals(format, width, height);
    let rates = listed.unwrap_or_default().into_iter();
    let mut rates: Vec<Option<Rate>> = rates
        .map(|listed| match listed.interval {
            FrameIntervalEnum::Discrete(interval) => rate_of(&interval),
            // The shortest interval is the fastest; the driver rounds what lies between its steps.
            FrameIntervalEnum::Stepwise(range) => {
                match (rate_of(&range.min), rate_of(&range.max)) {
                    (Some(fastest), _) if fastest.per_second() < liked.per_second() => {
                        Some(fastest)
                    }
                    (_, Some(slowest)) if slowest.per_second() > liked.per_second() => {
                        Some(slowest)
                    }
                    _ => Some(liked),
                }
            }
        })
        .collect();
    if rates.is_empty() {
        rates.push(None);
    }
    rates
}

const fn rate_of(interval: &Fraction) -> Option<Rate> {
    Rate::new(interval.denominator, interval.numerator)
}

/// The name of a format as people know it.
pub(super) fn name(format: FourCC) -> String {
    match &format.repr {
        b"MJPG" => "MJPEG".to_owned(),
        other => other.escape_ascii().to_string().trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_liked_size_is_taken_out_of_a_range() {
        assert_eq!(within(1280, 16, 4096, 16), 1280);
        assert_eq!(within(720, 100, 4096, 16), 708);
        assert_eq!(within(720, 100, 480, 1), 480);
        assert_eq!(within(1280, 1600, 4096, 2), 1600);
        assert_eq!(within(720, 1, 1000, 0), 720);
    }
}
