//! Single values of the configuration file, read from their text. Refusing them while the file is
//! parsed gives every complaint its line and column.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::{Value, json};

use super::problem::own_words;
use super::{Assign, ParentOf, Reports, TrackerKind};
use crate::policy::{Days, Severity, Stage, Track, Trigger, WriteBack, nearest};
use crate::read::Edition;

/// A value that is written as one word or number.
pub(super) trait Scalar: Sized {
    /// What is accepted, in words that follow "expected".
    const ACCEPTS: &'static str;

    /// Reads the value; the error may add to what [`Scalar::ACCEPTS`] says.
    fn read(text: &str) -> Result<Self, String>;

    /// The value as it stands in the file.
    fn text(&self) -> String;

    /// What an editor can check.
    fn schema() -> Value {
        json!({ "type": "string" })
    }
}

/// A [`Scalar`] in the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Text<T>(pub(super) T);

/// Reads a scalar and says what is wrong with it in our own words.
pub(super) fn read<T: Scalar, E: Error>(text: &str) -> Result<T, E> {
    T::read(text).map_err(|more| {
        let and = if more.is_empty() { "" } else { "; " };
        let shown = shown(text);
        own_words(&format!(
            "wrong value `{shown}`: expected {}{and}{more}",
            T::ACCEPTS
        ))
    })
}

/// As much of a value as helps to find it; the rest may be anything, a key that was put there by mistake too.
fn shown(text: &str) -> std::borrow::Cow<'_, str> {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        None => text.into(),
        Some((end, _)) => format!("{}…", &text[..end]).into(),
    }
}

impl<'de, T: Scalar> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);

        impl<T: Scalar> Visitor<'_> for Reader<T> {
            type Value = Text<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(T::ACCEPTS)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text<T>, E> {
                read(text).map(Text)
            }
        }

        deserializer.deserialize_str(Reader(PhantomData))
    }
}

impl<T: Scalar> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.text();
        match text.parse::<u32>() {
            Ok(number) if T::schema()["type"] == "integer" => serializer.serialize_u32(number),
            _ => serializer.serialize_str(&text),
        }
    }
}

impl<T: Scalar> JsonSchema for Text<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::ACCEPTS.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut schema = T::schema();
        schema["x-accepts"] = T::ACCEPTS.into();
        Schema::try_from(schema).expect("every schema here is an object")
    }
}

/// A [`Scalar`] that is one of a few words.
macro_rules! words {
    ($type:ty, $accepts:literal, $($word:literal => $value:expr,)*) => {
        impl Scalar for $type {
            const ACCEPTS: &'static str = $accepts;

            fn read(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok($value),)*
                    other => Err(did_you_mean(other, [$($word),*])),
                }
            }

            fn text(&self) -> String {
                [$(($word, $value)),*]
                    .into_iter()
                    .find(|(_, value)| value == self)
                    .map(|(word, _)| word.to_owned())
                    .expect("every value has a word")
            }

            fn schema() -> Value {
                json!({ "enum": [$($word),*] })
            }
        }
    };
}

words! { TrackerKind, "local, github or gitlab",
    "local" => TrackerKind::Local,
    "github" => TrackerKind::Github,
    "gitlab" => TrackerKind::Gitlab,
}

words! { Assign, "opening, always or never",
    "opening" => Assign::Opening,
    "always" => Assign::Always,
    "never" => Assign::Never,
}

words! { ParentOf, "none or report",
    "none" => ParentOf::None,
    "report" => ParentOf::Report,
}

words! { Track, "auto, tasks or all",
    "auto" => Track::Auto,
    "tasks" => Track::Tasks,
    "all" => Track::All,
}

words! { WriteBack, "status, refs or off",
    "status" => WriteBack::Status,
    "refs" => WriteBack::Refs,
    "off" => WriteBack::Off,
}

words! { Severity, "off, notice, warning or error",
    "off" => Severity::Off,
    "notice" => Severity::Notice,
    "warning" => Severity::Warning,
    "error" => Severity::Error,
}

words! { Trigger, "pull-request, push, schedule or manual",
    "pull-request" => Trigger::PullRequest,
    "push" => Trigger::Push,
    "schedule" => Trigger::Schedule,
    "manual" => Trigger::Manual,
}

fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known)
        .map(|it| format!("did you mean `{it}`?"))
        .unwrap_or_default()
}

impl Scalar for Date {
    const ACCEPTS: &'static str = "a day such as 2026-11-21";

    fn read(text: &str) -> Result<Self, String> {
        // jiff would also take a date-time and drop the time.
        let shaped = text.len() == 10 && !text.contains('T');
        text.parse().ok().filter(|_| shaped).ok_or_else(String::new)
    }

