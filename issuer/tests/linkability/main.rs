//! Fifty venues that put together all that 1,000 citizens show them in 31 days, and all that is public, do not join visits
//! of different days better than chance; and they would, were the issuer or the wallets wrong.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is wrong"
)]

mod chance;
mod leak;
mod life;
mod linker;
mod log;
mod region;
mod score;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use leak::Leak;
use life::Life;
use linker::{Case, Finding};
use log::{Entry, Public, Published, at_the_doors};
use region::{LARGE, Plan, ROTATIONS, Region, SMALL, VENUES, WINDOW};

/// Standard deviations that are still chance. Some 120 clues vary at all; were all of them independent and normally
/// distributed, one of another seed's would lie beyond with a probability of 120 × 7e-6, below 0.1 %. (Rare joins and small
/// classes have longer tails: of 300 orders of the small region and 12 of the large one, drawn by lot, none lay beyond.)
const BOUND: f64 = 4.5;

/// Standard deviations of what is certainly no chance.
const CERTAIN: f64 = 20.0;

fn large() -> &'static Region {
    static REGION: OnceLock<Region> = OnceLock::new();
    REGION.get_or_init(|| Life::live(&LARGE))
}

fn who(visits: &[region::Visit]) -> Vec<usize> {
    visits.iter().map(|visit| visit.citizen).collect()
}

/// What venues make of a region that has not leaked.
fn findings(region: &Region, plan: &Plan) -> Vec<Finding> {
    let log = at_the_doors(region, plan.claim);
    let public = Public::of(region, Published::InTheEvening);
    Case::new(&log, &who(&region.visits), &public).attack()
}

fn assert_chance(findings: &[Finding]) {
    for finding in findings {
        assert!(finding.z.abs() < BOUND, "{finding:?}");
    }
    let varied = findings
        .iter()
        .filter(|finding| finding.score.variance > 0.0);
    assert!(varied.count() > 100, "the attackers had nothing to look at");
}

/// The deviations of one clue of one attacker.
fn of<'f>(findings: &'f [Finding], attacker: &str, clue: &str) -> &'f Finding {
    let mut found = findings.iter();
    found
        .find(|finding| finding.attacker == attacker && finding.clue.contains(clue))
        .unwrap()
}

#[test]
fn visits_of_a_thousand_citizens_cannot_be_joined() {
    assert_chance(&findings(large(), &LARGE));
}

#[test]
fn visits_of_a_small_region_cannot_be_joined() {
    let region = Life::live(&SMALL);
    assert_chance(&findings(&region, &SMALL));
    let again = Life::live(&SMALL);
    let shown = |region: &Region| -> Vec<_> {
        let visits = region.visits.iter();
        visits.map(|visit| visit.presentation.clone()).collect()
    };
    assert_eq!(shown(&region), shown(&again));
}

#[test]
fn the_region_has_lived() {
    let region = large();
    let visits = || region.visits.iter();
    let venues: BTreeSet<_> = visits().map(|visit| visit.venue).collect();
    assert_eq!(venues.len(), usize::try_from(VENUES).unwrap());
    let came: BTreeSet<_> = visits().map(|visit| visit.citizen).collect();
    assert!(came.len() > 950 && region.visits.len() > 15_000);
    let wallets: BTreeSet<_> = visits().map(|visit| visit.seed).collect();
    assert!(wallets.len() > came.len() + 50, "phones were changed");
    let renewed = visits().filter(|visit| visit.key.batch > 0);
    let renewed: BTreeSet<_> = renewed.map(|visit| visit.citizen).collect();
    assert!(renewed.len() > 300, "wallets were renewed");
    let of_day = |day| visits().filter(move |visit| visit.day == day);
    let (first, last) = (of_day(WINDOW.start), of_day(WINDOW.end - 1));
    assert!(first.count() * 3 < last.count() * 2, "the region grew");
    let mut kids = Vec::new();
    for day in [WINDOW.start, ROTATIONS[0], ROTATIONS[1]] {
        let kid = |visit| {
            let entry = Entry::read(visit);
            entry.item(shared::layout::Name::Kid).to_vec()
        };
        let of_day: BTreeSet<_> = of_day(day).map(kid).collect();
        assert_eq!(of_day.len(), 1, "one key signs a day");
        kids.extend(of_day);
    }
    kids.dedup();
    assert_eq!(kids.len(), 3, "keys were changed");
}

#[test]
fn planted_leaks_are_found() {
    let found_by: [(Leak, &[(&str, &str)]); 8] = [
        (
            Leak::UnpermutedSlot,
            &[
                ("order", "index"),
                ("nearest", "index"),
                ("equality", "cti"),
            ],
        ),
        (Leak::KeyOfTheDayOfSigning, &[("class", "kid")]),
        (
            Leak::FurtherSegments,
            &[("class", "within the capacity"), ("order", "index")],
        ),
        (Leak::CapacityOfTheDayOfSigning, &[("order", "index")]),
        (
            Leak::OnePermutation,
            &[("equality", "cti"), ("order", "index")],
        ),
        (Leak::TurnedPermutation, &[("difference", "index")]),
        (Leak::KeyForTwoDays, &[("equality", ", x")]),
        (Leak::LateOnesAreFalse, &[("class", "claim-key")]),
    ];
    for (leak, attackers) in found_by {
        let region = large();
        let visits = leak.plant(region);
        let log: Vec<_> = visits.iter().map(Entry::read).collect();
        let mut public = Public::of(region, Published::AsTheDayBegins);
        if leak == Leak::FurtherSegments {
            public = public.with_capacity(Leak::SEGMENT);
        }
        let findings = Case::new(&log, &who(&visits), &public).attack();
        for (attacker, clue) in attackers {
            let found = of(&findings, attacker, clue);
            assert!(found.z > CERTAIN, "{leak:?}: {found:?}");
        }
    }
}

/// Whoever renews or changes phones is revoked, in the lists of today and of all days to come. Were the list of yesterday
/// to name them too, those who had been out on both days would be joined.
#[test]
fn lists_join_no_days_unless_they_name_the_past() {
    let region = large();
    let log: Vec<_> = region.visits.iter().map(Entry::read).collect();
    let who = who(&region.visits);
    let z = |published| {
        let public = Public::of(region, published);
        let classes = Case::new(&log, &who, &public).classes();
        of(&classes, "class", "revoked later").z
    };
    assert!(z(Published::AsTheDayBegins).abs() < BOUND);
    assert!(z(Published::InTheEvening).abs() < BOUND);
    assert!(z(Published::NamingThePast) > 2.0 * BOUND);
}
