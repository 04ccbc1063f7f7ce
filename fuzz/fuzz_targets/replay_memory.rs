//! A memory has one form, and whatever is in it: an accepted code is not accepted again, and a late one never.
#![no_main]

use fuzz::{cast::door, reader};
use libfuzzer_sys::fuzz_target;
use shared::replay::Memory;
use shared::verdict::Verdict;
use test_vectors::card::Card;
use test_vectors::cast::{NOW, at};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(memory) = Memory::decode(bytes) {
        reader::deterministic(bytes);
        assert_eq!(memory.encode(), bytes);
        let mut door = door();
        door.memory = memory;
        let late = door.check(&Card::new(NOW - 300).text(), at(NOW));
        assert!(!matches!(late, Verdict::Accept(_)));
        let text = Card::new(NOW).text();
        let _ = door.check(&text, at(NOW));
        let kept = door.memory.encode();
        door.memory = Memory::decode(&kept).expect("what was written");
        let again = door.check(&text, at(NOW));
        assert!(
            matches!(again, Verdict::Reject(reason) if reason.name() == "replayed"),
            "{again:?}"
        );
        assert_eq!(door.memory.encode(), kept);
    }
});
