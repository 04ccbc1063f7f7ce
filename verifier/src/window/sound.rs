//! The tones of a verdict, told apart with closed eyes: two rising, two low, three equal.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use rodio::source::{SineWave, Source as _};
use rodio::{DeviceSinkBuilder, Player};

use crate::desk::Tone;

/// Plays tones on a thread of its own: a sound card may let us wait. Without a sound card there are none.
#[derive(Debug)]
pub(super) struct Sound(Sender<Tone>);

impl Sound {
    pub(super) fn new() -> Self {
        let (tones, waiting) = channel();
        thread::spawn(move || play(&waiting));
        Self(tones)
    }

    pub(super) fn play(&self, tone: Tone) {
        // The thread ends only with this.
        let _ = self.0.send(tone);
    }
}

fn play(waiting: &Receiver<Tone>) {
    let mut in_vain = 0_u32;
    while let Ok(tone) = waiting.recv() {
        // Of several the last one counts.
        let tone = waiting.try_iter().last().unwrap_or(tone);
        // A card may be plugged in later, but the driver complains in the terminal whenever it finds none.
        if !in_vain.is_multiple_of(PATIENCE) {
            in_vain += 1;
            continue;
        }
        let Ok(mut card) = DeviceSinkBuilder::open_default_sink() else {
            in_vain += 1;
            continue;
        };
        in_vain = 0;
        card.log_on_drop(false);
        let player = Player::connect_new(card.mixer());
        for (hertz, milliseconds) in notes(tone) {
            let length = Duration::from_millis(*milliseconds);
            let note = SineWave::new(*hertz).take_duration(length).amplify(VOLUME);
            // Without edges that crack.
            player.append(note.fade_in(Duration::from_millis(8)));
        }
        player.sleep_until_end();
    }
}

/// Hertz and milliseconds.
const fn notes(tone: Tone) -> &'static [(f32, u64)] {
    match tone {
        Tone::Yes => &[(660.0, 90), (990.0, 160)],
        Tone::No => &[(220.0, 180), (165.0, 320)],
        Tone::Unknown => &[(440.0, 90), (1.0, 60), (440.0, 90), (1.0, 60), (440.0, 90)],
    }
}

/// After it found no card, so many tones pass before it looks again.
const PATIENCE: u32 = 50;
/// Of full volume.
const VOLUME: f32 = 0.4;
