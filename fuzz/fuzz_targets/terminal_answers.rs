//! Whatever a terminal answers, what was typed between its answers is kept in its order, and nothing is made up.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wallet::terminal::Answers;

fuzz_target!(|bytes: &[u8]| {
    let answers = Answers::read(bytes);
    assert_eq!(Answers::read(bytes), answers);
    let mut all = bytes.iter();
    assert!(answers.typed.iter().all(|key| all.any(|byte| byte == key)));
    // What was typed alone is no answer.
    let typed = Answers::read(&answers.typed);
    if !answers.typed.contains(&0x1b) {
        assert_eq!(typed.typed, answers.typed);
        assert!(!typed.is_complete && !typed.kitty && typed.name.is_none());
    }
});
