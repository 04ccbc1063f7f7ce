//! Whose computer it is, which nobody else needs to know.

use serde_json::Value;

/// The user's own directory and name.
#[derive(Clone, Default)]
pub struct Whose {
    /// The directory.
    pub home: Option<String>,
    /// The name.
    pub name: Option<String>,
}

/// What stands before the name of a user, and what is left of both.
const BEFORE_NAMES: [(&str, &str); 5] = [
    ("/home/", "~"),
    ("/Users/", "~"),
    ("\\Users\\", "~"),
    ("/run/media/", "/run/media/~"),
    ("/media/", "/media/~"),
];

impl Whose {
    /// The text with `~` in the place of the user's directory and name.
    #[must_use]
    pub fn hide(&self, text: &str) -> String {
        let mut text = text.to_owned();
        let long = |part: &&str| part.len() > 1;
        if let Some(home) = self.home.as_deref().filter(long) {
            text = replaced(&text, home, "~", |_| 0);
        }
        for (before, left) in BEFORE_NAMES {
            text = replaced(&text, before, left, name_length);
        }
        if let Some(name) = self.name.as_deref().filter(long) {
            for separator in ["/", "\\"] {
                let part = format!("{separator}{name}");
                text = replaced(&text, &part, &format!("{separator}~"), |_| 0);
            }
        }
        text
    }

    /// The same for every text of a value.
    #[must_use]
    pub fn hide_in(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.hide(&text)),
            Value::Array(values) => values
                .into_iter()
                .map(|value| self.hide_in(value))
                .collect(),
            Value::Object(fields) => {
                let fields = fields.into_iter();
                fields
                    .map(|(name, value)| (name, self.hide_in(value)))
                    .collect()
            }
            other => other,
        }
    }
}

/// It says nothing of whose it is.
impl std::fmt::Debug for Whose {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Whose").finish_non_exhaustive()
    }
}

/// How much of a text is one part of a path.
fn name_length(text: &str) -> usize {
    text.find(ends_part).unwrap_or(text.len())
}

/// Whether this sign ends a part of a path, or the path.
fn ends_part(sign: char) -> bool {
    matches!(
        sign,
        '/' | '\\' | '"' | '\'' | ':' | ';' | ',' | ')' | '»' | '”'
    ) || sign.is_whitespace()
}

/// Replaces a part of a path, with as much as `more` says of what follows it.
fn replaced(text: &str, part: &str, by: &str, more: fn(&str) -> usize) -> String {
    let mut hidden = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(part) {
        let (_, after) = after.split_at(more(after));
        hidden.push_str(before);
        let is_whole = after.chars().next().is_none_or(ends_part);
        hidden.push_str(if is_whole { by } else { part });
        rest = after;
    }
    hidden.push_str(rest);
    hidden
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ivan() -> Whose {
        Whose {
            home: Some("/srv/people/ivan".to_owned()),
            name: Some("ivan".to_owned()),
        }
    }

    #[test]
    fn names_of_users_are_hidden_and_nothing_else() {
        for (text, hidden) in [
            ("/srv/people/ivan/.local/share", "~/.local/share"),
            (
                "cannot write /srv/people/ivan: full",
                "cannot write ~: full",
            ),
            ("/srv/people/ivanhoe", "/srv/people/ivanhoe"),
            ("\"/home/olga/x\" and /home/pavel", "\"~/x\" and ~"),
            ("/run/media/olga/USB/26", "/run/media/~/USB/26"),
            ("/media/olga/USB", "/media/~/USB"),
            ("C:\\Users\\olga\\x", "C:~\\x"),
            ("/data/ivan/spravka", "/data/~/spravka"),
            ("the profile ivan", "the profile ivan"),
            ("https://lists.example/26", "https://lists.example/26"),
        ] {
            assert_eq!(ivan().hide(text), hidden);
        }
        assert_eq!(format!("{:?}", ivan()), "Whose { .. }");
    }

    #[test]
    fn texts_are_hidden_wherever_they_stand() {
        let value = serde_json::json!({"a": ["/home/olga/x", 1], "b": {"c": null}});
        let hidden = serde_json::json!({"a": ["~/x", 1], "b": {"c": null}});
        assert_eq!(ivan().hide_in(value), hidden);
    }

    proptest! {
        #[test]
        fn no_path_of_a_user_is_left(before in any::<String>(), name in "[a-z]{4,12}", after in any::<String>()) {
            let text = format!("{before} /home/{name}/{after}");
            prop_assume!(!before.contains(&name) && !after.contains(&name));
            prop_assert!(!ivan().hide(&text).contains(&name));
        }
    }
}
