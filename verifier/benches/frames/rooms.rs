//! Rooms without a code: what a verifier costs at a door that nobody comes to.

use std::fmt::Write as _;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use test_vectors::measure::cpu_time;
use test_vectors::webcam::{Class, Modules};
use verifier::reader::Scanner;

use crate::frame;

const SEED: u64 = 2041;
const ROOMS: u64 = 4;
const FRAMES: u32 = 180;
/// From here on a scanner rests.
const RESTS_AFTER: u32 = 60;
/// Frames that a usual webcam gives in a second.
const RATE: f64 = 15.0;
/// A screen that shows nothing.
const BLANK: [bool; 441] = [false; 441];

/// The share of one core that is taken, in each room, at first and later.
#[derive(Default)]
pub(crate) struct Rooms(Vec<[f64; 2]>);

impl Rooms {
    /// Looks into every room for a while.
    pub(crate) fn look(&mut self) -> Result<()> {
        for number in 0..ROOMS {
            let screen = Modules::new(&BLANK, 21)?;
            let scene = Class::Clutter.scene(SEED + number);
            // Some pictures in turn, since one costs much to make.
            let shots: Vec<_> = (0..6).map(|shot| scene.shot(&screen, shot)).collect();
            let frames = shots.iter().map(frame).collect::<Result<Vec<_>>>()?;
            let mut scanner = Scanner::camera();
            let mut taken = [(0.0, 0.0); 2];
            for (number, frame) in (0..FRAMES).zip(frames.iter().cycle()) {
                let start = cpu_time();
                ensure!(scanner.read(frame).is_none(), "a text in an empty room");
                let time = cpu_time().saturating_sub(start).as_secs_f64();
                let [first, later] = &mut taken;
                let of = if number < RESTS_AFTER { first } else { later };
                *of = (of.0 + time, of.1 + 1.0);
            }
            self.0
                .push(taken.map(|(time, frames)| RATE * time / frames));
        }
        Ok(())
    }

    fn most(&self) -> [f64; 2] {
        let most = |of: usize| {
            let shares = self.0.iter().filter_map(|room| room.get(of));
            shares.copied().fold(0.0, f64::max)
        };
        [most(0), most(1)]
    }

    /// The rooms, a row each.
    pub(crate) fn table(&self) -> String {
        let mut table = format!(
            "| of one core, % at {RATE} frames a second | first {RESTS_AFTER} frames | afterwards |\n|---|---|---|\n"
        );
        for (number, [first, later]) in (1..).zip(&self.0) {
            let (first, later) = (100.0 * first, 100.0 * later);
            // Writing to a string cannot fail.
            let _ = writeln!(table, "| empty room {number} | {first:.0} | {later:.0} |");
        }
        table
    }

    /// The same for a machine.
    pub(crate) fn json(&self) -> Value {
        let [first, later] = self.most();
        json!({ "rate": RATE, "core_at_first": first, "core_afterwards": later })
    }
}
