//! The commands as people type them: every `tests/cmd/*.trycmd` is a session that must go exactly like this.

#[test]
fn sessions() {
    trycmd::TestCases::new()
        .env("TZ", "UTC")
        .env("SPRAVKA_LANG", "en")
        .env("COLUMNS", "100")
        .case("tests/cmd/*.trycmd");
}
