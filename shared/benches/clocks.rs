//! Which clock is off: false alarms and how soon a wrong clock is named, over venues, crowds and groups that mislead.
//!
//! Every visit is a signed presentation that is checked.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use test_vectors::crowd::{Crowd, Tally, live};
use test_vectors::measure::folder;

/// Visits at each right clock: enough that one false alarm in 10,000 would be seen four times.
const VISITS: u64 = 40_000;
/// Days on which a clock is wrong, at each venue.
const WRONG_DAYS: u64 = 200;
/// False alarms in 10,000 visits, at most.
const GOAL_ALARMS: f64 = 1.0;
/// Visitors with right phones within whom two minutes are named.
const GOAL_VISITORS: u64 = 5;

fn main() -> Result<()> {
    let (mut table, mut json) = (String::new(), Vec::new());
    right(&mut table, &mut json)?;
    wrong(&mut table, &mut json)?;
    plots(&mut table, &mut json)?;
    let folder = folder();
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    std::fs::write(
        folder.join("clocks.json"),
        serde_json::to_string_pretty(&json)?,
    )?;
    std::fs::write(folder.join("clocks.md"), &table)?;
    print!("{table}");
    Ok(())
}

/// Clocks that are right: crowds better and worse than usual.
fn right(table: &mut String, json: &mut Vec<Value>) -> Result<()> {
    table.push_str(
        "| clock right; thousandths | minutes off | hours off | screenshots | families off | parties an hour | visits \
         | false alarms in 10,000 |\n|---|---|---|---|---|---|---|---|\n",
    );
    let mut worst: f64 = 0.0;
    for (name, crowd) in crowds() {
        for parties_an_hour in [2, 10, 60, 300] {
            let crowd = Crowd {
                parties_an_hour,
                ..crowd
            };
            let tally = live(&crowd, 1, |tally| tally.visits >= VISITS)?;
            let alarms = tally.alarms_in_10000();
            worst = worst.max(alarms);
            // Writing to a string cannot fail.
            let _ = writeln!(
                table,
                "| {name} | {} | {} | {} | {} | {parties_an_hour} | {} | {alarms:.2} |",
                crowd.minutes_off,
                crowd.hours_off,
                crowd.screenshots,
                crowd.families_off,
                tally.visits,
            );
            json.push(record("right", name, &crowd, &tally));
        }
    }
    let _ = writeln!(
        table,
        "| worst; goal ≤ {GOAL_ALARMS} | | | | | | | {worst:.2} |\n"
    );
    Ok(())
}

fn crowds() -> [(&'static str, Crowd); 5] {
    let usual = Crowd::USUAL;
    [
        ("usual", usual),
        (
            "many wrong phones",
            Crowd {
                minutes_off: 50,
                hours_off: 20,
                ..usual
            },
        ),
        (
            "many screenshots",
            Crowd {
                screenshots: 100,
                ..usual
            },
        ),
        (
            "tourists",
            Crowd {
                hours_off: 10,
                families_off: 10,
                ..usual
            },
        ),
        (
            "all of it",
            Crowd {
                minutes_off: 50,
                hours_off: 20,
                screenshots: 200,
                families_off: 10,
                ..usual
            },
        ),
    ]
}

/// Clocks that are wrong from the beginning of the day, or after visitors have been accepted.
fn wrong(table: &mut String, json: &mut Vec<Value>) -> Result<()> {
    table.push_str(
        "| clock wrong by, s | accepted before | crowd | parties an hour | named, % of days | within 3 right visitors, % \
         | within 5, % | named wrongly in 10,000 |\n|---|---|---|---|---|---|---|---|\n",
    );
    let mut worst: f64 = 100.0;
    let [usual, .., all] = crowds();
    for venue_off in [30, 45, 60, 120, -120, 600, -3_600, 3_600] {
        for (right_before, (name, crowd), parties_an_hour) in [
            (0, usual, 60),
            (0, usual, 2),
            (0, all, 60),
            (20, usual, 60),
            (20, all, 60),
            (20, usual, 2),
        ] {
            let crowd = Crowd {
                parties_an_hour,
                venue_off,
                right_before,
                ..crowd
            };
            let days = if venue_off.abs() < 60 { 10 } else { WRONG_DAYS };
            let tally = live(&crowd, 2, |tally| tally.days >= days)?;
            let percent = |visitors| 100.0 * tally.named_within(visitors);
            if venue_off.abs() >= 120 && name == "usual" {
                worst = worst.min(percent(GOAL_VISITORS));
            }
            let _ = writeln!(
                table,
                "| {venue_off} | {right_before} | {name} | {parties_an_hour} | {:.1} | {:.1} | {:.1} | {:.2} |",
                percent(u64::MAX),
                percent(3),
                percent(GOAL_VISITORS),
                tally.alarms_in_10000(),
            );
            json.push(record("wrong", name, &crowd, &tally));
        }
    }
    let _ = writeln!(
        table,
        "| worst of 120 and more, usual crowd | | | | | | {worst:.1} | |\n"
    );
    Ok(())
}

/// Groups that have agreed on a wrong time, where the clock is right.
fn plots(table: &mut String, json: &mut Vec<Value>) -> Result<()> {
    table.push_str(
        "| group of phones | others between two of it | days with a false alarm, %: first to come | in the middle of the day |\n\
         |---|---|---|---|\n",
    );
    for plotters in 3..=6 {
        for between in [0, 1, 2] {
            let mut days = [0.0; 2];
            for (at_opening, share) in [true, false].into_iter().zip(&mut days) {
                let crowd = Crowd {
                    plotters,
                    between,
                    at_opening,
                    parties_an_hour: 10,
                    ..Crowd::USUAL
                };
                let tally = live(&crowd, 3, |tally| tally.days >= 40)?;
                *share = 100.0 * tally.share_of_days_with_alarm();
                json.push(record("plot", "usual", &crowd, &tally));
            }
            let [opening, middle] = days;
            let _ = writeln!(
                table,
                "| {plotters} | {between} | {opening:.0} | {middle:.0} |"
            );
        }
    }
    Ok(())
}

fn record(kind: &str, name: &str, crowd: &Crowd, tally: &Tally) -> Value {
    json!({
        "kind": kind,
        "crowd": name,
        "parties_an_hour": crowd.parties_an_hour,
        "minutes_off": crowd.minutes_off,
        "hours_off": crowd.hours_off,
        "screenshots": crowd.screenshots,
        "families_off": crowd.families_off,
        "plotters": crowd.plotters,
        "between": crowd.between,
        "at_opening": crowd.at_opening,
        "venue_off": crowd.venue_off,
        "right_before": crowd.right_before,
        "days": tally.days,
        "visits": tally.visits,
        "accepted": tally.accepted,
        "false_alarms": tally.alarms,
        "false_alarms_in_10000": tally.alarms_in_10000(),
        "days_with_false_alarm": tally.days_with_alarm,
        "until_named": tally.until_named,
    })
}
