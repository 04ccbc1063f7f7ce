//! A walk through the calls of a command: harm at each, then a start that nothing disturbs.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use anyhow::{Context as _, Result, ensure};

use crate::order;
use crate::place::Place;
use crate::scenario::{ALL, Scenario};
use crate::strace::{Harm, Injection};
use crate::tally::{Seen, Tally, difference};
use crate::trace::{self, Call, TEMPORARY};

/// One scenario in its place.
pub(crate) struct Walk<'s> {
    scenario: &'s Scenario,
    place: &'s Place,
    trace: PathBuf,
    /// What a reader sees before and after.
    old: String,
    new: String,
    /// What is there after an undisturbed run.
    settled: String,
    tally: Tally,
}

impl<'s> Walk<'s> {
    /// Harms the command everywhere and counts what came of it.
    pub(crate) fn through(
        scenario: &'s Scenario,
        place: &'s Place,
        trace: PathBuf,
    ) -> Result<Tally> {
        place.restore()?;
        let old = (scenario.view)(place).context("the start")?;
        place.restore()?;
        let output = (scenario.command)(place)?.run_traced(&trace, None)?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "undisturbed: {errors}");
        let folder = place.folder().display().to_string();
        let calls = trace::read(&trace, &folder)?;
        let mut walk = Self {
            scenario,
            place,
            trace,
            old,
            new: (scenario.view)(place).context("the end")?,
            settled: (scenario.settled)(place).context("the end")?,
            tally: Tally::default(),
        };
        ensure!(
            walk.old != walk.new,
            "the command changes nothing that is looked at"
        );
        walk.tally.violations = order::gaps(&calls, &folder);
        walk.again()?;

