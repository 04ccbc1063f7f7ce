//! The help of every command and the main mistakes, as they look.

#[test]
fn commands_look_as_they_should() {
    trycmd::TestCases::new()
        .env("SPRAVKA_LANG", "ru")
        .env("NO_COLOR", "1")
        .case("tests/cmd/*.trycmd");
}
