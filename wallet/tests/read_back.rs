//! What is drawn is read: each form as pixels, as a terminal or a viewer makes them, by readers that are not ours.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

mod eye;
#[expect(dead_code, reason = "each test needs some of it")]
mod issuer;

use eye::Pixels;
use host::qr::{Code, Ink};
use issuer::{Issuer, NOW, TODAY, code, request, time};
use proptest::prelude::*;
use qrcode::EcLevel;
use shared::claims::Claim;
use shared::proof::{Audience, Challenge, VenueCode};
use shared::seed::Seed;
use shared::time::TimeStep;
use wallet::drawing::{Draw, Drawing, Fitted, Form, Place, png, svg};
use wallet::kept::Wallet;
use wallet::show::Presenter;

/// The texts of codes that there are: for any venue, as an answer to a challenge, for a venue, and both.
fn texts() -> [String; 4] {
    let venue = Audience::Venue(VenueCode::new("MUSEUM01").unwrap());
    let challenge = Some(Challenge::new([1, 2, 3, 4, 5]));
    [
        (Audience::AnyVenue, None),
        (Audience::AnyVenue, challenge),
        (venue, None),
        (venue, challenge),
    ]
    .map(|(audience, challenge)| {
        let mut wallet = Wallet::new(Seed::new([7; 32]));
        let bytes = request(&mut wallet, &code(1), &[Claim::Adult]);
        let answer = Issuer::new("r26").answer_some(&bytes, &code(1).key(), TODAY, 1, |_| true);
        wallet.accept(&answer, time(NOW)).unwrap();
        let presenter = Presenter::new(wallet, Claim::Adult, audience, challenge);
        presenter.at(TimeStep::at(time(NOW))).unwrap().text
    })
}

fn drawn(code: &Code, form: Form, scale: usize, ink: Ink) -> Drawing {
    let cells = (0, 0);
    Fitted { form, cells, scale }.draw(code, ink, 0)
}

fn lines(code: &Code, form: Form, ink: Ink) -> Vec<String> {
    match drawn(code, form, 1, ink) {
        Drawing::Lines(lines) => lines,
        Drawing::Picture(_) => panic!("a picture"),
    }
}

fn picture(code: &Code, form: Form, scale: usize) -> String {
    match drawn(code, form, scale, Ink::BlackOnWhite) {
        Drawing::Picture(picture) => picture.put,
        Drawing::Lines(_) => panic!("lines"),
    }
}

/// The pixels are exactly those of the modules, and what lies beyond the modules is light.
fn assert_modules(pixels: &Pixels, code: &Code, (across, down): (usize, usize)) {
    for y in 0..pixels.height {
        for x in 0..pixels.width {
            let luma = if code.is_dark(x / across, y / down) {
                0x00
            } else {
                0xff
            };
            assert_eq!(pixels.at(x, y), luma, "pixel {x} {y}");
        }
    }
}

fn assert_read(pixels: &Pixels, text: &str, how: &str) {
    for (reader, read) in ["rxing", "quircs", "rqrr"].iter().zip(pixels.read()) {
        assert_eq!(read.as_deref(), Some(text), "{reader} reads {how}");
    }
}

#[test]
fn the_level_is_the_highest_that_the_version_holds() {
    let found = texts().map(|text| {
        let code = Code::new(&text).unwrap();
        (text.len(), code.version(), code.level())
    });
    let expected = [
        (387, 12, EcLevel::M),
        (399, 12, EcLevel::M),
        (400, 12, EcLevel::M),
        (414, 12, EcLevel::M),
    ];
    assert_eq!(found, expected);
}

#[test]
fn drawings_by_characters_are_read() {
    for text in texts() {
        let code = Code::new(&text).unwrap();
        for (form, cell, module) in [
            (Form::HalfBlocks, (8, 16), (8, 8)),
            (Form::Spaces, (3, 6), (6, 6)),
            (Form::Octants, (8, 16), (4, 4)),
        ] {
            for ink in [Ink::BlackOnWhite, Ink::LightOnDark] {
                let pixels = eye::terminal(&lines(&code, form, ink), cell);
                assert_modules(&pixels, &code, module);
                assert_read(&pixels, &text, form.name());
            }
        }
    }
}

#[test]
fn pictures_in_terminals_are_read() {
    for text in texts() {
        let code = Code::new(&text).unwrap();
        for scale in [3, 8] {
            let (kitty, _) = eye::kitty(&picture(&code, Form::Kitty, scale));
            let sixel = eye::sixel(&picture(&code, Form::Sixel, scale));
            let iterm = eye::iterm(&picture(&code, Form::Iterm, scale));
            for pixels in [kitty, sixel, iterm] {
                assert_eq!(
                    (pixels.width, pixels.height),
                    (code.side() * scale, code.side() * scale)
                );
                assert_modules(&pixels, &code, (scale, scale));
                assert_read(&pixels, &text, "a picture");
            }
        }
    }
}

