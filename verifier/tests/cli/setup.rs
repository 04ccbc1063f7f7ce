//! The guided first start, in a terminal that this test plays.

use std::fs;
use std::io::Write as _;

use crate::publisher::{ADULT, Code, Publisher, roots};
use crate::terminal::Terminal;
use crate::venue::Venue;

fn setup(venue: &Venue, language: &str) -> Terminal {
    Terminal::open(venue, &["setup", "--lang", language])
}

fn published(venue: &Venue) -> (String, String) {
    let folder = venue.path("published");
    Publisher::usual(&folder);
    let root = venue.path("root.pub");
    fs::write(&root, roots(&[1]).to_text()).unwrap();
    (folder.display().to_string(), root.display().to_string())
}

#[test]
fn wrong_answers_are_asked_again_and_right_ones_are_kept() {
    let venue = Venue::new();
    let (folder, root) = published(&venue);
    let mut terminal = setup(&venue, "en");
    assert!(terminal.answer("nowhere.pub").contains("1/5"));
    assert!(
        terminal
            .answer(&format!("'{root}'"))
            .contains("nowhere.pub")
    );
    let print = roots(&[1]).fingerprint();
    assert!(terminal.answer("perhaps").contains(&print));
    assert!(terminal.answer("no").contains("yes or no"));
    assert!(terminal.answer(&root).contains("Do not use"));
    terminal.answer("yes");
    assert!(terminal.answer("/nowhere").contains("2/5"));
    let again = terminal.answer(&folder);
    assert!(again.contains("/nowhere is neither"), "{again}");
    let third = terminal.answer("9");
    assert!(
        third.contains("Codes can be checked") && third.contains("3/5"),
        "{third}"
    );
    assert!(third.contains("1  museum"), "{third}");
    assert!(terminal.answer("1").contains("“9”"));
    assert!(terminal.answer("62").contains("4/5"));
    let refused = terminal.answer("s");
    assert!(refused.contains("there is no camera 62"), "{refused}");
    terminal.until("5/5");
    terminal.until("hand scanner");
    writeln!(terminal.window, "https://example.org").unwrap();
    terminal.until("verifier scan");
    assert_eq!(terminal.exit(), Some(0));
    let kept = fs::read_to_string(venue.home().join("settings.toml")).unwrap();
    let lines: Vec<&str> = kept.lines().skip(1).collect();
    let source = format!("source = \"{folder}\"");
    let wanted = [&source, "profile = \"museum\"", "camera = \"typed\""];
    assert_eq!(lines, wanted);
}

#[test]
fn what_was_left_half_way_goes_on_and_what_is_complete_can_be_changed() {
    let venue = Venue::new();
    let (folder, root) = published(&venue);
    let mut terminal = setup(&venue, "ru");
    terminal.answer(&root);
    assert!(terminal.answer("да").contains("листке"));
    terminal.answer(&folder);
    terminal.until("3/5");
    terminal.until("\n> ");
    terminal.program.kill().unwrap();
    assert_eq!(terminal.exit(), None);
    let mut terminal = setup(&venue, "ru");
    let passed = terminal.answer("library");
    assert!(
        passed.contains("1/5") && passed.contains(&folder),
        "{passed}"
    );
    // The end of the input, typed.
    terminal.until("4/5");
    terminal.until("\n> ");
    terminal.window.write_all(&[4]).unwrap();
    terminal.until("verifier setup");
    assert_eq!(terminal.exit(), Some(4));
    let mut terminal = setup(&venue, "ru");
    terminal.answer("s");
    terminal.until("5/5");
    writeln!(terminal.window).unwrap();
    assert_eq!(terminal.exit(), Some(0));
    let mut terminal = setup(&venue, "en");
    assert!(terminal.answer("").contains("Enter"));
    assert!(terminal.answer("shop-18").contains("library"));
    terminal.answer("");
    terminal.until("5/5");
    writeln!(terminal.window).unwrap();
    assert_eq!(terminal.exit(), Some(0));
    let kept = fs::read_to_string(venue.home().join("settings.toml")).unwrap();
    assert!(
        kept.contains("\"shop-18\"") && kept.contains(&folder),
        "{kept}"
    );
}

#[test]
fn without_a_terminal_the_commands_are_named() {
    let venue = Venue::new();
    let said = ["verifier trust add", "verifier sync", "verifier scan"];
    venue.run(&["setup"]).is(2, &said);
    venue.run(&["setup", "--json"]).is(2, &["\"no-terminal\""]);
    assert!(!venue.home().exists());
}

#[test]
fn settings_speak_where_options_do_not() {
    let (venue, publisher) = Venue::usual();
    let text = ADULT.text();
    venue.run(&["sync"]).is(2, &["verifier setup"]);
    venue.run(&["scan", "--typed"]).is(2, &["--want"]);
    let settings = venue.home().join("settings.toml");
    let folder = publisher.folder().display().to_string();
    let lines = format!("source = '{folder}'\nprofile = 'library'\ncamera = 'typed'\n");
    fs::write(&settings, lines).unwrap();
    venue.run(&["sync"]).is(0, &["Codes can be checked"]);
    let english = |more: &[&str]| {
        let line = format!("{text}\n");
        let arguments = [&["scan", "--lang", "en"], more].concat();
        venue.run_with(&arguments, line.as_bytes())
    };
    english(&[]).is(1, &["R10"]);
    english(&["--want", "adult"]).is(0, &["A00"]);
    let shop = english(&["--profile", "shop-18"]);
    shop.is(1, &["R15"]);
    // A camera that is named is stronger than the hand scanner.
    english(&["--camera", "63"]).is(4, &["no camera 63"]);
    let check = ["check", "--lang", "en", "--text", &text];
    venue.run(&check).is(1, &["R10"]);
    fs::write(&settings, "\nprofil = 'library'\n").unwrap();
    venue.run(&check).is(4, &["settings.toml", "line 2"]);
    let want = Code { index: 9, ..ADULT }.text();
    let want = ["check", "--want", "adult", "--text", &want];
    venue.run(&want).is(0, &["A00"]);
}
