//! A command, and what it means that nothing was lost.

use anyhow::{Result, bail};
use serde_json::Value;

use crate::place::Place;
use crate::tool::Tool;

/// One command that is killed everywhere.
pub(crate) struct Scenario {
    /// Its name in the report, and of its folders.
    pub(crate) name: &'static str,
    /// The command.
    pub(crate) command: for<'p> fn(&'p Place) -> Result<Tool<'p>>,
    /// What a reader sees; must change nothing that the command reads.
    pub(crate) view: fn(&Place) -> Result<String>,
    /// A file without whose change a reader sees what was there at the start.
    pub(crate) told_by: Option<&'static str>,
    /// What is there in the end, after a start that nothing disturbed.
    pub(crate) settled: fn(&Place) -> Result<String>,
    /// How the command ends when it is given again although all is done.
    pub(crate) again: i32,
    /// The folders that keep no temporary file after an undisturbed start.
    pub(crate) swept: &'static [&'static str],
    /// The most calls that are tried.
    pub(crate) most: usize,
}

/// All positions.
pub(crate) const ALL: usize = usize::MAX;

/// A JSON text without what differs between two honest runs.
pub(crate) fn without(mut value: Value, fields: &[&str]) -> Value {
    match &mut value {
        Value::Object(object) => {
            object.retain(|name, _| !fields.contains(&name.as_str()));
            for inner in object.values_mut() {
                *inner = without(inner.take(), fields);
            }
        }
        Value::Array(array) => {
            for inner in array {
                *inner = without(inner.take(), fields);
            }
        }
        _ => {}
    }
    value
}

/// The exit code and the answer of a command that has an answer even when it cannot decide.
pub(crate) fn answer(tool: &Tool<'_>, fields: &[&str]) -> Result<String> {
    let output = tool.run()?;
    let Some(code) = output.status.code() else {
        bail!("{tool} ended with {}", output.status);
    };
    let answer = without(tool.answer(&output)?, fields);
    Ok(format!("{code} {answer}"))
}
