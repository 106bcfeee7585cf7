//! Front matter: the YAML between `---` lines at the start of a report.

use serde_yaml::Value;

use super::vocabulary::{Reading, Role, Vocabulary};
use crate::action::Front;

/// Front matter longer than this is not parsed.
const MAX: usize = 64 * 1024;

/// The keys that the reader knows beside those for what headings and labels state.
const KEYS: [&str; 6] = [
    "id",
    "title",
    "status",
    "draft",
    "confidential",
    "followthrough",
];

/// What can be stated in front matter under any name that a heading or label may have for it.
const FACTS: [Role; 6] = [
    Role::Start,
    Role::End,
    Role::Date,
    Role::Duration,
    Role::Severity,
    Role::Services,
];

/// What front matter says, beyond what concerns this tool itself.
#[derive(Debug, Default)]
pub(super) struct Matter {
    pub(super) front: Front,
    /// Where the text behind it begins.
    pub(super) end: usize,
    values: Vec<(String, String)>,
    lists: Vec<(String, Vec<String>)>,
}

impl Matter {
    /// The value of `key`, in small letters and blanks, as text.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.values
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// The keys that state the fact `role`, each with its value: `start`, `started_at`, `startTime`.
    pub(super) fn facts<'a>(
        &'a self,
        role: Role,
        words: &'a Vocabulary,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let named = move |key: &str| words.role(key, Reading::Strict) == Some(role);
        let values = self.values.iter().filter(move |(key, _)| named(key));
        values.map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// For each line of the front matter, whether its key means something to the reader.
    pub(super) fn lines(&self, text: &str, words: &Vocabulary) -> Vec<bool> {
        let keys = |line: &str| line.split_once(':').map(|(key, _)| spelled(key.trim()));
        let known = |key: &str| {
            let role = words.role(key, Reading::Strict);
            KEYS.contains(&key) || role.is_some_and(|role| FACTS.contains(&role))
        };
        let front = &text[..self.end];
        let known = |line: &str| keys(line).is_some_and(|key| known(&key));
        front.lines().map(known).collect()
    }

    /// The services that were hit, one or several.
    pub(super) fn services(&self, words: &Vocabulary) -> Vec<String> {
        let named = |key: &str| words.role(key, Reading::Strict) == Some(Role::Services);
        if let Some((_, values)) = self.lists.iter().find(|(key, _)| named(key)) {
            return values.clone();
        }
        let one = self.facts(Role::Services, words).next();
        let names = one.into_iter().flat_map(|(_, value)| value.split(','));
        names.map(|it| it.trim().to_owned()).collect()
    }
}

/// Reads the front matter of `text`, if it has any.
pub(super) fn read(text: &str) -> Matter {
    let mut matter = Matter::default();
    let start = usize::from(text.starts_with('\u{feff}')) * '\u{feff}'.len_utf8();
    let Some((body, end)) = slice(&text[start..]) else {
        return matter;
    };
    matter.end = start + end;
    if body.len() > MAX {
        matter.front.confidential = claims_confidential(body);
        matter.front.problem = Some((1, format!("front matter is longer than {} kB", MAX / 1024)));
        return matter;
    }
    match serde_yaml::from_str::<Value>(body) {
        Ok(Value::Mapping(map)) => {
            for (key, value) in map {
                if let Value::String(key) = key {
                    take(&mut matter, spelled(&key), &value);
                }
            }
        }
        Ok(_) => {}
        Err(error) => {
            matter.front.confidential = claims_confidential(body);
            let line = error.location().map_or(1, |at| at.line()) + 1;
            let reason = error.to_string();
            matter.front.problem =
                Some((line, reason.lines().next().unwrap_or_default().to_owned()));
        }
    }
    matter
}

/// The words of a key: `resolvedWhen`, `resolved_when` and `Resolved-When` are the same two.
fn spelled(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + 2);
    let mut small = false;
    for c in key.chars() {
        if c.is_uppercase() && small {
            out.push(' ');
        }
        small = c.is_lowercase();
        match c {
            '_' | '-' => out.push(' '),
            _ => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// The YAML and the offset behind the closing line. A break at the top of a text is no front matter
/// unless a closing line follows and the first line in between looks like `key: value`.
fn slice(text: &str) -> Option<(&str, usize)> {
    let first = text.find('\n')?;
    if text[..first].trim_end() != "---" {
        return None;
    }
    let mut at = first + 1;
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
        let line = text[at..end].trim_end();
        if line == "---" || line == "..." {
            let body = &text[first + 1..at];
            let keyed = body
                .lines()
                .find(|line| !line.trim().is_empty() && !line.starts_with('#'));
            let shaped = keyed.is_none_or(|line| line.contains(':'));
            return shaped.then(|| (body, (end + 1).min(text.len())));
        }
        at = end + 1;
        if at > 4 * MAX {
            return None;
        }
    }
    None
}

fn take(matter: &mut Matter, key: String, value: &Value) {
    let scalar = scalar(value);
    match key.as_str() {
        "followthrough" => matter.front.opted_out = matches!(value, Value::Bool(false)),
        "confidential" => matter.front.confidential = is_meant(value),
        "draft" => matter.front.draft |= matches!(value, Value::Bool(true)),
        "status" => {
            let draft = scalar
                .as_deref()
                .is_some_and(|it| it.eq_ignore_ascii_case("draft"));
            matter.front.draft |= draft;
        }
        "id" => matter.front.id = scalar.clone().filter(|id| !id.trim().is_empty()),
        _ => {}
    }
    if let Value::Sequence(items) = value {
        let items = items.iter().filter_map(self::scalar).collect();
        matter.lists.push((key, items));
    } else if let Some(value) = scalar {
        matter.values.push((key, value));
    }
}

/// True unless it is denied: what is not understood beside `confidential` is kept to itself.
fn is_meant(value: &Value) -> bool {
    match scalar(value) {
        Some(text) => {
            !["false", "no", "off", "n", "0", ""].contains(&text.trim().to_lowercase().as_str())
        }
        None => !matches!(value, Value::Null),
    }
}

/// True if a line of `text` says `confidential: true` or the like: for reports whose front matter cannot be
/// parsed, or that cannot be read at all.
#[must_use]
pub fn claims_confidential(text: &str) -> bool {
    text.lines().any(|line| {
        let value = line
            .split_once(':')
            .filter(|(key, _)| key.trim().eq_ignore_ascii_case("confidential"));
        value.is_some_and(|(_, value)| {
            let value = value.split('#').next().unwrap_or_default();
            is_meant(&Value::String(
                value
                    .trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'')
                    .to_owned(),
            ))
        })
    })
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(it) => Some(it.to_string()),
        _ => None,
    }
}
