//! Which code is shown when, and that other readers read the drawing.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

#[expect(dead_code, reason = "each test needs some of it")]
mod issuer;

use host::qr::{Code, QUIET_ZONE};
use issuer::{Issuer, NOW, TODAY, code, request, rule, time};
use qrcode::EcLevel;
use shared::claims::Claim;
use shared::presentation::Presentation;
use shared::proof::{Audience, Challenge, VenueCode};
use shared::qr_text;
use shared::seed::Seed;
use shared::time::{Epoch, TimeStep};
use wallet::failure::Refused;
use wallet::kept::Wallet;
use wallet::show::Presenter;

const ISSUER: Issuer = Issuer::new("r26");

fn enrolled(first: u32, days: usize) -> Wallet {
    let mut wallet = Wallet::new(Seed::new([7; 32]));
    let bytes = request(&mut wallet, &code(1), &[Claim::Adult]);
    let answer = ISSUER.answer_some(&bytes, &code(1).key(), first, days, |_| true);
    wallet.accept(&answer, time(NOW)).unwrap();
    wallet
}

fn presenter(wallet: Wallet) -> Presenter {
    Presenter::new(wallet, Claim::Adult, Audience::AnyVenue, None)
}

fn longest_text() -> String {
    let venue = Audience::Venue(VenueCode::new("MUSEUM01").unwrap());
    let challenge = Some(Challenge::new([1, 2, 3, 4, 5]));
    let presenter = Presenter::new(enrolled(TODAY, 1), Claim::Adult, venue, challenge);
    presenter.at(TimeStep::at(time(NOW))).unwrap().text
}

#[test]
fn each_step_has_one_code() {
    let presenter = presenter(enrolled(TODAY, 2));
    let step = TimeStep::at(time(NOW));
    let shown = presenter.at(step).unwrap();
    assert_eq!(presenter.at(step).unwrap(), shown);
    let next = presenter.at(TimeStep::at(time(NOW + 30))).unwrap();
    assert_ne!(next.text, shown.text);
    let bytes = qr_text::decode(&shown.text).unwrap();
    assert_eq!(bytes.len(), 255);
    Presentation::parse(&bytes).unwrap();
}

#[test]
fn the_credential_is_that_of_the_step() {
    let presenter = presenter(enrolled(TODAY, 2));
    let midnight = rule().end(Epoch::new(TODAY)).seconds();
    let before = presenter.at(TimeStep::at(time(midnight - 1))).unwrap();
    let after = presenter.at(TimeStep::at(time(midnight))).unwrap();
    let credential = |text: &str| qr_text::decode(text).unwrap()[20..200].to_vec();
    assert_ne!(credential(&before.text), credential(&after.text));
}

#[test]
fn what_cannot_be_shown_is_explained() {
    let claim = Claim::Adult.key();
    let presenter = presenter(enrolled(TODAY, 2));
    let from = rule().start(Epoch::new(TODAY));
    let until = rule().end(Epoch::new(TODAY + 1));
    let early = TimeStep::at(time(from.seconds() - 1));
    let now = early.start();
    assert_eq!(
        presenter.at(early),
        Err(Refused::NotYet { claim, from, now })
    );
    assert!(presenter.at(TimeStep::at(from)).is_ok());
    assert!(
        presenter
            .at(TimeStep::at(time(until.seconds() - 1)))
            .is_ok()
    );
    assert_eq!(
        presenter.at(TimeStep::at(until)),
        Err(Refused::RanOut { claim, until })
    );

    let wallet = enrolled(TODAY, 2);
    let student = Presenter::new(wallet, Claim::Student, Audience::AnyVenue, None);
    let refused = Refused::NoStatus {
        claim: Claim::Student.key(),
        held: vec![claim],
    };
    assert_eq!(student.at(TimeStep::at(time(NOW))), Err(refused));
}

#[test]
fn the_longest_text_takes_version_12_at_level_m() {
    let text = longest_text();
    assert_eq!(text.len(), 414);
    let code = Code::new(&text).unwrap();
    assert_eq!((code.version(), code.level()), (12, EcLevel::M));
    assert_eq!(code.side(), 73);
}

#[test]
fn the_level_is_raised_where_it_costs_nothing() {
    // 20 characters fill version 1 at M, 16 at Q (ISO/IEC 18004 table 7).
    for (length, version, level) in [
        (16, 1, EcLevel::Q),
        (17, 1, EcLevel::M),
        (20, 1, EcLevel::M),
        (21, 2, EcLevel::Q),
    ] {
        let code = Code::new(&"A".repeat(length)).unwrap();
        assert_eq!((code.version(), code.level()), (version, level), "{length}");
    }
    assert_eq!(Code::new("a"), None);
    assert_eq!(Code::new(&"A".repeat(4000)), None);
}

/// The modules of a code with its quiet zone, row by row.
fn modules(code: &Code) -> Vec<Vec<bool>> {
    let row = |row| {
        (0..code.side())
            .map(|column| code.is_dark(column, row))
            .collect()
    };
    (0..code.side()).map(row).collect()
}

#[test]
fn the_quiet_zone_is_light() {
    let code = Code::new(&longest_text()).unwrap();
    let modules = modules(&code);
    let inside = QUIET_ZONE..code.side() - QUIET_ZONE;
    for (row, line) in modules.iter().enumerate() {
        for (column, &dark) in line.iter().enumerate() {
            assert!(!dark || inside.contains(&row) && inside.contains(&column));
        }
    }
    // The corner of a finder pattern.
    assert!(modules[QUIET_ZONE][QUIET_ZONE]);
}