#[test]
fn pictures_in_files_are_read() {
    for text in texts() {
        let code = Code::new(&text).unwrap();
        let png = eye::png(&png::png(&code, png::SCALE));
        let svg = eye::svg(&svg::svg(&code), 5);
        assert_eq!(png.width, code.side() * 8);
        for (pixels, scale) in [(png, 8), (svg, 5)] {
            assert_modules(&pixels, &code, (scale, scale));
            assert_read(&pixels, &text, "a file");
        }
    }
}

#[test]
fn one_picture_of_kitty_never_replaces_the_one_before() {
    let code = Code::new("A").unwrap();
    let [first, second, third] = [7, 8, 9].map(|number| {
        let fitted = Fitted {
            form: Form::Kitty,
            cells: (0, 0),
            scale: 4,
        };
        let Drawing::Picture(picture) = fitted.draw(&code, Ink::BlackOnWhite, number) else {
            panic!("lines");
        };
        let (_, id) = eye::kitty(&picture.put);
        assert_eq!(picture.remove, format!("\x1b_Ga=d,d=I,i={id},q=2\x1b\\"));
        id
    });
    assert_ne!(first, second);
    assert_eq!(first, third);
}

/// A window of this size, with characters of 9 by 18 pixels, in a terminal that shows these pictures.
fn window(room: (usize, usize), picture: Option<Form>) -> Place {
    Place {
        room,
        cell: Some((9, 18)),
        picture,
        largest: None,
    }
}

#[test]
fn the_form_is_the_best_that_fits() {
    let code = Code::new(&texts()[3]).unwrap();
    assert_eq!(code.side(), 73);
    let chosen = |place: Place| {
        let fitted = place.fit(Draw::Auto, &code)?;
        Ok((fitted.form, fitted.cells, fitted.scale))
    };
    assert_eq!(
        chosen(window((146, 73), None)),
        Ok((Form::Spaces, (146, 73), 1))
    );
    assert_eq!(
        chosen(window((145, 73), None)),
        Ok((Form::HalfBlocks, (73, 37), 1))
    );
    assert_eq!(
        chosen(window((73, 37), None)),
        Ok((Form::HalfBlocks, (73, 37), 1))
    );
    assert_eq!(chosen(window((73, 36), None)), Err((73, 37)));
    assert_eq!(chosen(window((72, 37), None)), Err((73, 37)));
    // 21 rows of 18 pixels are 378 pixels, 5 to a module; at least 3 are needed: 219 pixels.
    assert_eq!(
        chosen(window((80, 21), Some(Form::Sixel))),
        Ok((Form::Sixel, (41, 21), 5))
    );
    assert_eq!(chosen(window((80, 12), Some(Form::Sixel))), Err((25, 13)));
    let limited = Place {
        largest: Some((1000, 800)),
        ..window((200, 100), Some(Form::Sixel))
    };
    assert_eq!(chosen(limited), Ok((Form::Sixel, (82, 41), 10)));
    let limited = Place {
        largest: Some((1, 1)),
        ..limited
    };
    assert_eq!(chosen(limited), Ok((Form::Sixel, (195, 98), 24)));
    // Without the size of a character a picture is drawn only where it is asked for.
    let unmeasured = Place {
        cell: None,
        ..window((80, 40), Some(Form::Kitty))
    };
    assert_eq!(chosen(unmeasured), Ok((Form::HalfBlocks, (73, 37), 1)));
    let asked = unmeasured.fit(Draw::Only(Form::Kitty), &code).unwrap();
    assert_eq!((asked.form, asked.scale), (Form::Kitty, 6));
    let octants = window((37, 19), None).fit(Draw::Only(Form::Octants), &code);
    assert_eq!(octants.unwrap().cells, (37, 19));
}

proptest! {
    #[test]
    fn what_fits_is_inside_and_what_does_not_would_be(
        room in (0_usize..400, 0_usize..200),
        cell in proptest::option::of((1_usize..40, 1_usize..80)),
        largest in proptest::option::of((1_usize..3000, 1_usize..3000)),
        form in proptest::option::of(proptest::sample::select(Form::ALL.to_vec())),
        length in 1_usize..600,
    ) {
        let code = Code::new(&"A".repeat(length)).unwrap();
        let draw = form.map_or(Draw::Auto, Draw::Only);
        let picture = form.filter(|form| form.is_picture());
        let place = Place { room, cell, picture, largest };
        match place.fit(draw, &code) {
            Ok(fitted) => {
                prop_assert!(fitted.cells.0 <= room.0 && fitted.cells.1 <= room.1);
                prop_assert!(!fitted.form.is_picture() || fitted.scale >= 3);
            }
            Err(need) => {
                prop_assert!(need.0 > room.0 || need.1 > room.1);
                let enlarged = Place { room: need, ..place };
                prop_assert_eq!(enlarged.fit(draw, &code).map(|fitted| fitted.cells), Ok(need));
            }
        }
    }
}
