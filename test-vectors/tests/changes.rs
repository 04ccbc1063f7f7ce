//! Nothing that was changed is accepted: every single bit of a presentation, every single character of its text.

use anyhow::Result;
use shared::claims::Claim;
use shared::qr_text;
use shared::verdict::Verdict;
use test_vectors::card::Card;
use test_vectors::cast::{self, NOW, TODAY};
use test_vectors::door::Door;

const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

fn door() -> Result<Door> {
    let mut door = Door::empty(Claim::all().collect());
    door.take_trust_list(&cast::signed_trust_list(NOW), &cast::roots())?;
    door.take_manifest(&cast::region_manifest(NOW))?;
    let (list, _) = cast::epoch_list(TODAY);
    let epoch = shared::time::Epoch::new(TODAY);
    door.take_status_list(cast::issuer(cast::REGION), epoch, &list)?;
    Ok(door)
}

fn accepts(door: &mut Door, text: &str) -> bool {
    matches!(door.check(text, cast::at(NOW)), Verdict::Accept(_))
}

/// All three kinds of presentation: for any venue, for one, with a challenge.
fn cards() -> [(Card, Option<&'static str>); 3] {
    let venue = || Card::new(NOW).audience("v:MUSEUM01");
    [
        (Card::new(NOW), None),
        (venue(), Some("MUSEUM01")),
        (venue().challenge([1, 2, 3, 4, 5]), Some("MUSEUM01")),
    ]
}

fn opened(venue: Option<&str>) -> Result<Door> {
    let mut door = door()?;
    door.policy.venue = venue.and_then(shared::proof::VenueCode::new);
    let challenge = shared::proof::Challenge::new([1, 2, 3, 4, 5]);
    door.memory.open_challenge(challenge, cast::at(NOW));
    Ok(door)
}

#[test]
fn no_flipped_bit_is_accepted() -> Result<()> {
    for (card, venue) in cards() {
        let bytes = card.build();
        let mut door = opened(venue)?;
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!accepts(&mut door, &qr_text::encode(&changed)), "bit {bit}");
        }
        assert!(
            accepts(&mut door, &qr_text::encode(&bytes)),
            "the unchanged one"
        );
    }
    Ok(())
}

#[test]
fn no_changed_character_is_accepted() -> Result<()> {
    let text = Card::new(NOW).text();
    let mut door = opened(None)?;
    for place in 0..text.len() {
        for symbol in ALPHABET
            .chars()
            .filter(|&symbol| !text[place..].starts_with(symbol))
        {
            let changed = format!("{}{symbol}{}", &text[..place], &text[place + 1..]);
            assert!(!accepts(&mut door, &changed), "{symbol:?} at {place}");
        }
        let shorter = format!("{}{}", &text[..place], &text[place + 1..]);
        assert!(!accepts(&mut door, &shorter), "without character {place}");
    }
    assert!(accepts(&mut door, &text), "the unchanged one");
    Ok(())
}