        let calls: Vec<_> = calls
            .into_iter()
            .filter(|call| call.counts(&folder))
            .collect();
        let chosen = chosen(&calls, scenario.most);
        walk.tally.calls = calls.len();
        walk.tally.tried = chosen.len();
        for (place, call) in chosen.into_iter().enumerate() {
            walk.harm(call, Harm::Kill)?;
            let failures = call.failures();
            // Where each start is slow, the ways to fail take turns.
            let turn = place % failures.len().max(1);
            let tried = |way: usize| scenario.most == ALL || way == turn;
            for (_, failure) in failures
                .into_iter()
                .enumerate()
                .filter(|(way, _)| tried(*way))
            {
                walk.harm(call, failure)?;
            }
        }
        Ok(walk.tally)
    }

    /// The same command once more after an undisturbed run.
    fn again(&mut self) -> Result<()> {
        let output = (self.scenario.command)(self.place)?.run()?;
        if output.status.code() != Some(self.scenario.again) {
            let what = format!("undisturbed, again: {}", told(&output));
            self.tally.violations.push(what);
        }
        Ok(())
    }

    fn harm(&mut self, call: &Call, harm: Harm) -> Result<()> {
        self.place.restore()?;
        let injection = Injection {
            name: call.name.clone(),
            nth: call.nth,
            harm,
        };
        let command = (self.scenario.command)(self.place)?;
        let output = command.run_traced(&self.trace, Some(&injection))?;
        let mut wrong = Vec::new();
        self.must_have_hit(call, harm, &mut wrong)?;

        let view = if let Some(file) = self.scenario.told_by
            && self.place.is_untouched(file)
        {
            Ok(self.old.clone())
        } else {
            (self.scenario.view)(self.place)
        };
        let seen = match &view {
            Ok(view) if *view == self.new => Seen::New,
            Ok(view) if *view == self.old => Seen::Old,
            Ok(view) => {
                let change = difference(view, &self.new);
                wrong.push(format!(
                    "a reader sees neither the old nor the new: {change}"
                ));
                Seen::Neither
            }
            Err(error) => {
                wrong.push(format!("a reader cannot read: {error:#}"));
                Seen::Neither
            }
        };
        let is_said = !output.stdout.is_empty();
        if seen != Seen::New && (is_said || output.status.success()) {
            wrong.push("the tool says that it is done, and it is not".to_owned());
        }
        match harm {
            Harm::Kill if seen == Seen::New => self.tally.killed_new += 1,
            Harm::Kill => self.tally.killed_old += 1,
            Harm::Once(_) | Harm::FromHere(_) => {
                let code = output.status.code().unwrap_or(-1);
                *self.tally.failed.entry((code, seen)).or_default() += 1;
                self.must_be_clear(call, &output, &mut wrong);
            }
        }
        self.must_recover(seen, &mut wrong)?;
        let place = format!(
            "{harm:?} at {}, number {} of its name",
            call.what(),
            call.nth
        );
        let of_this = wrong.into_iter().map(|wrong| format!("{place}: {wrong}"));
        self.tally.violations.extend(of_this);
        Ok(())
    }

    /// The harm must have come where it was meant to come.
    fn must_have_hit(&self, call: &Call, harm: Harm, wrong: &mut Vec<String>) -> Result<()> {
        let text = fs::read(&self.trace)?;
        let text = String::from_utf8_lossy(&text);
        let folder = self.place.folder().display().to_string();
        let calls = trace::read(&self.trace, &folder)?;
        let hit = match harm {
            Harm::Kill => calls
                .last()
                .filter(|_| text.contains("+++ killed by SIGKILL +++")),
            Harm::Once(_) | Harm::FromHere(_) => {
                calls.iter().find(|call| call.line.ends_with("(INJECTED)"))
            }
        };
        match hit {
            Some(hit) if hit.what() == call.what() => {}
            Some(hit) => wrong.push(format!("another call was hit: {}", hit.what())),
            None => wrong.push("no call was hit".to_owned()),
        }
        Ok(())
    }

    /// A failure is told: with an exit code for it, in words, with the file.
    fn must_be_clear(&self, call: &Call, output: &Output, wrong: &mut Vec<String>) {
        let errors = String::from_utf8_lossy(&output.stderr);
        if errors.contains("panicked") || output.status.code().is_none() {
            wrong.push(format!("the tool breaks: {}", told(output)));
        } else if output.status.code() == Some(COULD_NOT_RUN) {
            let folder = self.place.folder().display().to_string();
            // A home has one registry, which is called so.
            let is_named = errors.contains(&folder) || errors.contains("registry");
            if !call.is_told() && !is_named {
                wrong.push(format!("no file is named: {}", told(output)));
            }
        } else if !output.status.success() {
            wrong.push(told(output));
        }
    }

    /// The next start must find nothing in its way and bring what an undisturbed run brings.
    fn must_recover(&self, seen: Seen, wrong: &mut Vec<String>) -> Result<()> {
        let output = (self.scenario.command)(self.place)?.run()?;
        let expected = match seen {
            Seen::New => self.scenario.again,
            Seen::Old | Seen::Neither => 0,
        };
        if output.status.code() != Some(expected) {
            wrong.push(format!("the next start: {}", told(&output)));
        }
        match (self.scenario.settled)(self.place) {
            Ok(settled) if settled == self.settled => {}
            Ok(settled) => {
                let change = difference(&settled, &self.settled);
                wrong.push(format!("after the next start: {change}"));
            }
            Err(error) => wrong.push(format!("after the next start: {error:#}")),
        }
        for folder in self.scenario.swept {
            let left = self.place.hashes(folder)?;
            for name in left
                .keys()
                .filter(|name| format!("/{name}").contains(TEMPORARY))
            {
                wrong.push(format!("{folder}/{name} is left after the next start"));
            }
        }
        Ok(())
    }
}

fn told(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    format!("{}: {}", output.status, errors.trim())
}

/// The first call of every kind, and an even sample of the others.
fn chosen(calls: &[Call], most: usize) -> Vec<&Call> {
    if calls.len() <= most {
        return calls.iter().collect();
    }
    let mut kinds = std::collections::BTreeSet::new();
    let step = calls.len().div_ceil(most);
    let pick = |(place, call): &(usize, &Call)| kinds.insert(call.kind()) || place % step == 0;
    calls
        .iter()
        .enumerate()
        .filter(pick)
        .map(|(_, call)| call)
        .collect()
}

/// "The tool could not run."
const COULD_NOT_RUN: i32 = 4;
