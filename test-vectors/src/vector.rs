//! A vector: a text header that says what is given and what is expected, a blank line, and the text of a QR
//! code or a file in hexadecimal digits.

use std::fmt;

use anyhow::{Context as _, Result, bail};

/// One vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector {
    /// One line about what it shows.
    pub about: String,
    /// The header's fields, in their order; a name may stand there several times.
    pub fields: Vec<(String, String)>,
    /// What stands after the blank line, without the last line feed.
    pub body: String,
}

impl Vector {
    /// A vector that shows `about`, with this body.
    #[must_use]
    pub fn new(about: &str, body: String) -> Self {
        Self {
            about: about.to_owned(),
            fields: Vec::new(),
            body,
        }
    }

    /// The same with one more field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.fields.push((name.to_owned(), value.to_string()));
        self
    }

    /// Every value of a field.
    pub fn all<'v>(&'v self, name: &'v str) -> impl Iterator<Item = &'v str> {
        self.fields
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a field that stands there once, if at all.
    #[must_use]
    pub fn get<'v>(&'v self, name: &'v str) -> Option<&'v str> {
        self.all(name).next()
    }

    /// The value of a field that must be there.
    pub fn need<'v>(&'v self, name: &'v str) -> Result<&'v str> {
        self.get(name)
            .with_context(|| format!("the field {name:?} is missing"))
    }

    /// Reads a vector.
    pub fn parse(text: &str) -> Result<Self> {
        let (header, body) = text
            .split_once("\n\n")
            .context("no blank line after the header")?;
        let body = body.strip_suffix('\n').context("no line feed at the end")?;
        let mut lines = header.lines();
        let about = lines
            .next()
            .and_then(|line| line.strip_prefix("# "))
            .context("the first line does not start with \"# \"")?;
        let mut vector = Self::new(about, body.to_owned());
        for line in lines {
            let Some((name, value)) = line.split_once(": ") else {
                bail!("the line {line:?} is no \"name: value\"");
            };
            vector = vector.with(name, value);
        }
        Ok(vector)
    }

    /// The body's bytes, where it is hexadecimal.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        from_hex(&self.body)
    }
}

impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# {}", self.about)?;
        for (name, value) in &self.fields {
            writeln!(f, "{name}: {value}")?;
        }
        writeln!(f, "\n{}", self.body)
    }
}

/// Equal bytes that are worth a line of their own.
const LONG: usize = 256;

fn digits(byte: &u8) -> String {
    format!("{byte:02x}")
}

/// Hexadecimal digits, 32 bytes a line; `ff*5000` is a line of so many equal bytes.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for run in bytes.chunk_by(|a, b| a == b) {
        match (run, lines.last_mut()) {
            ([byte, ..], _) if run.len() >= LONG => lines.push(format!("{byte:02x}*{}", run.len())),
            (_, Some(line)) if !line.contains('*') => line.extend(run.iter().map(digits)),
            _ => lines.push(run.iter().map(digits).collect()),
        }
    }
    let short = lines.iter().flat_map(|line| line.as_bytes().chunks(64));
    let short: Vec<_> = short.map(String::from_utf8_lossy).collect();
    short.join("\n")
}

fn from_hex(text: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for line in text.lines() {
        let (digits, times) = line.split_once('*').unwrap_or((line, "1"));
        let digits: Vec<u8> = digits
            .chars()
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()
            .context("a character is no hexadecimal digit")?;
        let (pairs, []) = digits.as_chunks::<2>() else {
            bail!("an odd number of hexadecimal digits");
        };
        let line: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
        bytes.extend(line.repeat(times.parse()?));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_survives() {
        let vector = Vector::new("shows something", to_hex(&[0, 0xab]))
            .with("expect", "accept")
            .with("want", "adult");
        assert_eq!(Vector::parse(&vector.to_string()).unwrap(), vector);
        assert_eq!(vector.bytes().unwrap(), [0, 0xab]);
        let run = [&[1; 40][..], &[7; 300], &[2; 70]].concat();
        let vector = Vector::new("shows a run", to_hex(&run));
        assert_eq!(vector.body.lines().count(), 2 + 1 + 3);
        assert_eq!(vector.body.lines().nth(2), Some("07*300"));
        assert_eq!(vector.bytes().unwrap(), run);
        for wrong in ["", "# a\nb: c\n", "a: b\n\nc\n", "# a\nno field\n\nc\n"] {
            assert!(Vector::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
