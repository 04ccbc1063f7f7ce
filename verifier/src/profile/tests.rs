use proptest::prelude::*;

use super::*;

const LEAST: &str = "name = { ru = \"Вход\", en = \"Door\" }\n[[claims]]\nstatus = \"adult\"\nru = \"Пропустить.\"\nen = \"Admit.\"\n";

#[test]
fn what_is_built_in_is_a_profile_of_its_own() {
    let mut seen = Vec::new();
    for (name, _) in BUILT_IN {
        let profile = Profile::find(name).unwrap();
        assert!(!seen.contains(&profile.name), "{name}");
        assert_eq!(profile.language, Some(Language::Russian), "{name}");
        let named: Vec<Claim> = profile.claims.iter().map(|(claim, _)| *claim).collect();
        assert_eq!(
            profile.policy.wanted, named,
            "the order is that of the file"
        );
        for (claim, act) in &profile.claims {
            assert_eq!(profile.act(*claim), Some(act));
            let is_whole = |text: &str| text.ends_with('.');
            assert!(is_whole(&act.ru) && is_whole(&act.en), "{act:?}");
        }
        seen.push(profile.name);
    }
}

#[test]
fn what_is_not_said_is_usual() {
    let profile = Profile::parse(LEAST).unwrap();
    assert_eq!(profile.policy, Policy::wanting(vec![Claim::Adult]));
    assert_eq!(profile.language, None);
    assert_eq!(profile.name.within(Language::English), "Door");
    assert_eq!(profile.act(Claim::Student), None);
    assert_eq!(Profile::parse(&format!("\u{feff}{LEAST}")), Ok(profile));
}

#[test]
fn everything_that_is_said_counts() {
    let all = format!(
        "language = \"en\"\nvenue = \"MUSEUM\"\nrequire_venue = true\nchallenge = true\nonce_a_day = true\nwindow = 2\nmax_age_hours = 5\n{LEAST}"
    );
    let profile = Profile::parse(&all).unwrap();
    let policy = Policy {
        window: Window::new(2).unwrap(),
        venue: VenueCode::new("MUSEUM"),
        require_venue: true,
        require_challenge: true,
        once_a_day: true,
        max_age_seconds: Some(5 * 3_600),
        ..Policy::wanting(vec![Claim::Adult])
    };
    assert_eq!(profile.policy, policy);
    assert_eq!(profile.language, Some(Language::English));
}

#[test]
fn each_flaw_is_named_with_its_line() {
    let with = |from: &str, to: &str| Profile::parse(&LEAST.replace(from, to)).unwrap_err();
    let before = |line: &str| Profile::parse(&format!("{line}\n{LEAST}")).unwrap_err();
    let given = |text: &str| text.to_owned();
    assert_eq!(
        with("adult", "veteran"),
        Flaw::UnknownClaim {
            line: 3,
            given: given("veteran")
        }
    );
    let twice = format!("{LEAST}[[claims]]\nstatus = \"adult\"\nru = \"а\"\nen = \"a\"\n");
    assert_eq!(
        Profile::parse(&twice).unwrap_err(),
        Flaw::ClaimTwice {
            line: 7,
            given: given("adult")
        }
    );
    assert_eq!(
        Profile::parse("name = { ru = \"а\", en = \"a\" }").unwrap_err(),
        Flaw::NoClaims
    );
    assert_eq!(with("Admit.", ""), Flaw::Text { line: 3 });
    assert_eq!(with("Door", "\\u001b[2J"), Flaw::Text { line: 1 });
    assert_eq!(
        with("Door", &"a".repeat(MAX_TEXT + 1)),
        Flaw::Text { line: 1 }
    );
    assert!(Profile::parse(&LEAST.replace("Door", &"a".repeat(MAX_TEXT))).is_ok());
    assert_eq!(
        before("venue = \"museum\""),
        Flaw::Venue {
            line: 1,
            given: given("museum")
        }
    );
    assert_eq!(before("require_venue = true"), Flaw::NoVenue);
    assert_eq!(before("window = 3"), Flaw::Window { line: 1 });
    for wrong in [
        "venu = \"A\"",
        "window = -1",
        "window = \"1\"",
        "name",
        "language = \"de\"",
    ] {
        assert!(
            matches!(before(wrong), Flaw::Form { line: 1, ref why } if !why.is_empty()),
            "{wrong}: {:?}",
            before(wrong)
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_a_profile_or_has_a_flaw_on_one_of_its_lines(text in any::<String>(), at in any::<proptest::sample::Index>()) {
        let place = LEAST.char_indices().nth(at.index(LEAST.chars().count())).map_or(0, |(at, _)| at);
        let text = format!("{}{text}{}", &LEAST[..place], &LEAST[place..]);
        let lines = 1 + text.matches('\n').count();
        match Profile::parse(&text) {
            Ok(profile) => prop_assert_eq!(profile.policy.wanted, [Claim::Adult]),
            Err(Flaw::Form { line, .. } | Flaw::Text { line } | Flaw::UnknownClaim { line, .. }) => {
                prop_assert!((1..=lines).contains(&line));
            }
            Err(other) => prop_assert!(false, "{other:?}"),
        }
    }
}
