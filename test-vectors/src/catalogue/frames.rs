//! Pictures as a webcam takes them, and the text that each must give.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::card::Card;
use crate::cast::NOW;
use crate::vector::Vector;
use crate::webcam::{Modules, Scene};

/// Seed of every picture's noise.
const SEED: u64 = 1;

pub(super) fn all() -> BTreeMap<String, Vec<u8>> {
    let text = Card::new(NOW)
        .audience("v:MUSEUM01")
        .challenge([1, 2, 3, 4, 5])
        .text();
    let mut files = BTreeMap::new();
    for (name, scene) in Scene::all(SEED) {
        // The text fits a code, and a picture fits the memory it is written to.
        let Ok(png) = picture(&text, &scene) else {
            continue;
        };
        let vector = Vector::new(
            "the text that a reader must find in the picture of the same name",
            text.clone(),
        )
        .with("expect", "text")
        .with("picture", format!("frame/{name}.png"));
        files.insert(format!("frame/{name}.png"), png);
        files.insert(format!("frame/{name}.txt"), vector.to_string().into_bytes());
    }
    files
}

fn picture(text: &str, scene: &Scene) -> Result<Vec<u8>> {
    let mut png = Vec::new();
    scene
        .shot(&Modules::of_text(text)?, 0)
        .write_png(&mut png)?;
    Ok(png)
}