    fn text(&self) -> String {
        self.to_string()
    }

    fn schema() -> Value {
        json!({ "type": "string", "format": "date" })
    }
}

impl Scalar for Days {
    const ACCEPTS: &'static str = "a number of days or weeks such as 7d or 8w, at most 100 years";

    fn read(text: &str) -> Result<Self, String> {
        Days::from_str(text).map_err(|_| String::new())
    }

    fn text(&self) -> String {
        self.to_string()
    }

    fn schema() -> Value {
        json!({ "type": "string", "pattern": "^[0-9]+[dw]$" })
    }
}

/// The pause between two creates.
impl Scalar for Duration {
    const ACCEPTS: &'static str = "a time such as 3s or 500ms, at most 60s";

    fn read(text: &str) -> Result<Self, String> {
        let (number, unit) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
            (Some(number), _) => (number, 1),
            (None, Some(number)) => (number, 1000),
            (None, None) => return Err(String::new()),
        };
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(String::new());
        }
        let count: u32 = number.parse().map_err(|_| String::new())?;
        Some(Duration::from_millis(u64::from(count) * unit))
            .filter(|pause| *pause <= Duration::from_secs(60))
            .ok_or_else(String::new)
    }

    fn text(&self) -> String {
        match self.as_millis() {
            whole if whole % 1000 == 0 => format!("{}s", whole / 1000),
            millis => format!("{millis}ms"),
        }
    }

    fn schema() -> Value {
        json!({ "type": "string", "pattern": "^[0-9]+m?s$" })
    }
}

impl Scalar for Edition {
    const ACCEPTS: &'static str = "1 or 2, the editions of the reader";

    fn read(text: &str) -> Result<Self, String> {
        let number = text.parse().ok();
        number.and_then(Self::numbered).ok_or_else(String::new)
    }

    fn text(&self) -> String {
        self.number().to_string()
    }

    fn schema() -> Value {
        json!({ "type": "integer", "minimum": 1, "maximum": Self::ALL.len() })
    }
}

/// A number of issues.
impl Scalar for u32 {
    const ACCEPTS: &'static str = "a whole number from 0";

    fn read(text: &str) -> Result<Self, String> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits).ok_or_else(String::new)
    }

    fn text(&self) -> String {
        self.to_string()
    }

    fn schema() -> Value {
        json!({ "type": "integer", "minimum": 0 })
    }
}

/// A part of a whole, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Percent(pub(super) u8);

impl Scalar for Stage {
    const ACCEPTS: &'static str = "a day such as due-7d, due or due+2w";

    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| String::new())
    }

    fn text(&self) -> String {
        self.to_string()
    }

    fn schema() -> Value {
        json!({ "type": "string", "pattern": "^due([+-][0-9]+[dw])?$" })
    }
}

impl Scalar for Percent {
    const ACCEPTS: &'static str = "a share such as 30%, at most 100%";

    fn read(text: &str) -> Result<Self, String> {
        text.strip_suffix('%')
            .filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|number| number.parse().ok())
            .filter(|share| *share <= 100)
            .map(Self)
            .ok_or_else(String::new)
    }

    fn text(&self) -> String {
        format!("{}%", self.0)
    }

    fn schema() -> Value {
        json!({ "type": "string", "pattern": "^[0-9]{1,3}%$" })
    }
}

/// A time zone and the name it was asked for by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Zone {
    name: String,
    pub(super) zone: TimeZone,
}

impl Zone {
    /// The zone by its own name.
    pub(super) fn of(zone: TimeZone) -> Self {
        let name = zone.iana_name().unwrap_or("UTC").to_owned();
        Self { name, zone }
    }
}

impl Scalar for Zone {
    const ACCEPTS: &'static str = "a time zone of the IANA database such as Europe/Berlin";

    fn read(text: &str) -> Result<Self, String> {
        match TimeZone::get(text) {
            Ok(zone) => Ok(Self {
                name: text.to_owned(),
                zone,
            }),
            Err(_) => {
                let names: Vec<String> = jiff::tz::db()
                    .available()
                    .map(|name| name.to_string())
                    .collect();
                Err(did_you_mean(text, names.iter().map(String::as_str)))
            }
        }
    }

    fn text(&self) -> String {
        self.name.clone()
    }
}

/// A pattern for paths, checked to be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glob(pub(super) String);

impl Scalar for Glob {
    const ACCEPTS: &'static str =
        "a pattern such as \"postmortems/**\", or \"!drafts/**\" for what is left out";

    fn read(text: &str) -> Result<Self, String> {
        Reports::check(text).map(|()| Self(text.to_owned()))
    }

    fn text(&self) -> String {
        self.0.clone()
    }
}
